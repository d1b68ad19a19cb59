"""What clauses cost over a population, and what a reform of them would change: for whom, how much, until when.

Order of operations: the clause's formula with its own caps, then the caps that an enterprise's claims draw on
together, then what other policies paid for the same thing, where the population tells it. What budget lines bear of
that is `borne`. Earlier payments belong to a single award and are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import numpy as np

from .budget import BudgetLine, exhausted_on
from .clause import Clause, Kind, Param, Term
from .columns import Kept
from .overlap import OverlapGroup
from .overlap_columns import overlapped_in_columns, received
from .population import Cases, Ints, Population, total
from .remembering import Remembered, remembered
from .syntax import Call, Lookup, Name, Node, Not, Operation

_EPOCH = date(1970, 1, 1)
LARGEST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """One clause over its cases. `amounts` are fen, a case each; nothing where a case is refused or the clause closed."""

    clause: Clause
    kept: Kept
    amounts: Ints
    remembered: tuple[Remembered, ...]
    closed: bool
    cost_fen: int
    by_group: Mapping[str, Mapping[str, int]]

    @property
    def refused(self) -> int:
        codes = self.kept.all_refused
        return 0 if codes is None else int(np.count_nonzero(codes))

    @property
    def paid(self) -> int:
        """Cases that come to more than nothing."""
        return int(np.count_nonzero(self.amounts))


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    population: Population
    clauses: Mapping[str, Computed]
    budget: tuple[BudgetLine, ...]
    overlaps: tuple[OverlapGroup, ...]

    @property
    def cost_fen(self) -> int:
        return sum(computed.cost_fen for computed in self.clauses.values())

    def by(self, group: str) -> dict[str, int]:
        """Cost of all clauses by the keys of a group."""
        keys = self.population.groups[group]
        return {key: sum(one.by_group[group][key] for one in self.clauses.values()) for key in keys}


def portfolio(
    population: Population,
    clauses: tuple[Clause, ...],
    budget: tuple[BudgetLine, ...],
    overlaps: tuple[OverlapGroup, ...] = (),
    *,
    reasons: bool = True,
) -> Portfolio:
    """Every clause that the population has cases of. Without `reasons` it can't be asked for its caps."""
    computed = {}
    for clause in clauses:
        cases = population.cases.get(clause.id)
        if cases is not None:
            kept = Kept.of(clause, cases.frame, due=clause.award, reasons=reasons)
            computed[clause.id] = _computed(population, kept, overlaps)
    return Portfolio(population, computed, budget, overlaps)


def under(
    base: Portfolio,
    clauses: tuple[Clause, ...],
    budget: tuple[BudgetLine, ...],
    closed: Collection[str] = frozenset(),
) -> Portfolio:
    """`base` with its clauses changed; only the steps that a change reaches are computed again."""
    computed = {}
    for clause in clauses:
        before = base.clauses.get(clause.id)
        if before is None:
            continue
        if clause != before.clause or (clause.id in closed) != before.closed:
            kept = before.kept.again(clause)
            before = _computed(base.population, kept, base.overlaps, closed=clause.id in closed)
        computed[clause.id] = before
    return Portfolio(base.population, computed, budget, base.overlaps)


def _computed(
    population: Population, kept: Kept, overlaps: tuple[OverlapGroup, ...], *, closed: bool = False
) -> Computed:
    clause = kept.plan.clause
    cases = population.cases[clause.id]
    amounts, limits = remembered(clause, cases, kept.values(clause.award))
    for group in overlaps:
        if clause.id in group.members and cases.paid.keys() & set(group.members):
            amounts = overlapped_in_columns(group, clause.id, amounts, received(group, clause.id, cases)).due
    if closed:
        amounts, limits = np.zeros_like(amounts), ()
    return Computed(
        clause, kept, amounts, limits, closed, total(amounts), population.sums(clause.id, amounts)
    )


@dataclass(frozen=True, slots=True)
class Side:
    """Enterprises that gain, or that lose. `largest` names the twenty with the most at stake, and their fen."""

    count: int
    fen: int
    largest: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Moves:
    winners: Side
    losers: Side


def moves(base: Portfolio, then: Portfolio) -> Moves:
    """Who gets more and who less, all clauses together."""
    names = base.population.enterprises
    gains = np.zeros(len(names), np.int64)
    for clause, after in then.clauses.items():
        before = base.clauses[clause]
        if after is not before:
            _add(gains, base.population.cases[clause], after.amounts - before.amounts)
    return Moves(_side(names, gains, gains > 0), _side(names, gains, gains < 0))


