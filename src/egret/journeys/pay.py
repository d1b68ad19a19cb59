"""From a confirmed award to money that arrived, through three people and the bank."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.ledger.postings import Event
from egret.core.money import yuan
from egret.core.policy.clause import Payee
from egret.rooms.exchange import actions as bank
from egret.rooms.exchange import queries as bank_answers
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.states import OrderState

from .recalls import demand_lower, payment_failed

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award
    from egret.rooms.treasury.models import PaymentOrder


@transaction.atomic
def close_award_notice(pk: int, *, by: User, at: datetime) -> Award:
    """The notice is over: the money is payable, or demanded back; and what stands lower for the same thing gives way."""
    trail.await_turn()
    award = subsidies.close_notice(pk, by=by, at=at)
    if award.state == AwardState.CONFIRMED:
        treasury.enter_for(award, Event.MAKE_PAYABLE, by=by, at=at)
    elif award.state == AwardState.RECOVERY_DUE:
        treasury.enter_for(award, Event.DEMAND_BACK, by=by, at=at)
    demand_lower(award, by=by, at=at)
    return award


@transaction.atomic
def make_order(award_pk: int, *, by: User, at: datetime) -> PaymentOrder:
    award = subsidies.move(award_pk, AwardState.ORDERED, by=by, at=at)
    return treasury.make_order(award, by=by, at=at)


@transaction.atomic
def release_order(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    order = treasury.release_order(pk, by=by, at=at)
    bank.send(order.no, payee=order.payee, account_no=order.account_no, fen=order.fen, on=china_day(at))
    return order


@transaction.atomic
def withdraw_order(pk: int, *, reason: str, by: User, at: datetime) -> PaymentOrder:
    trail.await_turn()
    order = treasury.withdraw_order(pk, reason=reason, by=by, at=at)
    payment_failed(subsidies.move(order.award_id, AwardState.CONFIRMED, by=by, at=at), by=by, at=at)
    return order


@transaction.atomic
def ask_bank(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """What became of an order at the bank: it settles, or the award waits for a new order."""
    trail.await_turn()
    order = orders.locked(pk)
    answer = bank_answers.status(order.no)
    if order.state != OrderState.SENT or not answer:
        raise PaymentRefused(_("The bank has nothing to say about this order yet."))
    order = treasury.answer_order(pk, reference=answer.reference, fault=answer.fault, by=by, at=at)
    arrived = order.state == OrderState.SETTLED
    award = subsidies.move(order.award_id, AwardState.PAID if arrived else AwardState.CONFIRMED, by=by, at=at)
    if arrived:
        _tell(award, order, by=by, at=at)
    else:
        payment_failed(award, by=by, at=at)
    return order


def _tell(award: Award, order: PaymentOrder, *, by: User, at: datetime) -> None:
    """The payee, and the enterprise where somebody else was paid for it."""
    said = {"amount": yuan(order.fen), "payee": order.payee}
    arrived = lambda: _("¥%(amount)s arrived in your account.") % said  # noqa: E731 -- said twice
    if award.payee == Payee.ENTERPRISE:
        notices.tell(award.enterprise.organisation, arrived, path="/enterprise/money/", by=by, at=at)
        return
    paid = lambda: _("¥%(amount)s was paid to %(payee)s.") % said  # noqa: E731 -- beside its twin
    notices.tell(award.enterprise.organisation, paid, path="/enterprise/money/", by=by, at=at)
    if award.provider:
        notices.tell(award.provider.organisation, arrived, path="/provider/", by=by, at=at)


@transaction.atomic
def take_back(award_pk: int, *, by: User, at: datetime) -> Award:
    """What was to be recovered has come in."""
    award = subsidies.move(award_pk, AwardState.RECOVERED, by=by, at=at)
    treasury.enter_for(award, Event.RECOVER, by=by, at=at)
    return award
