"""A small office that pays through the simulated bank by the rules of the treasury, and is judged by the bank's true books.

Bytes are kept before they are sent; after a time-out the same bytes go again; only a statement settles; what came back is
paid under a new id; what no statement names is asked after. `careless` sends a new batch after a time-out instead.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from tests.core.banking.samples import OFFICE, PAYEE, TEMPLATES, instruction, sample

from egret.core.banking.answers import Status, read_report
from egret.core.banking.faults import BadMessage
from egret.core.banking.files import render
from egret.core.banking.hostile import (
    Bank,
    carried_out,
    close_day,
    founded,
    standing,
    statement_again,
    submit,
)
from egret.core.banking.rates import Manner
from egret.core.banking.reconcile import (
    Arrived,
    Order,
    Past,
    Standing,
    Terms,
    Verdict,
    Wrong,
    reconcile,
)
from egret.core.banking.signing import SharedSecret, opened, seal, sha256
from egret.core.banking.statements import Kind, read_statements

FIRST = date(2025, 3, 3)
SIGNER = SharedSecret(b"simulated")
A_DAY = 7
ISO = TEMPLATES["iso"]


class Office:
    def __init__(self, seed, rates, careless=False):
        self.bank = Bank(Manner(seed, rates), SIGNER)
        self.careless = careless
        self.state = founded(OFFICE.number, 10**12)
        self.orders, self.past = {}, Past()
        self.files, self.answered, self.redone = {}, set(), set()
        self.returned, self.asked = [], {}
        self.statements = {}
        self.made = 0

    def live(self, days, quiet):
        for day in range(days + quiet):
            if day == days:
                self.bank = replace(self.bank, manner=Manner())
            on = FIRST + timedelta(day)
            if day < days:
                self.write(on, [self.payment(on) for _ in range(A_DAY)])
            if self.returned:
                self.write(on, [self.again(order, on) for order in self.returned])
                self.returned = []
            self.send(on)
            self.state, mail = close_day(self.state, on, self.bank)
            self.read(mail)
            self.reconcile(on)

    def payment(self, on):
        self.made += 1
        payee = replace(PAYEE, number=f"4050000{self.made % 5:03d}")
        return self.order(instruction(self.made, 1_000 + self.made * 13, payee), on)

    def again(self, order, on):
        """A new id for money that came back."""
        self.made += 1
        return self.order(instruction(self.made, order.fen, replace(PAYEE, number=order.account)), on)

    def order(self, one, on):
        self.orders[one.end_to_end_id] = Order(one.end_to_end_id, one.fen, one.payee.number, on)
        return one

    def write(self, on, lines):
        number = f"B{len(self.files):04d}"
        self.files[number] = (lines, seal(render(sample(*lines, number=number, day=on), ISO), SIGNER))

    def send(self, on):
        for number, (lines, signed) in list(self.files.items()):
            if number in self.answered or number in self.redone:
                continue
            self.state, reply = submit(self.state, signed, ISO, on, self.bank)
            self.read(reply.messages)
            if reply.timed_out and self.careless:
                self.redone.add(number)
                self.write(on, lines)

    def read(self, messages):
        for message in messages:
            try:
                data = opened(message, SIGNER)
            except BadMessage:
                continue  # a report comes again with its file, a statement after its gap
            if b"CstmrPmtStsRpt" in data:
                self.answer(read_report(data))
            else:
                self.statements.setdefault(sha256(data), read_statements(data)[0])

    def answer(self, report):
        self.answered.add(report.batch_id)
        for one in report.answers:
            order = self.orders[one.end_to_end_id]
            if one.status is Status.REJECTED and order.standing is Standing.OPEN:
                self.orders[order.id] = replace(order, standing=Standing.REJECTED)

    def reconcile(self, on):
        terms = Terms(OFFICE.number, missing_after=4)
        taken = {kept.sha for kept in self.past.statements.values()}
        coming = [Arrived(one, sha) for sha, one in self.statements.items() if sha not in taken]
        known = {one.statement.number for one in coming} | {
            kept.number for kept in self.past.statements.values()
        }
        # What did not come, or came with a wrong signature, is asked for before anything later is read.
        for number in range(1, self.state["number"] + 1):
            if number not in known:
                data = opened(statement_again(self.state, number, self.bank), SIGNER)
                coming.append(Arrived(read_statements(data)[0], sha256(data)))
        outcome = reconcile(list(self.orders.values()), coming, self.past, terms)
        assert not {finding.wrong for finding in outcome.findings} & {Wrong.GAP, Wrong.CHANGED, Wrong.NUMBER}
        self.past = outcome.past
        self.orders = {order.id: order for order in outcome.orders}
        self.returned += [
            self.orders[line.order] for line in outcome.lines if line.verdict is Verdict.RETURNED
        ]
        for name in outcome.missing:
            self.asked[name] = standing(self.state, name)

    def executed(self):
        return Counter(name for name, kind, _ in carried_out(self.state) if kind is Kind.DEBIT)

    def lost_and_doubled(self):
        done = self.executed()
        wanted = {name: order.standing is not Standing.REJECTED for name, order in self.orders.items()}
        return (
            [name for name, want in wanted.items() if done[name] < want],
            [name for name, want in wanted.items() if done[name] > want],
        )

    def settled_falsely(self):
        true = {(name, fen) for name, kind, fen in carried_out(self.state) if kind is Kind.DEBIT}
        sure = {Standing.SETTLED, Standing.RETURNED}
        return [
            order.id
            for order in self.orders.values()
            if order.standing in sure and (order.id, order.fen) not in true
        ]

    def unexplained(self):
        """Open at the end, on no statement under their name, and not found by asking either."""
        named = {entry.end_to_end_id for entry in self.past.entries.values()}
        return [
            order.id
            for order in self.orders.values()
            if order.standing is Standing.OPEN
            and order.id not in named
            and [answer.status for answer in self.asked.get(order.id, ())] != [Status.SETTLED]
        ]