def _add(gains: Ints, cases: Cases, amounts: Ints) -> None:
    moved = np.flatnonzero(amounts)
    if cases.repeated:
        np.add.at(gains, cases.who[moved], amounts[moved])
    else:
        gains[cases.who[moved]] += amounts[moved]


def _side(names: Collection[str], gains: Ints, hit: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Side:
    places = np.flatnonzero(hit)
    fens = gains[places]
    size = np.abs(fens)
    if len(places) > LARGEST:
        # Equal amounts at the edge all stay in, so that the order of names decides, not the machine.
        bar = np.partition(size, len(size) - LARGEST)[len(size) - LARGEST]
        places, fens, size = (column[size >= bar] for column in (places, fens, size))
    order = np.lexsort((places, -size))[:LARGEST]
    listed = cast("list[str]", names)
    largest = tuple((listed[int(places[row])], int(fens[row])) for row in order)
    return Side(int(np.count_nonzero(hit)), total(gains[hit]), largest)


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line and what is asked of it. `exhausted_on` is the day on which nothing is left, None while something is."""

    line: BudgetLine
    asked_fen: int
    exhausted_on: date | None

    @property
    def left_fen(self) -> int:
        """Below zero: what the line is short of."""
        return self.line.amount_fen - self.asked_fen


def lines(portfolio: Portfolio) -> tuple[Line, ...]:
    """Every line that bears a clause of the portfolio."""
    daily = {clause: _daily(portfolio, clause) for clause in portfolio.clauses}
    return tuple(
        _line(line, [daily[clause] for clause in line.clauses if clause in daily])
        for line in portfolio.budget
        if daily.keys() & set(line.clauses)
    )


def _line(line: BudgetLine, daily: list[dict[date, int]]) -> Line:
    asked = [(on, fen) for days in daily for on, fen in days.items() if line.from_on <= on <= line.to_on]
    return Line(line, sum(fen for _, fen in asked), exhausted_on(line, asked))


def _daily(portfolio: Portfolio, clause: str) -> dict[date, int]:
    days, amounts = portfolio.population.cases[clause].days, portfolio.clauses[clause].amounts
    if not len(days):
        return {}
    first = int(days.min())
    summed = np.zeros(int(days.max()) - first + 1, np.int64)
    np.add.at(summed, days - first, amounts)
    return {
        _EPOCH + timedelta(days=first + int(place)): int(summed[place]) for place in np.flatnonzero(summed)
    }


@dataclass(frozen=True, slots=True)
class Cap:
    """A parameter, or a cap over several claims, that decided the amount of so many cases; nothing is not counted."""

    clause: str
    step: Term
    cap: Term
    cases: int


def caps(portfolio: Portfolio) -> tuple[Cap, ...]:
    """Every cap that a step's 取低 stands under, and in how many cases it decided."""
    found = []
    for clause, computed in portfolio.clauses.items():
        found += list(_caps(clause, computed))
        found += [Cap(clause, one.step, one.cap, one.cases) for one in computed.remembered]
    return tuple(found)


def _caps(clause: str, computed: Computed) -> Iterator[Cap]:
    params = {param.term.label: param for param in computed.clause.params}
    for run in computed.kept.plan.runs:
        if run.step.kind != Kind.MONEY:
            continue
        nodes = [run.step.require] if run.step.require else []
        choices = [
            choice
            for node in (*nodes, *(formula.expr for formula in run.step.formulas))
            for choice in _choices(node)
        ]
        something = (computed.kept.values(run.label) > 0) & (not computed.closed)
        for choice, bound in zip(choices, computed.kept.bound(run.label), strict=True):
            for place, part in enumerate(choice.arguments):
                if param := _cap_in(choice, part, params):
                    hit = (bound == place) & something
                    yield Cap(clause, run.step.term, param.term, int(np.count_nonzero(hit)))


def _cap_in(choice: Call, part: Node, params: Mapping[str, Param]) -> Param | None:
    if choice.function == "取低" and isinstance(part, Name | Lookup):
        return params.get(part.label)
    return None


def _choices(node: Node) -> Iterator[Call]:
    """取低 and 取高 in the order in which columns number them."""
    match node:
        case Call(function, arguments):
            if function in ("取低", "取高"):
                yield node
            for part in arguments:
                yield from _choices(part)
        case Operation(_, left, right):
            yield from _choices(left)
            yield from _choices(right)
        case Not(operand):
            yield from _choices(operand)
        case _:
            return
