from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.subsidy.models import Award
from egret.rooms.trail import actions as trail

from .. import queries
from ..checks import check_account, check_verified
from ..errors import PaymentRefused
from ..models import PaymentOrder, Redemption
from ..states import MOVES, OrderState, Rail
from .batches import release_alone
from .payables import Payable, of_award, of_redemption
from .wallets import release_wallet

S = OrderState


def _recorded(order: PaymentOrder, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"order.{verb}",
        subject=f"order:{order.pk}",
        case=order.enterprise.case,
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
def make_order(award: Award, *, rail: Rail = Rail.BANK, by: User, at: datetime) -> PaymentOrder:
    """`award` is locked by the caller; the payee's account is pinned as it stands now."""
    return _made(of_award(award), rail, by=by, at=at)


@transaction.atomic
def make_redemption_order(
    redemption: Redemption, *, rail: Rail = Rail.BANK, by: User, at: datetime
) -> PaymentOrder:
    """The same for a redeemed voucher, which its provider is paid for."""
    return _made(of_redemption(redemption), rail, by=by, at=at)


def _made(what: Payable, rail: Rail, *, by: User, at: datetime) -> PaymentOrder:
    account = what.account
    if not account.account_no:
        raise PaymentRefused(
            _("%(payee)s has not said yet on which account it is paid.") % {"payee": account.name}
        )
    check_account(account)
    check_verified(what.standing(at), by=by)
    if rail == Rail.ECNY and not queries.offers_wallets():
        raise PaymentRefused(
            _(
                "The pack does not say how long (simulated) digital yuan waits for its condition: pay by the bank."
            ),
            field="rail",
        )
    count = PaymentOrder.objects.filter(**what.row).count() + 1
    order = PaymentOrder.objects.create(
        no=f"{what.no}-{count}",
        **what.row,
        rail=rail,
        proof_sha=what.proof() if rail == Rail.ECNY else "",
        fen=what.fen,
        parts=queries.parts_payable(what.place, dict(what.parts), what.promised()),
        payee=account.name,
        bank_name=account.bank_name,
        account_no=account.account_no,
        bank_no=account.bank_no,
        made_at=at,
        made_by=by,
    )
    told = {"rail": rail, "proof": order.proof_sha} if rail != Rail.BANK else {}
    _recorded(order, "made", by=by, at=at, parts=order.parts, account_no=order.account_no, **told)
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
    if order.rail == Rail.ECNY:
        release_wallet(order, by=by, at=at)
    else:
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
