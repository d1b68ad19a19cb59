"""From a confirmed award to money that arrived, through three people and the bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.base.errors import Refused
from egret.core.banking.answers import Answer, Report, Status, read_report
from egret.core.banking.faults import BadMessage
from egret.core.banking.reconcile import Verdict
from egret.core.banking.signing import Signed
from egret.core.days import china_day
from egret.core.ledger.postings import Event
from egret.rooms.exchange import actions as bank
from egret.rooms.exchange.errors import BankSilent
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.errors import PaymentRefused, faults_said, later, unreadable
from egret.rooms.treasury.states import WITH_BANK, MessageKind, Rail, RedemptionState

from . import recovery, wallets
from .following import Tell, answered, follow, silent, tell_returned
from .recalls import demand_lower

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award
    from egret.rooms.treasury.actions import Declared
    from egret.rooms.treasury.models import BankMessage, PaymentBatch, PaymentOrder


@transaction.atomic
def close_award_notice(pk: int, *, by: User, at: datetime) -> Award:
    """The notice is over: the money is payable, or demanded back; and what stands lower for the same thing gives way."""
    trail.await_turn()
    award = subsidies.close_notice(pk, by=by, at=at)
    if award.state == AwardState.CONFIRMED:
        treasury.draw_for(award, Event.MAKE_PAYABLE, by=by, at=at)
    elif award.state == AwardState.RECOVERY_DUE:
        treasury.draw_for(award, Event.DEMAND_BACK, by=by, at=at)
    demand_lower(award, by=by, at=at)
    return award


@transaction.atomic
def make_order(award_pk: int, *, rail: Rail | str = Rail.BANK, by: User, at: datetime) -> PaymentOrder:
    award = subsidies.move(award_pk, AwardState.ORDERED, by=by, at=at)
    return treasury.make_order(award, rail=Rail(rail), by=by, at=at)


@transaction.atomic
def make_redemption_order(
    redemption_pk: int, *, rail: Rail | str = Rail.BANK, by: User, at: datetime
) -> PaymentOrder:
    """The same for a redeemed voucher."""
    redemption = treasury.move_redemption(redemption_pk, RedemptionState.ORDERED, by=by, at=at)
    return treasury.make_redemption_order(redemption, rail=Rail(rail), by=by, at=at)


def release_order(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """A third person lets one order go; the bank (or the simulated wallet) has it before this returns, or nobody knows yet."""
    order = treasury.release_order(pk, by=by, at=at)
    if order.rail == Rail.ECNY:
        return wallets.fund(pk, by=by, at=at)
    hand_over(order.batch_id, by=by, at=at)
    return orders.order_now(pk)


def release_batch(pk: int, *, by: User, at: datetime) -> PaymentBatch:
    batch = treasury.release_batch(pk, by=by, at=at)
    hand_over(batch.pk, by=by, at=at)
    return orders.batch_now(pk)


@transaction.atomic
def make_batch(award_pks: Sequence[int], declared: Declared, *, by: User, at: datetime) -> PaymentBatch:
    """An order for each award, and all of them in one batch."""
    made = [_ordered(pk, by=by, at=at) for pk in award_pks]
    return treasury.make_batch(made, declared, by=by, at=at)


def _ordered(award_pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """Among many, a refusal says which one it is about."""
    try:
        return make_order(award_pk, by=by, at=at)
    except Refused as refused:
        said = {"award": awarded.by_pk([award_pk])[award_pk].no, "why": refused.message}
        raise PaymentRefused(_("%(award)s: %(why)s") % said, field="awards") from None


def hand_over(batch_pk: int, *, by: User, at: datetime) -> None:
    """Written down, tried, answered: three steps, so that whatever breaks between them loses nothing and doubles nothing."""
    content, template = treasury.begin_attempt(batch_pk, by=by, at=at)
    try:
        answers = bank.submit(orders.payer().number, content, template, on=china_day(at))
    except BankSilent:
        return
    except BadMessage as wrong:
        refuse_batch(batch_pk, faults_said(wrong), by=by, at=at)
        return
    for answer in answers:
        receive(MessageKind.ACKNOWLEDGEMENT, answer, by=by, at=at)


def receive(kind: MessageKind, signed: Signed, *, by: User, at: datetime, tell: Tell = silent) -> BankMessage:
    """Take a message of the bank. One that can't be taken is kept with the reason, and nothing else happens."""
    fault = treasury.fault_of(signed, bank.signer())
    if fault is None:
        try:
            return _taken(kind, signed, by=by, at=at, tell=tell)
        except PaymentRefused as refused:
            fault = refused
        except BadMessage as wrong:
            fault = unreadable(wrong)
    return treasury.keep_message(kind, signed, fault, by=by, at=at)


