"""From orders to a file at the bank: declared, checked, released, handed over as the same bytes until it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from egret.core.banking.faults import Unusable
from egret.core.banking.files import Template, render
from egret.core.banking.signing import sha256
from egret.core.ledger.postings import Event
from egret.core.money import yuan
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import PaymentRefused
from ..models import Attempt, PaymentBatch, PaymentFile, PaymentOrder
from ..states import BATCH_MOVES, BatchState, OrderState
from .books import Entry, enter_all
from .payables import place_of_order

B, S = BatchState, OrderState


@dataclass(frozen=True, slots=True)
class Declared:
    """What the maker says is in a batch, before anything is looked at."""

    count: int
    fen: int
    template: str


def _recorded(batch: PaymentBatch, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"batch.{verb}",
        subject=f"batch:{batch.pk}",
        case="treasury",
        by=by.actor,
        at=at,
        body={"no": batch.no, "state": batch.state, "count": batch.declared_count, "fen": batch.declared_fen}
        | body,
    )


def _moved(batch: PaymentBatch, there: BatchState) -> None:
    try:
        check_move(BATCH_MOVES, B(batch.state), there)
    except MoveRefused:
        raise PaymentRefused(_("This batch has moved on already: this step is no longer open.")) from None
    batch.state = there


@transaction.atomic
def make_batch(orders: Sequence[PaymentOrder], declared: Declared, *, by: User, at: datetime) -> PaymentBatch:
    """Orders that were just made, in one batch. What was declared has to be what is there."""
    if declared.template not in queries.templates():
        raise PaymentRefused(_("There is no such kind of file."), field="template")
    if not orders:
        raise PaymentRefused(_("Choose at least one award."), field="awards")
    fen = sum(order.fen for order in orders)
    if declared.count != len(orders):
        said = {"declared": declared.count, "found": len(orders)}
        raise PaymentRefused(
            _("You declared %(declared)s payments; %(found)s are chosen.") % said, field="count"
        )
    if declared.fen != fen:
        said = {"declared": yuan(declared.fen), "found": yuan(fen)}
        raise PaymentRefused(
            _("You declared ¥%(declared)s; what is chosen comes to ¥%(found)s.") % said, field="fen"
        )
    batch = _made(declared, made_at=at, made_by=by, at=at)
    PaymentOrder.objects.filter(pk__in=[order.pk for order in orders]).update(batch=batch)
    _recorded(batch, "made", by=by, at=at, orders=[order.no for order in orders])
    return batch


def _made(declared: Declared, *, at: datetime, **stamps: Any) -> PaymentBatch:
    """Numbered by its day; the count runs under the trail's lock."""
    trail.await_turn()
    day = f"{at:%Y%m%d}"
    number = PaymentBatch.objects.filter(no__startswith=f"B{day}").count() + 1
    return PaymentBatch.objects.create(
        no=f"B{day}{number:04d}",
        template=declared.template,
        declared_count=declared.count,
        declared_fen=declared.fen,
        **stamps,
    )


@transaction.atomic
def check_batch(pk: int, *, by: User, at: datetime) -> PaymentBatch:
    """Somebody else finds every order of it right."""
    trail.await_turn()
    batch, orders = queries.locked_batch(pk)
    if by.pk == batch.made_by_id:
        raise PaymentRefused(_("You made this batch: somebody else must check it."))
    _moved(batch, B.CHECKED)
    batch.checked_at, batch.checked_by = at, by
    batch.save()
    _step(orders, S.MADE, S.CHECKED, checked_at=at, checked_by=by)
    _recorded(batch, "checked", by=by, at=at)
    return batch


@transaction.atomic
def release_batch(pk: int, *, by: User, at: datetime) -> PaymentBatch:
    """A third person lets the money go: it is on its way in the books, and its file lies in the outbox."""
    trail.await_turn()
    batch, orders = queries.locked_batch(pk)
    if by.pk in (batch.made_by_id, batch.checked_by_id):
        raise PaymentRefused(_("You made or checked this batch: a third person must release it."))
    return _released(batch, orders, by=by, at=at)


def release_alone(order: PaymentOrder, *, by: User, at: datetime) -> PaymentBatch:
    """An order of its own goes as a batch of one; its maker and checker are the batch's."""
    batch = _made(
        Declared(1, order.fen, queries.default_template()),
        at=at,
        made_at=order.made_at,
        made_by_id=order.made_by_id,
        checked_at=order.checked_at,
        checked_by_id=order.checked_by_id,
        state=B.CHECKED,
    )
    PaymentOrder.objects.filter(pk=order.pk).update(batch=batch)
    return _released(batch, [order], by=by, at=at)


def _released(batch: PaymentBatch, orders: Sequence[PaymentOrder], *, by: User, at: datetime) -> PaymentBatch:
    _moved(batch, B.RELEASED)
    batch.released_at, batch.released_by = at, by
    batch.save()
    _step(orders, S.CHECKED, S.SENT, released_at=at, released_by=by)
    enter_all([entry_of(Event.ORDER, order) for order in orders], by=by, at=at)
    try:
        content = render(queries.written(batch, orders, at), queries.templates()[batch.template])
    except Unusable as wrong:
        raise PaymentRefused(_("The bank would refuse this file: %(why)s.") % {"why": wrong}) from None
    file = PaymentFile.objects.create(batch=batch, content=content, sha256=sha256(content), written_at=at)
    _recorded(batch, "released", by=by, at=at, file=file.sha256)
    return batch


