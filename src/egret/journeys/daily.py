"""What falls due by itself: notices that have run, answers of the bank, what is due without asking, vouchers and
conditions whose days are over, answers of visitors that are kept no longer, a checkpoint of the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from egret.base.errors import Refused
from egret.core.days import china_day
from egret.rooms.assessment.actions import visitors
from egret.rooms.exchange import actions as bank
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.queries import vouchers

from . import wallets
from .claims import match_touched
from .pay import close_award_notice, hand_over, kind_of, receive

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.treasury.models import BankMessage


def fetch_evening(*, by: User, at: datetime) -> list[BankMessage]:
    """What the bank printed and we never took, then the day's mail, taken message by message; a day is closed once."""
    account = orders.payer().number
    missed = bank.missed(account, taken=orders.statement_numbers(account))
    mail = (*missed, *bank.end_of_day(account, on=china_day(at)))
    return [receive(kind_of(signed), signed, by=by, at=at) for signed in mail]


def run(*, at: datetime) -> int:
    """Answers how many things it did. Each is a transaction of its own, and what is refused stays where it was, on the
    desk of whoever can mend it: one refusal stops no other."""
    system = people.system()
    done = _each(
        awarded.notice_over(at).values_list("pk", flat=True), partial(close_award_notice, by=system, at=at)
    )
    done += _each(orders.outbox().values_list("pk", flat=True), partial(hand_over, by=system, at=at))
    mail = fetch_evening(by=system, at=at) if orders.expects_mail(at) else []
    matched = match_touched(by=system, at=at)
    today = china_day(at)
    over = vouchers.expiring(today).values_list("pk", flat=True)
    done += _each(over, partial(treasury.expire, by=system, at=at))
    done += _each(
        orders.wallets_to_fund().values_list("pk", flat=True), partial(wallets.ask, by=system, at=at)
    )
    done += _each(
        orders.wallets_over(today).values_list("pk", flat=True), partial(wallets.recall, by=system, at=at)
    )
    visitors.clear(at=at)
    trail.make_checkpoint(at=at)
    return done + len(mail) + matched


def _each(pks: Iterable[int], act: Callable[[int], object]) -> int:
    """What is refused, or rests on a pack that can't be opened here, waits until it can be done; its page says so."""
    done = 0
    for pk in list(pks):
        try:
            act(pk)
        except Refused:
            continue
        done += 1
    return done
