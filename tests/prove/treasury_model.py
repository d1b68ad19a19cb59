"""What money should do, told a second time in plain Python: the oracle that `treasury_machine` holds the books against.

It knows no Django and nothing of `egret.core.ledger`. A command that it refuses raises No, and the caller throws the
changed copy away.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

# event: from, to
ROUTES = {
    "appropriate": ("appropriated", "unallocated"),
    "allot": ("unallocated", "allotted"),
    "withdraw_allotment": ("allotted", "unallocated"),
    "commit": ("allotted", "committed"),
    "release_commitment": ("committed", "allotted"),
    "make_payable": ("committed", "payable"),
    "undo_payable": ("payable", "committed"),
    "order": ("payable", "in_transit"),
    "settle": ("in_transit", "paid"),
    "reject": ("in_transit", "payable"),
    "return": ("paid", "returned"),
    "pay_again": ("returned", "payable"),
    "demand_back": ("paid", "recovery_due"),
    "drop_demand": ("recovery_due", "paid"),
    "recover": ("recovery_due", "recovered"),
    "carry_over": ("unallocated", "carried"),
    "lapse": ("unallocated", "lapsed"),
    "fine": ("fined", "fine_due"),
    "drop_fine": ("fine_due", "fined"),
    "pay_fine": ("fine_due", "fine_paid"),
}
ORIGINS = ("appropriated", "fined")
# A place is purpose, policy, project, payee, order; which of them a state tells apart.
TOLD_APART = {
    **dict.fromkeys(("appropriated", "unallocated", "carried", "lapsed", "fined"), ()),
    "allotted": (0, 1),
    "committed": (0, 1, 2),
    **dict.fromkeys(("payable", "paid", "recovery_due", "recovered"), (0, 1, 2, 3)),
    **dict.fromkeys(("in_transit", "returned"), (0, 1, 2, 3, 4)),
    **dict.fromkeys(("fine_due", "fine_paid"), (2, 3)),
}
NOWHERE = ("",) * 5
PURPOSE = {"8": "transformation", "3": "service", "5": "transformation"}
BORNE = {
    "8": {"central": Fraction(4, 5), "city": Fraction(1, 5)},
    "3": {"central": Fraction(3, 5), "city": Fraction(2, 5)},
    "5": {"district": Fraction(1)},
}
WITH_BANK = ("sent", "unknown")


class No(Exception):
    """Egret should refuse this, and nothing should change."""


@dataclass
class Fund:
    code: str
    source: str
    year: int
    document: str
    purpose: str
    fen: int


@dataclass
class Award:
    no: str
    pk: int
    place: tuple[str, ...]
    settled: int
    delta: int
    account: str
    closes: datetime
    state: str = "on_notice"

    @property
    def parts(self) -> dict[str, int]:
        """Fen by source: the first source's share of all that moved by now, rounded half up, less what moved before."""
        first, *rest = BORNE[self.place[1]]
        share = BORNE[self.place[1]][first]
        of_first = [int(fen * share + Fraction(1, 2)) for fen in (self.settled, self.settled + self.delta)]
        moved = of_first[1] - of_first[0]
        return {first: moved} | dict.fromkeys(rest, self.delta - moved)


@dataclass
class Order:
    no: str
    award: str
    fen: int
    parts: dict[str, int]
    place: tuple[str, ...]
    account: str
    state: str = "made"
    sent_on: date = date.max
    told: bool = False  # a statement named it


@dataclass
class Batch:
    orders: list[str]
    made_by: int
    checked_by: int = 0
    state: str = "made"


def place_at(state: str, place: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part if at in TOLD_APART[state] else "" for at, part in enumerate(place))


