"""What falls due by itself: notices that have run, answers of the bank, what is due without asking, answers of visitors
that are kept no longer, a checkpoint of the trail."""

from __future__ import annotations

from datetime import datetime

from egret.rooms.assessment.actions import visitors
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import queries as orders

from .claims import match_touched
from .pay import ask_bank, close_award_notice


def run(*, at: datetime) -> int:
    """Answers how many things it did. Each is a transaction of its own, so that one refusal stops no other."""
    system = people.system()
    notices = list(awarded.notice_over(at).values_list("pk", flat=True))
    for pk in notices:
        close_award_notice(pk, by=system, at=at)
    waiting = list(orders.at_bank().values_list("pk", flat=True))
    for pk in waiting:
        ask_bank(pk, by=system, at=at)
    matched = match_touched(by=system, at=at)
    visitors.clear(at=at)
    trail.make_checkpoint(at=at)
    return len(notices) + len(waiting) + matched
