"""One payout from release to statement, to be killed anywhere, and what must hold once it has gone on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from tests.journeys import loop

from egret.base.errors import Refused
from egret.core.banking.statements import Kind
from egret.journeys import daily, pay
from egret.rooms.exchange import actions as bank
from egret.rooms.exchange import queries as bank_books
from egret.rooms.people import queries as people
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.trail import actions as trail
from egret.rooms.trail import queries as trail_books
from egret.rooms.trail.models import Act
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Declared
from egret.rooms.treasury.models import PaymentBatch, PaymentOrder

AWARDS, EACH = 3, 8_000_000
DAYS = 4
DOOR = ("submit", "ask", "end_of_day", "missed")
# Where a process may die between two things that belong together.
STEPS = (
    (pay, ("hand_over", "receive", "_taken", "_take_report", "answered")),
    (actions, ("release_batch", "begin_attempt", "keep_message", "acknowledge", "take_statements", "settle_orders", "enter_all")),
    (bank, DOOR),
    (subsidies, ("move_all",)),
    (trail, ("record_all", "make_checkpoint")),
)  # fmt: skip


def prepared() -> None:
    """Tables, and a batch of three orders that two people found right."""
    call_command("migrate", verbosity=0)
    call_command("migrate", "exchange", database="bank", verbosity=0)
    here = loop.offices()
    awards = []
    for serial in range(1, AWARDS + 1):
        contract = loop.checked(here, loop.confirmed(here, loop.listed(here, serial, f"9500000{serial}")))
        awards.append(
            pay.close_award_notice(loop.award_of(contract, "advance").pk, by=here.city, at=loop.CONFIRMED)
        )
    told = Declared(AWARDS, EACH * AWARDS, "iso")
    batch = pay.make_batch([award.pk for award in awards], told, by=here.maker, at=loop.PAID)
    actions.check_batch(batch.pk, by=here.checker, at=loop.PAID)


def bank_apart() -> None:
    """Each call at the bank's door is a transaction of the bank's own data base."""
    for name in DOOR:
        setattr(bank, name, transaction.atomic(using="bank")(getattr(bank, name)))


def paid_out(acknowledged: Callable[[str], None]) -> None:
    """Release, hand over, evening, statement, and the day after; every step is acknowledged when it has returned."""
    released()
    acknowledged(json.dumps(["released", *_head()]))
    for day in range(2):
        daily.run(at=loop.PAID + timedelta(days=day))
        acknowledged(json.dumps([f"day {day}", *_head()]))


def released() -> None:
    pay.release_batch(PaymentBatch.objects.get().pk, by=people.user("releaser"), at=loop.PAID)


def _head() -> tuple[int, str]:
    act = Act.objects.order_by("-seq").first()
    return act.seq, act.hash


def wrongs(acknowledged: list[str]) -> list[str]:
    """Goes on after a restart as the office would, and tells what was lost or doubled."""
    wrong = []
    for line in acknowledged:
        name, seq, sha = json.loads(line)
        if Act.objects.filter(seq=seq).values_list("hash", flat=True).first() != sha:
            wrong.append(f"{name} was acknowledged, and act {seq} is gone")
    wrong += [f"right after the restart: {finding.wrong}" for finding in queries.faults()]
    with contextlib.suppress(Refused):
        released()
    for day in range(DAYS):
        daily.run(at=loop.PAID + timedelta(days=day))
    states = Counter(PaymentOrder.objects.values_list("state", flat=True))
    if states != {"settled": AWARDS}:
        wrong.append(f"orders end as {dict(states)}")
    moved = Counter((kind, fen) for _no, kind, fen in bank_books.movements())
    if moved != {(Kind.DEBIT, EACH): AWARDS}:
        wrong.append(f"the bank's true books say {dict(moved)}")
    wrong += [finding.wrong for finding in queries.faults()]
    wrong += [f"difference {one.kind}" for one in queries.differences()]
    if trail_books.size() != Act.objects.count():
        wrong.append("acts are missing from the trail")
    return wrong


class Steps:
    """Counts the places at which a process may die, and dies at the one it is told."""

    def __init__(self, last: int) -> None:
        self.last, self.names = last, []

    def here(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, function: Callable) -> Callable:
        def stepped(*args, **kwargs):
            self.here(f"before {name}")
            answer = function(*args, **kwargs)
            self.here(f"after {name}")
            return answer

        return stepped

    def watch(self) -> None:
        for module, names in STEPS:
            for name in names:
                setattr(module, name, self.around(name, getattr(module, name)))
        commit = BaseDatabaseWrapper._commit
        BaseDatabaseWrapper._commit = self.around("commit", commit)
