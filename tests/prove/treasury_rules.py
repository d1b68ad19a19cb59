"""Where money comes from and what binds it, as rules of the machine; `treasury_machine` adds the bank, time and replays."""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace

from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from tests.factories import AwardFactory, ContractFactory, EnterpriseFactory, UserFactory
from tests.prove.treasury_invariants import Held
from tests.prove.treasury_model import BORNE, PURPOSE, Award, Fund, Model, No

from egret.base.clock import CHINA
from egret.base.errors import Refused
from egret.core.banking.rates import HOSTILE, Rates
from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event
from egret.journeys import pay
from egret.rooms.city import queries as city
from egret.rooms.exchange import actions as bank
from egret.rooms.exchange.errors import BankSilent
from egret.rooms.people.states import Role
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Grant, Pot
from egret.rooms.treasury.models import Difference, PaymentOrder, Posting

BEGAN = datetime(2025, 10, 6, 10, tzinfo=CHINA)
CLAUSES = sorted(PURPOSE)
PRINTS = {"omit": 2500, "misprint": 2500, "repeat": 2500}
WILD = Rates(**{name: min(getattr(HOSTILE, name) * 4, 6000) for name in HOSTILE.__slots__} | PRINTS)
MANNERS = (
    (None, Rates()),
    *((seed, HOSTILE) for seed in range(3)),
    *((seed, WILD) for seed in (0, 1, 12)),
    (1, Rates(back=10_000)),
    (2, Rates(back=10_000, told_again=10_000)),
    (1, Rates(silent=7000, lost=2000, back=5000)),
    # With these seeds the very first entry is misprinted, or told twice.
    *((seed, Rates(**PRINTS)) for seed in (6, 7, 12, 14)),
)
FEN = st.integers(1, 400)
PICK = st.integers(0, 11)
PICKED = 11
KEY = st.integers(0, 3)


reached = Counter()  # how often, so that nobody believes in what never happened


def people_and_projects():
    """Rows that every example begins with: four officers and three contracts, one of them paid to a closed account."""
    return SimpleNamespace(
        users=[UserFactory(role=Role.FINANCE) for _ in range(4)],
        contracts=[
            ContractFactory(enterprise=EnterpriseFactory(account_no=account))
            for account in ("95000001", "95000002", "95000000")
        ],
    )


