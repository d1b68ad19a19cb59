"""Digital yuan under a condition, all of it simulated: funded, released for its proof, or recalled when its days are over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.rooms.exchange import actions as operator
from egret.rooms.exchange.actions import Condition
from egret.rooms.exchange.errors import BankSilent
from egret.rooms.exchange.states import WalletState
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.states import WITH_BANK

from .following import answered

if TYPE_CHECKING:
    from egret.rooms.exchange.models import SimulatedWallet
    from egret.rooms.people.models import User
    from egret.rooms.treasury.models import PaymentOrder


def fund(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """Written down, tried, answered: the same order tried again is the same wallet, so that nothing is doubled."""
    order = treasury.begin_funding(pk, by=by, at=at)
    told = Condition(order.no, order.fen, order.payee, order.account_no, order.proof_sha, order.expires_on)
    try:
        wallet = operator.fund_wallet(told, on=china_day(at))
    except BankSilent:
        return orders.order_now(pk)
    return _take(pk, wallet, by=by, at=at)


@transaction.atomic
def release(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """The condition is met: the proof is read anew from the files, and only if it is the same does the payee get the money."""
    trail.await_turn()
    order = orders.locked(pk)
    if not orders.may_release_wallet(order):
        raise PaymentRefused(_("This order has moved on already: this step is no longer open."))
    wallet = operator.release_wallet(order.no, treasury.proof_now(order), on=china_day(at))
    return _take(pk, wallet, by=by, at=at)


def ask(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """What became of it; where the operator never had it, it is asked to hold it now."""
    order = orders.order_now(pk)
    if order.state not in WITH_BANK:
        raise PaymentRefused(_("The operator has nothing to say about this order."))
    wallet = operator.ask_wallet(order.no)
    return _take(pk, wallet, by=by, at=at) if wallet else fund(pk, by=by, at=at)


@transaction.atomic
def recall(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """Its days are over and nobody proved anything: the money comes back whole."""
    trail.await_turn()
    order = orders.locked(pk)
    return _take(pk, operator.recall_wallet(order.no, on=china_day(at)), by=by, at=at)


@transaction.atomic
def _take(pk: int, wallet: SimulatedWallet, *, by: User, at: datetime) -> PaymentOrder:
    match WalletState(wallet.state):
        case WalletState.FUNDED:
            return treasury.keep_funded(pk, wallet.reference, by=by, at=at)
        case WalletState.RELEASED:
            answered({pk: (wallet.reference, "")}, by=by, at=at)
        case WalletState.RECALLED:
            why = _("Simulated digital yuan: not released within its days, and recalled whole")
            answered({pk: (wallet.reference, why)}, by=by, at=at)
        case WalletState.REJECTED:
            answered({pk: ("", _("Simulated digital yuan: the wallet is closed"))}, by=by, at=at)
    return orders.order_now(pk)