@dataclass
class Model:
    money: Counter = field(default_factory=Counter)  # (state, place, fund) → fen
    keys: dict = field(default_factory=dict)
    funds: dict[str, Fund] = field(default_factory=dict)
    awards: dict[str, Award] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    closed: set[tuple[int, int]] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)  # messages
    statements: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)  # of the bank, by its own number
    serial: int = 0

    def held(self, state: str, place: tuple[str, ...], fund: str) -> int:
        return self.money[state, place_at(state, place), fund]

    def in_state(self, state: str) -> int:
        return sum(fen for (at, _place, _fund), fen in self.money.items() if at == state)

    def move(self, event, amounts, place, at, key=None, asked=None) -> None:
        """`amounts` by fund. A known key with the same body does nothing, with another it is refused."""
        self.serial += 1
        key, body = key or f"own:{self.serial}", (event, place, asked or amounts)
        if key in self.keys:
            if self.keys[key] != body:
                raise No
            return
        if (at.year, at.month) in self.closed:
            raise No
        here, there = ROUTES[event]
        for fund, fen in amounts.items():
            if here not in ORIGINS and self.held(here, place, fund) < fen:
                raise No
            self.money[here, place_at(here, place), fund] -= fen
            self.money[there, place_at(there, place), fund] += fen
        self.keys[key] = body
        if event in ("allot", "withdraw_allotment") and self.others() > self.most_for_others():
            raise No

    def draw(self, event, wanted, place, at, key=None) -> None:
        """`wanted` by source, out of the oldest funds first."""
        wanted = {source: fen for source, fen in wanted.items() if fen}
        if not wanted:
            return
        known = key in self.keys
        amounts = {} if known else self.oldest(ROUTES[event][0], place, wanted)
        self.move(event, amounts, place, at, key, asked=("sources", wanted))

    def promised(self, place) -> Counter:
        """By fund, what orders hold that are not released yet."""
        waiting = [
            o for o in self.orders.values() if o.state in ("made", "checked") and o.place[:4] == place[:4]
        ]
        return sum((Counter(order.parts) for order in waiting), Counter())

    def oldest(self, state, place, wanted, promised=None) -> dict[str, int]:
        left, parts, promised = dict(wanted), {}, promised or {}
        for fund in sorted(self.funds.values(), key=lambda fund: (fund.year, fund.code)):
            free = self.held(state, place, fund.code) - promised.get(fund.code, 0)
            fen = min(left.get(fund.source, 0), free)
            if fen > 0:
                parts[fund.code] = fen
                left[fund.source] -= fen
        if any(left.values()):
            raise No
        return parts

    def others(self) -> int:
        """Central money that ever went to other purposes than enterprises' transformation."""
        return sum(
            fen
            for (_state, place, fund), fen in self.money.items()
            if place[0] == "service" and self.funds[fund].source == "central"
        )

    def most_for_others(self) -> int:
        """A fifth of what came in; what was carried over came in once."""
        base = sum(
            -fen if state == "appropriated" else -fen if state == "carried" else 0
            for (state, _place, fund), fen in self.money.items()
            if self.funds[fund].source == "central"
        )
        return base // 5

    def grant(self, source, year, document, purpose, fen, at) -> str:
        if any(
            (fund.source, fund.year, fund.document, fund.purpose) == (source, year, document, purpose)
            for fund in self.funds.values()
        ):
            raise No
        count = sum((fund.source, fund.year) == (source, year) for fund in self.funds.values())
        code = f"{source}-{year}-{count + 1}"
        self.funds[code] = Fund(code, source, year, document, purpose, fen)
        self.move("appropriate", {code: fen}, NOWHERE, at)
        return code

    def check_pot(self, code, clause) -> None:
        fund = self.funds[code]
        if fund.source not in BORNE[clause] or fund.purpose not in ("", PURPOSE[clause]):
            raise No

    def allot(self, code, clause, fen, at, key=None) -> None:
        self.check_pot(code, clause)
        self.move("allot", {code: fen}, (PURPOSE[clause], clause, "", "", ""), at, key)

    def unallot(self, code, clause, fen, at, key=None) -> None:
        self.move("withdraw_allotment", {code: fen}, (PURPOSE[clause], clause, "", "", ""), at, key)

    def end_year(self, code, carries, document, at) -> None:
        fund = self.funds[code]
        if at.year <= fund.year:
            raise No
        for clause, purpose in PURPOSE.items():
            if free := self.held("allotted", (purpose, clause, "", "", ""), code):
                self.unallot(code, clause, free, at)
        left = self.held("unallocated", NOWHERE, code)
        if not left or carries > left:
            raise No
        if carries:
            self.move("carry_over", {code: carries}, NOWHERE, at)
            self.grant(fund.source, fund.year + 1, document, fund.purpose, carries, at)
        if left > carries:
            self.move("lapse", {code: left - carries}, NOWHERE, at)

    def bind(self, award: Award, last, at) -> None:
        """As much committed as the case's awards on notice need; after the last stage no more."""
        same = [one for one in self.awards.values() if one.place == award.place and one.state == "on_notice"]
        sources = BORNE[award.place[1]]
        needed = {s: sum(one.parts[s] for one in same if one.delta > 0) for s in sources}
        bound = {
            s: sum(
                self.held("committed", award.place, fund.code)
                for fund in self.funds.values()
                if fund.source == s
            )
            for s in sources
        }
        self.draw("commit", {s: max(needed[s] - bound[s], 0) for s in sources}, award.place, at)
        if last:
            spare = {s: max(bound[s] - needed[s], 0) for s in sources}
            self.draw("release_commitment", spare, award.place, at)

    def close_notice(self, no, at) -> None:
        award = self.awards[no]
        under_way = any(one.state == "ordered" for one in self.awards.values() if one.place == award.place)
        if award.state != "on_notice" or at < award.closes or under_way:
            raise No
        award.state = "confirmed" if award.delta > 0 else "recovery_due"
        event = "make_payable" if award.delta > 0 else "demand_back"
        self.draw(event, {s: abs(fen) for s, fen in award.parts.items()}, award.place, at)

    def take_back(self, no, at) -> None:
        award = self.awards[no]
        if award.state != "recovery_due":
            raise No
        award.state = "recovered"
        self.draw("recover", {s: abs(fen) for s, fen in award.parts.items()}, award.place, at)

    def make_batch(self, nos, declared, by) -> Batch:
        if declared != (len(nos), sum(self.awards[no].delta for no in nos)) or not nos:
            raise No
        made = []
        for no in nos:
            award = self.awards[no]
            if award.state != "confirmed":
                raise No
            award.state = "ordered"
            count = sum(order.award == no for order in self.orders.values())
            parts = self.oldest("payable", award.place, award.parts, self.promised(award.place))
            name = f"{no}-{count + 1}"
            place = (*award.place[:4], name)
            self.orders[name] = Order(name, no, award.delta, parts, place, award.account)
            made.append(name)
        return Batch(made, by)

    def of(self, batch: Batch) -> list[Order]:
        return [self.orders[no] for no in batch.orders]

    def step_batch(self, pk, there, by=0, at=None) -> None:
        batch = self.batches[pk]
        mine = {"checked": (batch.made_by,), "released": (batch.made_by, batch.checked_by)}.get(there, ())
        allowed = {"checked": ("made",), "released": ("checked",), "withdrawn": ("made", "checked")}
        if by in mine or batch.state not in allowed[there]:
            raise No
        batch.state = there
        batch.checked_by = by if there == "checked" else batch.checked_by
        for order in self.of(batch):
            order.state = "sent" if there == "released" else there
            if there == "withdrawn":
                self.awards[order.award].state = "confirmed"
            if there == "released":
                order.sent_on = at.date()
                self.move("order", order.parts, order.place, at)

    def hand_over(self, pk) -> None:
        batch = self.batches[pk]
        if batch.state not in ("released", "unknown"):
            raise No
        if batch.state == "released":
            batch.state = "unknown"
            for order in self.of(batch):
                order.state = "unknown"

    def acknowledge(self, pk, there="sent") -> None:
        batch = self.batches[pk]
        if batch.state in ("sent", "refused"):
            return
        batch.state = there
        for order in self.of(batch):
            order.state = "sent" if order.state == "unknown" else order.state

    def answer(self, order: Order, arrived: bool, at) -> None:
        order.state = "settled" if arrived else "rejected"
        self.awards[order.award].state = "paid" if arrived else "confirmed"
        self.move("settle" if arrived else "reject", order.parts, order.place, at)

    def take_report(self, pk, rejected: set[str] | None, at) -> None:
        """`rejected` are order numbers; None is the whole file."""
        self.acknowledge(pk, "refused" if rejected is None else "sent")
        for order in self.of(self.batches[pk]):
            if order.state in WITH_BANK and (rejected is None or order.no in rejected):
                self.answer(order, arrived=False, at=at)

    def take_statement(self, name, on: date, lines, at) -> None:
        """`lines`: bank's entry number, "debit" or "return" or other, order named, fen, account, day; debits count first."""
        if name in self.statements or (on.year, on.month) in self.closed:
            raise No
        self.statements.add(name)
        for entry, kind, no, fen, account, booked in sorted(lines, key=lambda line: line[1] != "debit"):
            order = self.orders.get(no)
            known = entry in self.entries
            self.entries.add(entry)
            if known or not order or (order.fen, order.account) != (fen, account):
                continue
            if kind == "debit" and not order.told and order.state in (*WITH_BANK, "settled"):
                if booked >= order.sent_on:
                    order.told = True
                    if order.state in WITH_BANK:
                        self.answer(order, arrived=True, at=at)
            elif kind == "return" and order.told and order.state == "settled":
                order.state = "returned"
                self.awards[order.award].state = "confirmed"
                self.move("return", order.parts, order.place, at)
                self.move("pay_again", order.parts, order.place, at)
