from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event, post
from egret.core.money import split
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.trail import actions as trail

from . import queries
from .errors import PaymentRefused
from .models import Balance, Books, Leg, PaymentOrder, Posting
from .states import MOVES, OrderState

S = OrderState


@transaction.atomic
def enter(
    event: Event, amounts: Mapping[str, int], place: Place, *, key: str, by: User, at: datetime
) -> Posting:
    """One posting. The same `key` with the same body answers as the first time, with another it is refused."""
    legs = post(event, amounts, place).legs
    body = {"event": event, "place": str(place), "amounts": dict(amounts)}
    body_sha = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    trail.await_turn()
    books, _made = Books.objects.select_for_update().get_or_create(pk=1)
    known = Posting.objects.filter(key=key).first()
    if known:
        if known.body_sha != body_sha:
            raise PaymentRefused(_("This was entered already, with other amounts."))
        return known
    books.size += 1
    books.save()
    rows = [
        {
            "state": leg.account.state,
            "purpose": leg.account.place.purpose,
            "project": leg.account.place.project,
            "payee": leg.account.place.payee,
            "order": leg.account.place.order,
            "fund_source": leg.fund_source,
            "fen": leg.fen,
        }
        for leg in legs
    ]
    # Legs first, posting last: the data base weighs the legs when the posting comes.
    Leg.objects.bulk_create(Leg(posting_id=books.size, **row) for row in rows)
    posting = Posting.objects.create(
        id=books.size,
        event=event,
        key=key,
        body_sha=body_sha,
        leg_count=len(rows),
        posted_at=at,
        posted_by=by,
    )
    try:
        with transaction.atomic():
            for row in rows:
                fen = row.pop("fen")
                if not Balance.objects.filter(**row).update(fen=F("fen") + fen):
                    Balance.objects.create(**row, fen=fen)
    except IntegrityError:
        raise PaymentRefused(_("There is not enough money for this in the fund that bears it.")) from None
    trail.record(
        verb=f"money.{event}",
        subject=f"posting:{posting.pk}",
        case=_case(place),
        by=by.actor,
        at=at,
        body={"key": key, **body},
    )
    return posting


def _case(place: Place) -> str:
    return place.payee or "treasury"


@transaction.atomic
def rebuild(*, by: User, at: datetime) -> int:
    """Make the cached balances anew from the legs; answers how many accounts there are."""
    trail.await_turn()
    Books.objects.select_for_update().get_or_create(pk=1)
    sums = Leg.objects.order_by().values(*queries.COORDINATES).annotate(sum=Sum("fen"))
    Balance.objects.all().delete()
    Balance.objects.bulk_create(
        Balance(**{k: v for k, v in row.items() if k != "sum"}, fen=row["sum"]) for row in sums
    )
    count = Balance.objects.count()
    trail.record(
        verb="money.rebuilt", subject="books", case="treasury", by=by.actor, at=at, body={"accounts": count}
    )
    return count


def parts_of(award: Award) -> dict[str, int]:
    """Fen by fund source that move with this award: the parts of all that moved by now less the parts of what moved before."""
    bearing = city.pack_of(award.pack_sha).bearing(award.clause)
    shares = tuple(bearing.parts.values())
    after, before = split(award.settled_fen + award.delta_fen, shares), split(award.settled_fen, shares)
    return {source: a - b for source, a, b in zip(bearing.parts, after, before, strict=True)}


def place_of(award: Award, order: str = "") -> Place:
    bearing = city.pack_of(award.pack_sha).bearing(award.clause)
    return Place(bearing.purpose, award.project, awarded.account_of(award).case, order)


def enter_for(award: Award, event: Event, *, by: User, at: datetime, order: str = "") -> None:
    """The posting that `event` of this award is; nothing when nothing moves."""
    amounts = {source: abs(fen) for source, fen in parts_of(award).items()}
    if any(amounts.values()):
        enter(event, amounts, place_of(award, order), key=f"{event}:{order or award.no}", by=by, at=at)


def _recorded(order: PaymentOrder, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"order.{verb}",
        subject=f"order:{order.pk}",
        case=order.award.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": order.no, "state": order.state, "fen": order.fen, **body},
    )


def _moved(order: PaymentOrder, there: OrderState) -> None:
    try:
        check_move(MOVES, S(order.state), there)
    except MoveRefused:
        raise PaymentRefused(_("This order has moved on already: this step is no longer open.")) from None
    order.state = there


@transaction.atomic
def make_order(award: Award, *, by: User, at: datetime) -> PaymentOrder:
    """`award` is locked by the caller; the payee's account is pinned as it stands now."""
    account = awarded.account_of(award)
    if not account.account_no:
        raise PaymentRefused(
            _("%(payee)s has not said yet on which account it is paid.") % {"payee": account.name}
        )
    count = PaymentOrder.objects.filter(award=award).count() + 1
    order = PaymentOrder.objects.create(
        no=f"{award.no}-{count}",
        award=award,
        fen=award.delta_fen,
        parts=parts_of(award),
        payee=account.name,
        bank_name=account.bank_name,
        account_no=account.account_no,
        made_at=at,
        made_by=by,
    )
    _recorded(order, "made", by=by, at=at, parts=order.parts, account_no=order.account_no)
    return order


@transaction.atomic
def check_order(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    order = queries.locked(pk)
    if by.pk == order.made_by_id:
        raise PaymentRefused(_("You made this order: somebody else must check it."))
    _moved(order, S.CHECKED)
    order.checked_at, order.checked_by = at, by
    order.save()
    _recorded(order, "checked", by=by, at=at)
    return order


@transaction.atomic
def release_order(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    order = queries.locked(pk)
    if by.pk in (order.made_by_id, order.checked_by_id):
        raise PaymentRefused(_("You made or checked this order: a third person must release it."))
    _moved(order, S.SENT)
    order.released_at, order.released_by = at, by
    order.save()
    enter_for(order.award, Event.ORDER, by=by, at=at, order=order.no)
    _recorded(order, "released", by=by, at=at)
    return order


@transaction.atomic
def withdraw_order(pk: int, *, reason: str, by: User, at: datetime) -> PaymentOrder:
    order = queries.locked(pk)
    if not reason.strip():
        raise PaymentRefused(_("Say why the order is withdrawn."), field="reason")
    _moved(order, S.WITHDRAWN)
    order.reason = reason.strip()
    order.save()
    _recorded(order, "withdrawn", by=by, at=at, reason=order.reason)
    return order


@transaction.atomic
def answer_order(pk: int, *, reference: str, fault: str, by: User, at: datetime) -> PaymentOrder:
    """What the bank said: `reference` when the money arrived, `fault` when it did not."""
    order = queries.locked(pk)
    _moved(order, S.REJECTED if fault else S.SETTLED)
    order.answered_at, order.answered_by = at, by
    order.bank_reference, order.reason = reference, fault
    order.save()
    enter_for(order.award, Event.REJECT if fault else Event.SETTLE, by=by, at=at, order=order.no)
    _recorded(order, order.state, by=by, at=at, reference=reference, fault=fault)
    return order
