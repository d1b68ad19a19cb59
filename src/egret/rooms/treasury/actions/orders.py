from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.trail import actions as trail

from .. import queries
from ..checks import check_account, check_verified
from ..errors import PaymentRefused
from ..models import PaymentOrder
from ..states import MOVES, OrderState
from .awards import parts_of, place_of
from .batches import release_alone

S = OrderState


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
    check_account(account)
    check_verified(award, by=by, at=at)
    count = PaymentOrder.objects.filter(award=award).count() + 1
    order = PaymentOrder.objects.create(
        no=f"{award.no}-{count}",
        award=award,
        fen=award.delta_fen,
        parts=queries.parts_payable(place_of(award), parts_of(award), queries.promised(award)),
        payee=account.name,
        bank_name=account.bank_name,
        account_no=account.account_no,
        bank_no=account.bank_no,
        made_at=at,
        made_by=by,
    )
    _recorded(order, "made", by=by, at=at, parts=order.parts, account_no=order.account_no)
    return order


@transaction.atomic
def check_order(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    trail.await_turn()
    order = queries.locked(pk)
    if by.pk == order.made_by_id:
        raise PaymentRefused(_("You made this order: somebody else must check it."))
    if order.batch_id:
        raise PaymentRefused(_("This order goes with its batch: check that."))
    _moved(order, S.CHECKED)
    order.checked_at, order.checked_by = at, by
    order.save()
    _recorded(order, "checked", by=by, at=at)
    return order


@transaction.atomic
def release_order(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    trail.await_turn()
    order = queries.locked(pk)
    if by.pk in (order.made_by_id, order.checked_by_id):
        raise PaymentRefused(_("You made or checked this order: a third person must release it."))
    if order.batch_id:
        raise PaymentRefused(_("This order goes with its batch: release that."))
    _moved(order, S.SENT)
    release_alone(order, by=by, at=at)
    order = queries.locked(pk)
    _recorded(order, "released", by=by, at=at)
    return order


@transaction.atomic
def withdraw_order(pk: int, *, reason: str, by: User, at: datetime) -> PaymentOrder:
    trail.await_turn()
    order = queries.locked(pk)
    if not reason.strip():
        raise PaymentRefused(_("Say why the order is withdrawn."), field="reason")
    if order.batch_id:
        raise PaymentRefused(_("This order goes with its batch: withdraw that."))
    _moved(order, S.WITHDRAWN)
    order.reason = reason.strip()
    order.save()
    _recorded(order, "withdrawn", by=by, at=at, reason=order.reason)
    return order