def kind_of(signed: Signed) -> MessageKind:
    """By the message's own name space; what is neither is refused as whatever it was taken for."""
    return MessageKind.STATEMENT if b"camt.053" in signed.data[:400] else MessageKind.ACKNOWLEDGEMENT


@transaction.atomic
def _taken(kind: MessageKind, signed: Signed, *, by: User, at: datetime, tell: Tell) -> BankMessage:
    message = treasury.keep_message(kind, signed, None, by=by, at=at)
    if kind == MessageKind.ACKNOWLEDGEMENT:
        _take_report(read_report(signed.data), by=by, at=at)
        return message
    found = treasury.take_statements(message, by=by, at=at)
    arrived = [(line, order) for line, order in found if line.verdict == Verdict.SETTLED]
    answers = {order.pk: (line.entry.id, "") for line, order in arrived if _waits(order)}
    answered(answers, by=by, at=at, tell=tell)
    for line, order in found:
        if line.verdict == Verdict.RETURNED:
            treasury.take_returned(order.pk, entry_id=line.entry.id, reason=line.entry.reason, by=by, at=at)
            tell_returned(follow([order], AwardState.CONFIRMED, by=by, at=at), by=by, at=at)
    return message


def _waits(order: PaymentOrder) -> bool:
    """What was asked after by itself is settled before its statement comes."""
    return order.state in WITH_BANK


def _take_report(report: Report, *, by: User, at: datetime) -> None:
    """What the bank took and what it refused. That money arrived, only a statement says."""
    batch = orders.batch_no(report.batch_id)
    if batch is None:
        raise PaymentRefused(later(lambda: _("The bank speaks of a batch that was never sent.")))
    if report.status == Status.REJECTED and not report.answers:
        refuse_batch(batch.pk, report.note or report.reason, by=by, at=at)
        return
    treasury.acknowledge(batch.pk, by=by, at=at)
    waiting = {order.no: order.pk for order in orders.orders_of(batch) if order.state in WITH_BANK}
    rejected = [one for one in report.answers if one.status == Status.REJECTED]
    faults = {
        waiting[one.end_to_end_id]: ("", _fault(one)) for one in rejected if one.end_to_end_id in waiting
    }
    answered(faults, by=by, at=at)


@transaction.atomic
def refuse_batch(pk: int, why: str, *, by: User, at: datetime) -> None:
    """The bank took nothing of it: every award waits for a new order."""
    batch = treasury.acknowledge(pk, refused=why, by=by, at=at)
    waiting = [order.pk for order in orders.orders_of(batch) if order.state in WITH_BANK]
    answered(dict.fromkeys(waiting, ("", why)), by=by, at=at)


def _fault(answer: Answer) -> str:
    return _("Simulated bank: %(reason)s") % {"reason": " ".join(filter(None, (answer.reason, answer.note)))}


@transaction.atomic
def withdraw_order(pk: int, *, reason: str, by: User, at: datetime) -> PaymentOrder:
    trail.await_turn()
    order = treasury.withdraw_order(pk, reason=reason, by=by, at=at)
    follow([order], AwardState.CONFIRMED, by=by, at=at)
    return order


@transaction.atomic
def withdraw_batch(pk: int, *, reason: str, by: User, at: datetime) -> PaymentBatch:
    trail.await_turn()
    batch = treasury.withdraw_batch(pk, reason=reason, by=by, at=at)
    follow(orders.orders_of(batch), AwardState.CONFIRMED, by=by, at=at)
    return batch


def ask_bank(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """What became of an order at the bank: it settles, or the award waits for a new order."""
    order = orders.order_now(pk)
    if order.rail == Rail.ECNY:
        return wallets.ask(pk, by=by, at=at)
    if order.state not in WITH_BANK:
        raise PaymentRefused(_("The bank has nothing to say about this order yet."))
    told = bank.ask(orders.payer().number, order.no, on=china_day(at))
    if told is None or told.status not in (Status.SETTLED, Status.REJECTED):
        raise PaymentRefused(_("The bank has nothing to say about this order yet."))
    _take_answer(order, told, by=by, at=at)
    return orders.order_now(pk)


@transaction.atomic
def _take_answer(order: PaymentOrder, told: Answer, *, by: User, at: datetime) -> None:
    """Apart from the asking: nobody waits for the trail while the bank thinks."""
    treasury.acknowledge(order.batch_id, by=by, at=at)
    fault = _fault(told) if told.status == Status.REJECTED else ""
    answered({order.pk: ("" if fault else told.reference, fault)}, by=by, at=at)


def take_back(award_pk: int, *, by: User, at: datetime) -> Award:
    """All that was still to be recovered has come in at once."""
    return recovery.recover_rest(award_pk, by=by, at=at)
