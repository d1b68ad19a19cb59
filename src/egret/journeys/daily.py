"""What falls due by itself: notices that have run, answers of the bank, what is due without asking, a checkpoint of the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from egret.rooms.city.errors import PackUnreadable
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import queries as orders

from .claims import match_touched
from .pay import ask_bank, close_award_notice


def run(*, at: datetime) -> int:
    """Answers how many things it did. Each is a transaction of its own, so that one refusal stops no other."""
    system = people.system()
    notices = awarded.notice_over(at).values_list("pk", flat=True)
    done = _each(notices, partial(close_award_notice, by=system, at=at))
    done += _each(orders.at_bank().values_list("pk", flat=True), partial(ask_bank, by=system, at=at))
    matched = match_touched(by=system, at=at)
    trail.make_checkpoint(at=at)
    return done + matched


def _each(pks: Iterable[int], act: Callable[[int], object]) -> int:
    """What rests on a pack that can't be opened here waits until it can; its page says so."""
    done = 0
    for pk in list(pks):
        try:
            act(pk)
        except PackUnreadable:
            continue
        done += 1
    return done
