"""What holds of money after every step, whatever happened: I1-I16 as far as this ledger has what they speak of."""

from __future__ import annotations

from collections import Counter

from hypothesis.stateful import RuleBasedStateMachine, invariant
from tests.prove.treasury_model import ORIGINS, WITH_BANK, Model

from egret.core import chain
from egret.core.banking.files import read_back
from egret.core.banking.statements import Kind
from egret.rooms.exchange import queries as bank_books
from egret.rooms.subsidy.models import Award as AwardRow
from egret.rooms.trail.models import Act
from egret.rooms.treasury import queries
from egret.rooms.treasury.models import Balance, ClosedMonth, PaymentBatch, PaymentFile, PaymentOrder, Posting


class Held(RuleBasedStateMachine):
    model: Model

    def __init__(self):
        super().__init__()
        self.acts, self.head = 0, chain.GENESIS

    @invariant()
    def everything_holds(self):
        self.the_books_say_what_the_model_says()
        self.nothing_is_wrong_with_the_books()
        self.the_shares_hold()
        self.no_more_is_paid_than_was_awarded()
        self.every_order_is_paid_once_by_three_people()
        self.a_file_says_what_its_orders_say()
        self.every_posting_is_in_the_trail()

    def the_books_say_what_the_model_says(self):
        rows = Balance.objects.exclude(fen=0).values_list("state", *queries.PLACE, "fund_id", "fen")
        kept = {(state, tuple(place), fund): fen for state, *place, fund, fen in rows}
        assert kept == {key: fen for key, fen in self.model.money.items() if fen}
        orders = dict(PaymentOrder.objects.values_list("no", "state"))
        assert orders == {order.no: order.state for order in self.model.orders.values()}
        assert dict(PaymentBatch.objects.values_list("pk", "state")) == {
            pk: batch.state for pk, batch in self.model.batches.items()
        }
        assert dict(AwardRow.objects.values_list("no", "state")) == {
            award.no: award.state for award in self.model.awards.values()
        }
        assert {
            (m.year, m.month) for m in ClosedMonth.objects.values_list("month", flat=True)
        } == self.model.closed

    def nothing_is_wrong_with_the_books(self):
        """I1, I2, I3, I4, I16, and that what was carried over arrived once."""
        assert queries.faults() == ()
        for fund in self.model.funds:
            sums = Counter()
            for (state, _place, of), fen in self.model.money.items():
                sums[state in ORIGINS] += fen if of == fund else 0
            assert sums[True] == -sums[False]

    def the_shares_hold(self):
        """I5, at every instant."""
        assert self.model.others() <= self.model.most_for_others()
        assert all(not share.standing.broken for share in queries.shares())

    def no_more_is_paid_than_was_awarded(self):
        """I6, I10, I11: what is beyond the commitment is what confirmed awards come to; nothing rests in suspense."""
        beyond = Counter()
        for (state, place, _fund), fen in self.model.money.items():
            if state in ("payable", "in_transit", "paid", "returned", "recovery_due", "recovered"):
                beyond[place[1:3]] += fen
        stands = Counter()
        for one in self.model.awards.values():
            if one.state in ("confirmed", "ordered", "paid"):
                stands[one.place[1:3]] += one.delta
        assert {key: fen for key, fen in beyond.items() if fen} == stands
        assert self.model.in_state("returned") == 0

    def every_order_is_paid_once_by_three_people(self):
        """I7, I9, I15, and the bank's true books: nothing settled that did not move, nothing moved twice."""
        moved = Counter((no, kind) for no, kind, _fen in bank_books.movements())
        assert all(times == 1 for times in moved.values())
        for order in PaymentOrder.objects.select_related("award"):
            if order.state in ("settled", "returned"):
                assert moved[order.no, Kind.DEBIT] == 1
            if order.state == "returned":
                assert moved[order.no, Kind.RETURN] == 1
            if order.state in ("made", "checked", "withdrawn", "rejected"):
                assert moved[order.no, Kind.DEBIT] == 0
            if order.released_at:
                assert len({order.made_by_id, order.checked_by_id, order.released_by_id}) == 3
                assert order.award.confirmed_at is not None
                assert order.award.notice_closes_at <= order.made_at
        settled = Counter(
            key
            for (key,) in Posting.objects.filter(event__in=["settle", "return", "reject"]).values_list("key")
        )
        assert all(times == 1 for times in settled.values())

    def a_file_says_what_its_orders_say(self):
        """I15: lines, control total, orders and money in transit are one sum."""
        for file in PaymentFile.objects.select_related("batch"):
            told = read_back(bytes(file.content), queries.templates()[file.batch.template])
            orders = self.model.of(self.model.batches[file.batch_id])
            assert {one.end_to_end_id: one.fen for one in told.instructions} == {
                one.no: one.fen for one in orders
            }
            assert file.batch.declared_fen == sum(one.fen for one in orders)
        with_bank = sum(one.fen for one in self.model.orders.values() if one.state in WITH_BANK)
        assert self.model.in_state("in_transit") == with_bank

    def every_posting_is_in_the_trail(self):
        """I12, I13: numbers without gap, one act each, the chain whole."""
        fresh = list(Act.objects.filter(seq__gt=self.acts).order_by("seq"))
        for act in fresh:
            assert (act.seq, act.prev_hash) == (self.acts + 1, self.head)
            assert act.hash == chain.link(act.prev_hash, act.fields)
            self.acts, self.head = act.seq, act.hash
        numbers = list(Posting.objects.order_by("pk").values_list("pk", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        told = Counter(Act.objects.filter(subject__startswith="posting:").values_list("subject", flat=True))
        assert told == {f"posting:{number}": 1 for number in numbers}
