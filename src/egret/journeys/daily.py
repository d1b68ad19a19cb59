"""What falls due by itself: notices that have run, answers of the bank, what is due without asking,
vouchers and conditions whose days are over, a checkpoint of the trail."""

from __future__ import annotations

from datetime import datetime

from egret.core.days import china_day
from egret.rooms.exchange import actions as bank
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import queries as orders

from . import vouchers, wallets
from .claims import match_touched
from .pay import close_award_notice, hand_over, kind_of, receive


def run(*, at: datetime) -> int:
    """Answers how many things it did. Each is a transaction of its own, so that one refusal stops no other."""
    system = people.system()
    notices = list(awarded.notice_over(at).values_list("pk", flat=True))
    for pk in notices:
        close_award_notice(pk, by=system, at=at)
    waiting = list(orders.outbox().values_list("pk", flat=True))
    for pk in waiting:
        hand_over(pk, by=system, at=at)
    mail = bank.end_of_day(orders.payer().number, on=china_day(at)) if orders.at_bank().exists() else ()
    for signed in mail:
        receive(kind_of(signed), signed, by=system, at=at)
    matched = match_touched(by=system, at=at)
    over = vouchers.expire_all(by=system, at=at) + wallets.run(by=system, at=at)
    trail.make_checkpoint(at=at)
    return len(notices) + len(waiting) + len(mail) + matched + over
