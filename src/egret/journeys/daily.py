"""What falls due by itself: notices that have run, answers of the bank, what is due without asking, a checkpoint of the trail."""

from __future__ import annotations

from datetime import datetime

from egret.core.banking.signing import Signed
from egret.core.days import china_day
from egret.rooms.exchange import actions as bank
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import queries as orders

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
    mail = _mail(at)
    for signed in mail:
        receive(kind_of(signed), signed, by=system, at=at)
    matched = match_touched(by=system, at=at)
    trail.make_checkpoint(at=at)
    return len(notices) + len(waiting) + len(mail) + matched


def _mail(at: datetime) -> tuple[Signed, ...]:
    """What the bank printed and we never took, then today's: mail that was lost on its way is asked for again."""
    if not orders.at_bank().exists():
        return ()
    account = orders.payer().number
    missed = bank.missed(account, taken=orders.statement_numbers(account))
    return (*missed, *bank.end_of_day(account, on=china_day(at)))
