"""Our orders beside the bank's statements: what each line is, what is missing, and which statements can't be right.

A line settles an order only when end-to-end id, amount and account all agree and the bank's entry id is new. Everything
less is told apart and left to a person. A statement whose sums are wrong is found so; its lines are still judged one by
one, because each settles by what it says itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from egret.core.banking.accounts import plain_number
from egret.core.banking.statements import Entry, Kind, Statement
from egret.core.banking.texts import exact_yuan

FEW = 10  # of so many orders every selection is tried for a hint; of more only one, two, or all


class Standing(StrEnum):
    """`OPEN` is sent, accepted or unknown."""

    OPEN = "open"
    SETTLED = "settled"
    RETURNED = "returned"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Order:
    """What we told the bank. `id` is the end-to-end id."""

    id: str
    fen: int
    account: str
    sent_on: date
    standing: Standing = Standing.OPEN
    batch: str = ""


class Verdict(StrEnum):
    SETTLED = "settled"
    RETURNED = "returned"  # after it was settled
    AMOUNT = "amount"  # our order, another amount
    ACCOUNT = "account"  # our order, another account, or none told
    REPEATED = "repeated"  # the same entry once more: the bank told it twice
    CHANGED = "changed"  # an entry id that stood for something else before
    DOUBLED = "doubled"  # another entry for what was settled or returned already: money moved twice
    TOO_SOON = "too_soon"  # a return of what no statement has settled yet
    CONTRADICTS = "contradicts"  # paid though rejected, or before it was sent
    MERGED = "merged"  # names no order; exactly one selection of several open orders has its sum
    UNKNOWN = "unknown"
    INCOME = "income"  # money in that is no return
    REVERSAL = "reversal"  # the bank corrects an entry of its own


@dataclass(frozen=True, slots=True)
class Line:
    """`order` is the one that the line names; `hint` are orders that a person may want to look at, and no more."""

    statement: str
    entry: Entry
    verdict: Verdict
    order: str = ""
    hint: tuple[str, ...] = ()


class Wrong(StrEnum):
    SEEN = "seen"  # the same statement, the same bytes: refused, no line of it counts
    CHANGED = "changed"  # the same statement, other bytes: refused
    FOREIGN = "foreign"  # of another account: refused
    GAP = "gap"  # a number before it never came
    NUMBER = "number"  # another statement has its number
    OPENING = "opening"  # does not open with what the one before closed with
    SUM = "sum"  # opening and lines do not make the closing balance
    OURS = "ours"  # does not close with what our books say


REFUSED = frozenset({Wrong.SEEN, Wrong.CHANGED, Wrong.FOREIGN})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    statement: str
    wrong: Wrong
    given: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A statement with the SHA-256 of the message it came in."""

    statement: Statement
    sha: str


@dataclass(frozen=True, slots=True)
class Taken:
    sha: str
    number: int
    opening: int
    closing: int
    on: date