class Money(Held):
    here: SimpleNamespace  # what `people_and_projects` answered

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.model, self.at = Model(), BEGAN
        self.done, self.mail, self.told = [], [], []
        self.serial = itertools.count(1)
        self.submit, self.heard = bank.submit, []
        self.rates, self.seed = bank.HOSTILE, django_settings.HOSTILE_BANK_SEED
        bank.submit = self.listening

    def teardown(self):
        reached.update(Posting.objects.values_list("event", flat=True))
        reached.update(f"an order {state}" for state in PaymentOrder.objects.values_list("state", flat=True))
        reached.update(f"a difference {kind}" for kind in Difference.objects.values_list("kind", flat=True))
        bank.submit, bank.HOSTILE = self.submit, self.rates
        django_settings.HOSTILE_BANK_SEED = self.seed
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def listening(self, *args, **kwargs):
        """The bank's own answer, which the model hears too."""
        try:
            answers = self.submit(*args, **kwargs)
        except BankSilent:
            self.heard = []
            raise
        self.heard = list(answers)
        return answers

    # --- a command, told to the model and to the rooms

    def do(self, told, real, again=None):
        """Both do it, or both refuse it. `again` says what a replay should do: nothing ("same") or be refused ("no")."""
        tried = copy.deepcopy(self.model)
        try:
            told(tried)
        except No:
            wanted = False
        else:
            wanted = True
        answer = None
        try:
            answer = real()
        except Refused:
            happened = False
        else:
            happened = True
        assert happened == wanted, f"{'done' if happened else 'refused'}, the model says the opposite"
        if happened:
            self.model = tried
            if again:
                self.done.append((real, again))
        return answer

    def by(self, pick=0):
        return self.here.users[pick % 4]

    def one(self, among, pick):
        return among[pick % len(among)]

    def fund(self, pick) -> Fund:
        return self.one([*self.model.funds.values()], pick)

    def row(self, code):
        return next(fund for fund in queries.funds() if fund.code == code)

    def place(self, clause, contract, order=""):
        contract = self.one(self.here.contracts, contract)
        return (PURPOSE[clause], clause, f"contract:{contract.pk}", contract.enterprise.case, order)

    # --- where money comes from

    @initialize(manner=st.sampled_from(MANNERS), paid=st.booleans())
    def a_city_with_money(self, manner, paid):
        django_settings.HOSTILE_BANK_SEED, bank.HOSTILE = manner
        for source, fen, year in (("central", 3000, 2025), ("city", 1500, 2025), ("city", 40, 2024)):
            self.grant(source, year, 0, "", fen)
        for pick, clause, fen in ((0, "8", 1500), (1, "8", 500), (2, "8", 40), (0, "3", 400), (1, "3", 300)):
            self.allot(pick, clause, fen, next(self.serial) + 100)
        for clause, contract, fen in (("8", 0, 130), ("8", 1, 75), ("3", 1, 51), ("8", 2, 40), ("8", 0, 7)):
            self.award_that_stands(clause, contract, fen)
        if paid:
            self.pay_out(PICKED)

    @rule(
        source=st.sampled_from(["central", "city", "district"]),
        year=st.integers(2024, 2026),
        document=st.integers(0, 2),
        purpose=st.sampled_from(["", "", "transformation", "service"]),
        fen=FEN,
    )
    def grant(self, source, year, document, purpose, fen):
        told = Grant(source, year, f"指标{document}号", "资金", fen, purpose)
        at = self.at
        self.do(
            lambda m: m.grant(source, year, told.document_no, purpose, fen, at),
            lambda: actions.grant(told, by=self.by(), at=at),
            "no",
        )

    @rule(fund=PICK, clause=st.sampled_from(CLAUSES), fen=FEN, key=KEY)
    def allot(self, fund, clause, fen, key):
        code, pot, at = self.fund(fund).code, Pot(PURPOSE[clause], clause), self.at
        row = self.row(code)
        self.do(
            lambda m: m.allot(code, clause, fen, at, f"allot:{key}"),
            lambda: actions.allot(row, pot, fen, key=str(key), by=self.by(), at=at),
            "same",
        )

    @rule(fund=PICK, clause=st.sampled_from(CLAUSES), fen=FEN, key=KEY)
    def withdraw_allotment(self, fund, clause, fen, key):
        code, pot, at = self.fund(fund).code, Pot(PURPOSE[clause], clause), self.at
        row = self.row(code)
        self.do(
            lambda m: m.unallot(code, clause, fen, at, f"unallot:{key}"),
            lambda: actions.withdraw_allotment(row, pot, fen, key=str(key), by=self.by(), at=at),
            "same",
        )

    @rule(
        fund=PICK,
        here=st.sampled_from(CLAUSES),
        there=st.sampled_from(CLAUSES),
        fen=FEN,
        agrees=st.booleans(),
        by=PICK,
    )
    def transfer(self, fund, here, there, fen, agrees, by):
        code, at = self.fund(fund).code, self.at
        row = self.row(code)

        def checked(model):
            if here == there:
                raise No
            model.check_pot(code, there)

        pots = (Pot(PURPOSE[here], here), Pot(PURPOSE[there], there))
        asked = self.do(
            checked, lambda: actions.ask_transfer(row, pots, fen, reason="调整", by=self.by(), at=at)
        )
        if asked is None:
            return

        def decided(model):
            if by % 4 == 0:
                raise No
            if agrees:
                model.unallot(code, here, fen, at)
                model.allot(code, there, fen, at)

        self.do(
            decided, lambda: actions.decide_transfer(asked.pk, agrees=agrees, by=self.by(by), at=at), "no"
        )

    @rule(fund=PICK, carries=st.sampled_from([0, 0, 1, 2, 3]), document=st.integers(0, 3))
    def end_year(self, fund, carries, document):
        """`carries` thirds of what the model finds free."""
        code, at = self.fund(fund).code, self.at
        row = self.row(code)
        free = sum(
            fen
            for (state, _place, of), fen in self.model.money.items()
            if of == code and state in ("allotted", "unallocated")
        )
        fen, name = free * carries // 3, f"结转{document}号"
        self.do(
            lambda m: m.end_year(code, fen, name, at),
            lambda: actions.end_year(row, carries_fen=fen, document_no=name, by=self.by(), at=at),
        )

    # --- what binds it and makes it payable

    @rule(clause=st.sampled_from(CLAUSES), contract=PICK, fen=FEN, key=KEY)
    def commit(self, clause, contract, fen, key):
        _purpose, _clause, project, *_ = place = self.place(clause, contract)
        at, place = self.at, (*place[:3], "", "")
        # A case of this size that begins from nothing has the same parts as one award of it.
        parts = Award("", 0, place, 0, fen, "", at).parts
        self.do(
            lambda m: m.draw("commit", parts, place, at, f"c:{key}"),
            lambda: actions.commit(clause, project, fen, key=f"c:{key}", by=self.by(), at=at),
            "same",
        )

    @rule(clause=st.sampled_from(CLAUSES), contract=PICK, fen=FEN, key=KEY)
    def release_commitment(self, clause, contract, fen, key):
        place, at = (*self.place(clause, contract)[:3], "", ""), self.at
        self.drawn("release_commitment", {next(iter(BORNE[clause])): fen}, place, at, f"r:{key}")

    def drawn(self, event, wanted, place, at, key):
        self.do(
            lambda m: m.draw(event, wanted, place, at, key),
            lambda: actions.draw(Event(event), wanted, Place(*place), key=key, by=self.by(), at=at),
            "same",
        )

    @rule(
        clause=st.sampled_from(CLAUSES),
        contract=PICK,
        fen=st.integers(-300, 400).filter(bool),
        last=st.booleans(),
    )
    def award(self, clause, contract, fen, last):
        self.awarded(clause, contract, fen, last)

    def awarded(self, clause, contract, fen, last):
        number, at = next(self.serial), self.at
        place = self.place(clause, contract)
        moved = sum(
            one.delta for one in self.model.awards.values() if one.place == place and one.state != "withdrawn"
        )
        if moved + fen < 0:
            return None
        of = self.one(self.here.contracts, contract)
        told = Award(f"A{number}", 0, place, moved, fen, of.enterprise.account_no, at + timedelta(days=1))

        def bound(model):
            model.awards[told.no] = told
            model.bind(told, last, at)

        def real():
            with transaction.atomic():
                row = AwardFactory(
                    no=told.no,
                    contract=of,
                    clause=clause,
                    stage=f"s{number}",
                    settled_fen=moved,
                    due_fen=moved + fen,
                    delta_fen=fen,
                    pack_sha=city.pack().sha256,
                    awarded_at=at,
                    awarded_by=self.by(),
                    notice_closes_at=told.closes,
                )
                actions.bind(row, last=last, by=self.by(), at=at)
                told.pk = row.pk
            return told.no

        return self.do(bound, real)

    @rule(clause=st.sampled_from(["8", "8", "3"]), contract=PICK, fen=st.integers(1, 60))
    def award_that_stands(self, clause, contract, fen):
        if no := self.awarded(clause, contract, fen, last=False):
            self.at += timedelta(days=1)
            self.closed(no)

    @precondition(lambda self: any(one.state == "on_notice" for one in self.model.awards.values()))
    @rule(pick=PICK)
    def close_notice(self, pick):
        self.closed(
            self.one([one.no for one in self.model.awards.values() if one.state == "on_notice"], pick)
        )

    def closed(self, no):
        pk, at = self.model.awards[no].pk, self.at
        self.do(
            lambda m: m.close_notice(no, at), lambda: pay.close_award_notice(pk, by=self.by(), at=at), "no"
        )

    @precondition(lambda self: any(one.state == "on_notice" for one in self.model.awards.values()))
    @rule(pick=PICK, last=st.booleans())
    def withdraw_award(self, pick, last):
        no = self.one([one.no for one in self.model.awards.values() if one.state == "on_notice"], pick)
        pk, at = self.model.awards[no].pk, self.at

        def withdrawn(model):
            model.awards[no].state = "withdrawn"
            model.bind(model.awards[no], last, at)

        def real():
            with transaction.atomic():
                row = subsidies.withdraw(pk, reason="异议成立", by=self.by(), at=at)
                actions.bind(row, last=last, by=self.by(), at=at)

        self.do(withdrawn, real, "no")

    @precondition(lambda self: any(one.state == "recovery_due" for one in self.model.awards.values()))
    @rule(pick=PICK)
    def take_back(self, pick):
        no = self.one([one.no for one in self.model.awards.values() if one.state == "recovery_due"], pick)
        pk, at = self.model.awards[no].pk, self.at
        self.do(lambda m: m.take_back(no, at), lambda: pay.take_back(pk, by=self.by(), at=at), "no")

    @precondition(lambda self: self.model.awards)
    @rule(
        event=st.sampled_from(
            ["demand_back", "drop_demand", "recover", "undo_payable", "fine", "drop_fine", "pay_fine"]
        ),
        pick=PICK,
        fund=PICK,
        fen=FEN,
        key=KEY,
    )
    def correct(self, event, pick, fund, fen, key):
        """What no room's action enters by itself yet, through the one door to the books."""
        place, code, at = self.one([*self.model.awards.values()], pick).place, self.fund(fund).code, self.at
        if "fine" in event:
            place = ("", "", *place[2:])
        key = f"{event}:{key}"
        amounts = {code: fen}
        self.do(
            lambda m: m.move(event, amounts, place, at, key),
            lambda: actions.enter(Event(event), amounts, Place(*place), key=key, by=self.by(), at=at),
            "same",
        )
        if event == "undo_payable" and self.model.keys.get(key) == (event, place, amounts):
            # What an award says is payable stays so: the books alone never tell an award to be smaller.
            self.do(
                lambda m: m.move("make_payable", amounts, place, at, f"{key}+"),
                lambda: actions.enter(
                    Event.MAKE_PAYABLE, amounts, Place(*place), key=f"{key}+", by=self.by(), at=at
                ),
            )
