"""`make prove`: any sequence of what can happen to money, beside a model of it; invariants I1-I16 after every step.

    python -m tests.prove.treasury_machine [EXAMPLES [STEPS]]

The rooms' actions run on a real data base; an example is a transaction that is rolled back. docs/proofs.md says what
each invariant is.
"""

from __future__ import annotations

import copy
import math
import sys
import time
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from tests.prove import site

if __name__ == "__main__":
    site.begin()

from django.conf import settings as django_settings
from django.db import transaction
from tests.prove.treasury_model import WITH_BANK, No
from tests.prove.treasury_rules import CLAUSES, PICK, Money, people_and_projects, reached

from egret.base.clock import CHINA
from egret.base.errors import Refused
from egret.core.banking.answers import Status, read_report
from egret.core.banking.signing import sha256
from egret.core.banking.statements import Kind, read_statements
from egret.journeys import pay
from egret.rooms.city import queries as city
from egret.rooms.exchange import actions as bank
from egret.rooms.people import queries as people
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Declared
from egret.rooms.treasury.models import BankMessage, PaymentBatch, PaymentOrder, Posting
from egret.rooms.treasury.states import MessageKind

EXAMPLES, STEPS = 200, 50


class Treasury(Money):
    @precondition(lambda self: self.model.awards)
    @rule(
        picks=st.lists(PICK, min_size=1, max_size=3, unique=True),
        off=st.sampled_from([(0, 0)] * 6 + [(1, 0), (0, 1)]),
        by=PICK,
    )
    def make_batch(self, picks, off, by):
        ready = [one for one in self.model.awards.values() if one.state == "confirmed"] or [
            *self.model.awards.values()
        ]
        chosen = [*dict.fromkeys(self.one(ready, pick).no for pick in picks)]
        self.batched(chosen, off, by)

    def batched(self, nos, off, by):
        at, user = self.at, self.by(by)
        awards = [self.model.awards[no] for no in nos]
        declared = (len(nos) + off[0], sum(award.delta for award in awards) + off[1])
        made = []
        row = self.do(
            lambda m: made.append(m.make_batch(nos, declared, user.pk)) or m.batches.__setitem__(0, made[0]),
            lambda: pay.make_batch(
                [award.pk for award in awards], Declared(*declared, "iso"), by=user, at=at
            ),
        )
        if row is not None:
            self.model.batches[row.pk] = self.model.batches.pop(0)
        return row

    @precondition(lambda self: self.model.batches)
    @rule(pick=PICK, by=PICK)
    def check_batch(self, pick, by):
        self.checked(self.one([*self.model.batches], pick), by)

    def checked(self, pk, by):
        user, at = self.by(by), self.at
        self.do(
            lambda m: m.step_batch(pk, "checked", user.pk, at),
            lambda: actions.check_batch(pk, by=user, at=at),
            "no",
        )

    @precondition(lambda self: self.model.batches)
    @rule(pick=PICK, by=PICK)
    def release_batch(self, pick, by):
        self.released(self.one([*self.model.batches], pick), by)

    def released(self, pk, by):
        user, at = self.by(by), self.at
        self.heard = None
        self.do(
            lambda m: m.step_batch(pk, "released", user.pk, at),
            lambda: pay.release_batch(pk, by=user, at=at),
            "no",
        )
        self.hear(pk)

    def hear(self, pk):
        """What the bank answered to the file, if it was handed over."""
        if self.heard is None:
            return
        self.model.hand_over(pk)
        rows = list(BankMessage.objects.order_by("-pk")[: len(self.heard)])
        for message, row in zip(self.heard, reversed(rows), strict=True):
            self.took(message, row)

    @precondition(lambda self: any(one.state == "confirmed" for one in self.model.awards.values()))
    @rule(pick=PICK)
    def pay_out(self, pick):
        """All that is ready, through three people."""
        ready = [one.no for one in self.model.awards.values() if one.state == "confirmed"]
        if row := self.batched(ready[: 1 + pick], (0, 0), 0):
            self.checked(row.pk, 1)
            self.released(row.pk, 2)

    @precondition(lambda self: any(one.state in ("made", "checked") for one in self.model.batches.values()))
    @rule(pick=PICK)
    def withdraw_batch(self, pick):
        pk, at = self.one([*self.model.batches], pick), self.at
        self.do(
            lambda m: m.step_batch(pk, "withdrawn"),
            lambda: pay.withdraw_batch(pk, reason="有误", by=self.by(), at=at),
            "no",
        )

    @precondition(
        lambda self: any(one.state in ("released", "unknown") for one in self.model.batches.values())
    )
    @rule()
    def outbox(self):
        """What daily.run does with files that nobody answered."""
        for waiting in list(queries.outbox()):
            self.heard = None
            pay.hand_over(waiting.pk, by=people.system(), at=self.at)
            self.hear(waiting.pk)

    @precondition(lambda self: any(one.state in WITH_BANK for one in self.model.orders.values()))
    @rule(pick=PICK)
    def ask_bank(self, pick):
        order = self.one([one for one in self.model.orders.values() if one.state in WITH_BANK], pick)
        row, at = PaymentOrder.objects.get(no=order.no), self.at
        with transaction.atomic():
            answer = bank.ask(queries.payer().number, order.no, on=at.date())

        def told(model):
            if answer is None or answer.status not in (Status.SETTLED, Status.REJECTED):
                raise No
            model.acknowledge(row.batch_id)
            model.answer(model.orders[order.no], answer.status == Status.SETTLED, at)

        self.do(told, lambda: pay.ask_bank(row.pk, by=self.by(), at=at), "no")

    @precondition(lambda self: self.model.batches)
    @rule(late=st.booleans())
    def evening(self, late):
        """The bank's mail of the day comes now, or later."""
        self.mail += bank.end_of_day(queries.payer().number, on=self.at.date())
        while self.mail and not late:
            self.deliver(0)

    @precondition(lambda self: self.mail)
    @rule(pick=PICK)
    def deliver(self, pick):
        message = self.mail.pop(pick % len(self.mail))
        self.told.append(message)
        kept = pay.receive(pay.kind_of(message), message, by=people.system(), at=self.at)
        self.took(message, kept)

    @precondition(lambda self: self.told)
    @rule(pick=PICK)
    def deliver_again(self, pick):
        self.mail.append(self.one(self.told, pick))
        self.deliver(-1)

    def took(self, message, kept):
        """What the model makes of a message; `kept` is what Egret made of it."""
        tried = copy.deepcopy(self.model)
        try:
            self.read(tried, message)
        except No:
            taken = False
        else:
            taken, self.model = True, tried
        assert (kept.sha256, kept.fault == "") == (sha256(message.data), taken), kept.fault

    def read(self, model, message):
        sha, at = sha256(message.data), self.at
        if not bank.signer().holds(message.data, message.signature) or sha in model.taken:
            raise No
        model.taken.add(sha)
        if pay.kind_of(message) == MessageKind.ACKNOWLEDGEMENT:
            report = read_report(message.data)
            pk = PaymentBatch.objects.get(no=report.batch_id).pk
            rejected = {one.end_to_end_id for one in report.answers if one.status == Status.REJECTED}
            whole = report.status == Status.REJECTED and not report.answers
            model.take_report(pk, None if whole else rejected, at)
            return
        for told in read_statements(message.data):
            lines = [
                (
                    one.id,
                    {Kind.DEBIT: "debit", Kind.RETURN: "return"}.get(one.kind),
                    one.end_to_end_id,
                    one.fen,
                    one.account,
                    one.booked_on,
                )
                for one in told.entries
            ]
            model.take_statement(told.id, told.on, lines, at)

    # --- time, and everything once more

    @rule(days=st.sampled_from([1, 1, 1, 2, 3, 8, 40]))
    def days_pass(self, days):
        self.at += timedelta(days=days)

    @rule(days=st.sampled_from([0, 1, 1, 2, 7]))
    def a_day_at_the_bank(self, days):
        """As daily.run has it."""
        self.at += timedelta(days=days)
        self.outbox()
        self.evening(late=False)

    @precondition(
        lambda self: any(one.state in (*WITH_BANK, "settled") for one in self.model.orders.values())
    )
    @rule()
    def a_week_at_the_bank(self):
        for _ in range(7):
            self.a_day_at_the_bank(1)

    @rule(back=st.integers(0, 4))
    def close_month(self, back):
        month, at = self.at.date().replace(day=1), self.at
        for _ in range(back):
            month = (month - timedelta(days=1)).replace(day=1)

        def closed(model):
            if not back or (month.year, month.month) in model.closed:
                raise No
            model.closed.add((month.year, month.month))

        self.do(closed, lambda: actions.close_month(month, by=self.by(), at=at), "no")

    @precondition(lambda self: self.model.closed)
    @rule(fund=PICK, clause=st.sampled_from(CLAUSES), fen=st.integers(1, 20))
    def enter_late(self, fund, clause, fen):
        """With a date of a month that is reported."""
        now, (year, month) = self.at, max(self.model.closed)
        self.at = datetime(year, month, 28, 9, tzinfo=CHINA)
        self.allot(fund, clause, fen, next(self.serial) + 500)
        self.at = now

    @precondition(lambda self: self.done)
    @rule(pick=st.integers(0, 200))
    def replay(self, pick):
        real, again = self.one(self.done, pick)
        before = Posting.objects.count()
        try:
            real()
        except Refused:
            assert again == "no", "the same command with the same key was refused"
        else:
            assert again == "same", "what was done once was done twice"
        assert Posting.objects.count() == before


def run(examples, steps, *, shrinks=False, derandomize=False):
    """Raises what the first failing example raised."""
    city._found = city.InForce(city._read(django_settings.CITIES_DIR / django_settings.CITY), math.inf)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, *([Phase.shrink] if shrinks else [])),
        derandomize=derandomize,
        print_blob=False,
        report_multiple_bugs=False,
    )
    with transaction.atomic():
        Treasury.here = people_and_projects()
        try:
            run_state_machine_as_test(Treasury, settings=chosen)
        finally:
            transaction.set_rollback(True)


def main() -> int:
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else STEPS
    began = time.monotonic()
    with site.data_base():
        run(examples, steps)
    print(
        f"{examples} examples of up to {steps} steps in {time.monotonic() - began:.0f} s: every invariant held"
    )
    print(*(f"{times:>8,} {what}" for what, times in sorted(reached.items())), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