@dataclass(frozen=True, slots=True)
class Past:
    """What was taken before: statements and entries by the bank's ids. Entries may be limited to those still needed."""

    statements: Mapping[str, Taken] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """Our account; after how many days an order must be on a statement; what our books say by day, where they do."""

    account: str
    missing_after: int
    closings: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`orders` as they stand now; `missing` are those that no entry names though one should have by now.

    A line that reuses another entry's id names nobody.
    """

    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    orders: tuple[Order, ...]
    past: Past


def reconcile(orders: Sequence[Order], arrived: Sequence[Arrived], past: Past, terms: Terms) -> Outcome:
    """Judges the statements in the order of their numbers, whatever order they came in."""
    books = _Books(orders, past, terms)
    for one in sorted(arrived, key=lambda one: one.statement.number):
        books.take(one)
    books.check_numbers()
    return Outcome(
        tuple(books.hinted()),
        tuple(books.findings),
        tuple(books.missing()),
        tuple(replace(order, standing=books.standing[order.id]) for order in orders),
        Past(books.statements, books.entries),
    )


class _Books:
    def __init__(self, orders: Sequence[Order], past: Past, terms: Terms) -> None:
        self.orders = {order.id: order for order in orders}
        if len(self.orders) != len(orders):
            raise ValueError("one end-to-end id names two orders")
        self.standing = {order.id: order.standing for order in orders}
        self.statements, self.entries = dict(past.statements), dict(past.entries)
        self.taken: list[str] = []
        self.terms = terms
        self.lines: list[Line] = []
        self.findings: list[Finding] = []

    def take(self, arrived: Arrived) -> None:
        statement = arrived.statement
        if refused := self._refusal(arrived):
            self.findings.append(Finding(statement.id, refused))
            return
        self._check_sums(statement)
        self.statements[statement.id] = Taken(
            arrived.sha, statement.number, statement.opening, statement.closing, statement.on
        )
        self.taken.append(statement.id)
        judged: dict[int, Line] = {}
        # What was paid and came back on one day may stand in either order.
        places = sorted(range(len(statement.entries)), key=lambda i: not statement.entries[i].out)
        for place in places:
            judged[place] = self._judge(statement.id, statement.entries[place])
        self.lines += [judged[place] for place in range(len(statement.entries))]

    def _refusal(self, arrived: Arrived) -> Wrong | None:
        if plain_number(arrived.statement.account) != plain_number(self.terms.account):
            return Wrong.FOREIGN
        before = self.statements.get(arrived.statement.id)
        if before is None:
            return None
        return Wrong.SEEN if before.sha == arrived.sha else Wrong.CHANGED

    def _check_sums(self, statement: Statement) -> None:
        closing = statement.opening + sum(entry.moved for entry in statement.entries)
        if closing != statement.closing:
            self._found(statement.id, Wrong.SUM, statement.closing, closing)
        ours = self.terms.closings.get(statement.on)
        if ours is not None and ours != statement.closing:
            self._found(statement.id, Wrong.OURS, statement.closing, ours)

    def _found(self, statement: str, wrong: Wrong, given: int, wanted: int) -> None:
        self.findings.append(Finding(statement, wrong, exact_yuan(given), exact_yuan(wanted)))

    def check_numbers(self) -> None:
        """Of the statements that are new, after all of them came: a late one fills its gap."""
        by_number: dict[int, list[str]] = defaultdict(list)
        for name, taken in self.statements.items():
            by_number[taken.number].append(name)
        first = min(by_number, default=0)
        for name in self.taken:
            taken = self.statements[name]
            if len(by_number[taken.number]) > 1:
                self.findings.append(Finding(name, Wrong.NUMBER, str(taken.number)))
            before = by_number.get(taken.number - 1, [])
            if not before and taken.number > first:
                self.findings.append(Finding(name, Wrong.GAP, str(taken.number), str(taken.number - 1)))
            if len(before) == 1 and self.statements[before[0]].closing != taken.opening:
                self._found(name, Wrong.OPENING, taken.opening, self.statements[before[0]].closing)

    def _judge(self, statement: str, entry: Entry) -> Line:
        before = self.entries.get(entry.id)
        order = self.orders.get(entry.end_to_end_id) if entry.end_to_end_id else None
        name = order.id if order else ""
        if before is not None:
            verdict = Verdict.REPEATED if before == entry else Verdict.CHANGED
            return Line(statement, entry, verdict, name)
        self.entries[entry.id] = entry
        match entry.kind:
            case Kind.REVERSAL:
                verdict = Verdict.REVERSAL
            case Kind.CREDIT:
                verdict = Verdict.UNKNOWN if order else Verdict.INCOME
            case Kind.DEBIT:
                verdict = self._paid(entry, order) if order else Verdict.UNKNOWN
            case Kind.RETURN:
                verdict = self._came_back(entry, order) if order else Verdict.UNKNOWN
        if verdict in {Verdict.SETTLED, Verdict.RETURNED}:
            self.standing[name] = Standing(verdict.value)
        return Line(statement, entry, verdict, name)

    def _paid(self, entry: Entry, order: Order) -> Verdict:
        standing = self.standing[order.id]
        if standing in {Standing.SETTLED, Standing.RETURNED}:
            return Verdict.DOUBLED
        if differs := _differs(entry, order):
            return differs
        if standing is Standing.REJECTED or entry.booked_on < order.sent_on:
            return Verdict.CONTRADICTS
        return Verdict.SETTLED

    def _came_back(self, entry: Entry, order: Order) -> Verdict:
        standing = self.standing[order.id]
        if standing is Standing.RETURNED:
            return Verdict.DOUBLED
        if differs := _differs(entry, order):
            return differs
        if standing is Standing.SETTLED:
            return Verdict.RETURNED
        return Verdict.TOO_SOON if standing is Standing.OPEN else Verdict.CONTRADICTS

    def missing(self) -> Iterator[str]:
        """A hint excuses nobody: an order under a merged line is missing like any other."""
        told = max((taken.on for taken in self.statements.values()), default=date.min)
        named = {entry.end_to_end_id for entry in self.entries.values()}
        for order in self.orders.values():
            due = order.sent_on + timedelta(days=self.terms.missing_after)
            if self.standing[order.id] is Standing.OPEN and due <= told and order.id not in named:
                yield order.id

    def hinted(self) -> Iterator[Line]:
        """The lines, those that name no order with a hint where there is exactly one."""
        waiting = [
            line
            for line in self.lines
            if line.verdict is Verdict.UNKNOWN and line.entry.out and not line.order
        ]
        if not waiting:
            yield from self.lines
            return
        by_account, by_batch = defaultdict(list), defaultdict(list)
        named = {entry.end_to_end_id for entry in self.entries.values()}
        for order in self.orders.values():
            if self.standing[order.id] is Standing.OPEN and order.id not in named:
                by_account[plain_number(order.account)].append(order)
                by_batch[order.batch].append(order)
        for line in self.lines:
            if line.verdict is not Verdict.UNKNOWN or not line.entry.out or line.order:
                yield line
                continue
            account = plain_number(line.entry.account)
            hint = _hint(line.entry, [by_account[account]] if account else list(by_batch.values()))
            yield replace(line, verdict=Verdict.MERGED if len(hint) > 1 else Verdict.UNKNOWN, hint=hint)


def _differs(entry: Entry, order: Order) -> Verdict | None:
    if entry.fen != order.fen:
        return Verdict.AMOUNT
    return None if plain_number(entry.account) == plain_number(order.account) else Verdict.ACCOUNT


def _hint(entry: Entry, pools: Sequence[Sequence[Order]]) -> tuple[str, ...]:
    """The only selection of orders within one pool that has the sum of the line; none where there are two."""
    found: set[tuple[str, ...]] = set()
    for pool in pools:
        sent = [order for order in pool if order.sent_on <= entry.booked_on]
        for selection in _selections(sent, entry.fen):
            found.add(tuple(sorted(order.id for order in selection)))
            if len(found) > 1:
                return ()
    return found.pop() if found else ()


def _selections(pool: Sequence[Order], fen: int) -> Iterator[Sequence[Order]]:
    if len(pool) <= FEW:
        for size in range(1, len(pool) + 1):
            yield from (some for some in combinations(pool, size) if sum(order.fen for order in some) == fen)
        return
    by_fen: dict[int, list[Order]] = defaultdict(list)
    for order in pool:
        if order.fen == fen:
            yield (order,)
        yield from ((order, other) for other in by_fen.get(fen - order.fen, ()))
        by_fen[order.fen].append(order)
    if sum(order.fen for order in pool) == fen:
        yield pool