def entry_of(event: Event, order: PaymentOrder) -> Entry:
    """What happens to an order happens to the very funds that it was made on."""
    return Entry(event, order.parts, place_of_order(order), f"{event}:{order.no}")


def _step(orders: Sequence[PaymentOrder], here: OrderState, there: OrderState, **stamps: Any) -> None:
    """All orders of a batch at once, or none of them."""
    rows = PaymentOrder.objects.filter(pk__in=[order.pk for order in orders], state=here)
    if rows.update(state=there, **stamps) != len(orders):
        raise PaymentRefused(_("An order of this batch has moved on already."))


@transaction.atomic
def withdraw_batch(pk: int, *, reason: str, by: User, at: datetime) -> PaymentBatch:
    trail.await_turn()
    batch, orders = queries.locked_batch(pk)
    if not reason.strip():
        raise PaymentRefused(_("Say why the batch is withdrawn."), field="reason")
    here = S(batch.state) if batch.state in (B.MADE, B.CHECKED) else S.MADE
    _moved(batch, B.WITHDRAWN)
    batch.reason = reason.strip()
    batch.save()
    _step(orders, here, S.WITHDRAWN, reason=batch.reason)
    _recorded(batch, "withdrawn", by=by, at=at, reason=batch.reason)
    return batch


@transaction.atomic
def begin_attempt(pk: int, *, by: User, at: datetime) -> tuple[bytes, Template]:
    """The bytes to hand over, and how they are written. From here on nobody knows what became of them, until the bank says."""
    trail.await_turn()
    batch, orders = queries.locked_batch(pk)
    if batch.state == B.RELEASED:
        _moved(batch, B.UNKNOWN)
        batch.save()
        _step(orders, S.SENT, S.UNKNOWN)
    if batch.state != B.UNKNOWN:
        raise PaymentRefused(_("This batch has moved on already: this step is no longer open."))
    file = PaymentFile.objects.get(batch=batch)
    content = bytes(file.content)
    if sha256(content) != file.sha256:
        raise PaymentRefused(_("The file of this batch was changed after it was released: it is not sent."))
    Attempt.objects.create(batch=batch, begun_at=at, begun_by=by)
    _recorded(batch, "handed_over", by=by, at=at, file=file.sha256)
    return content, queries.templates()[batch.template]


@transaction.atomic
def acknowledge(pk: int, *, refused: str = "", by: User, at: datetime) -> PaymentBatch:
    """The bank has the file, or `refused` it whole and says why; each order is answered by itself."""
    trail.await_turn()
    batch, orders = queries.locked_batch(pk)
    if batch.state in (B.SENT, B.REFUSED):
        return batch
    _moved(batch, B.REFUSED if refused else B.SENT)
    batch.reason = refused
    batch.save()
    waiting = [order for order in orders if order.state == S.UNKNOWN]
    _step(waiting, S.UNKNOWN, S.SENT)
    _recorded(batch, batch.state, by=by, at=at, reason=refused)
    return batch


@transaction.atomic
def settle_orders(answers: Mapping[int, tuple[str, str]], *, by: User, at: datetime) -> list[PaymentOrder]:
    """By order: the bank's reference where the money arrived, its fault where it did not. All in one transaction."""
    trail.await_turn()
    orders = list(queries.locked_orders(answers))
    entries, told = [], []
    for order in orders:
        reference, fault = answers[order.pk]
        there = S.REJECTED if fault else S.SETTLED
        if order.state not in (S.SENT, S.UNKNOWN):
            raise PaymentRefused(_("This order has moved on already: this step is no longer open."))
        order.state, order.answered_at, order.answered_by = there, at, by
        order.bank_reference, order.reason = reference, fault
        entries.append(entry_of(Event.REJECT if fault else Event.SETTLE, order))
        told.append(_act(order, there, reference=reference, fault=fault))
    _keep_answers(orders, by=by, at=at)
    enter_all(entries, by=by, at=at)
    trail.record_all(told, by=by.actor, at=at)
    return orders


def _keep_answers(orders: Sequence[PaymentOrder], *, by: User, at: datetime) -> None:
    for state in (S.SETTLED, S.REJECTED):
        pks = [order.pk for order in orders if order.state == state]
        PaymentOrder.objects.filter(pk__in=pks).update(state=state, answered_at=at, answered_by=by)
    # Each has its own words: `bulk_update` would weigh every row against every other.
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE treasury_paymentorder SET bank_reference = %s, reason = %s WHERE id = %s",
            [(order.bank_reference, order.reason, order.pk) for order in orders],
        )


@transaction.atomic
def take_returned(pk: int, *, entry_id: str, reason: str, by: User, at: datetime) -> PaymentOrder:
    """Money that had arrived came back (退票): it stands in suspense, and is payable again by another order."""
    trail.await_turn()
    [order] = queries.locked_orders([pk])
    if order.state != S.SETTLED:
        raise PaymentRefused(_("Only an order that has arrived can come back."))
    order.state, order.reason = S.RETURNED, reason
    order.save()
    enter_all([entry_of(Event.RETURN, order), entry_of(Event.PAY_AGAIN, order)], by=by, at=at)
    trail.record_all([_act(order, S.RETURNED, entry=entry_id, reason=reason)], by=by.actor, at=at)
    return order


def _act(order: PaymentOrder, verb: str, **body: Any) -> trail.Told:
    case = order.enterprise.case
    told = {"no": order.no, "state": order.state, "fen": order.fen, **body}
    return trail.Told(f"order.{verb}", f"order:{order.pk}", case, told)
