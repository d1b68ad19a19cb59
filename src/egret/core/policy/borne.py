"""What budget lines bear of a portfolio: each line shared among all cases of its days, as it says when it runs short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .budget import BudgetLine
from .budget_columns import Asked, shared_in_columns
from .numerators import day_number
from .population import Cases, Ints, total
from .whatif import Portfolio


@dataclass(frozen=True, slots=True)
class Bearing:
    """One line: fen that it bears, and how many cases get less than they ask for, some of them nothing."""

    line: BudgetLine
    borne_fen: int
    less: int


@dataclass(frozen=True, slots=True, eq=False)
class Borne:
    """`parts`: fen by clause, a case each; a case on a day of no line is borne whole."""

    portfolio: Portfolio
    parts: Mapping[str, Ints]
    lines: tuple[Bearing, ...]

    @property
    def fen(self) -> int:
        return sum(self.of_clause(clause) for clause in self.parts)

    def of_clause(self, clause: str) -> int:
        return total(self.parts[clause])

    def less(self, clause: str) -> int:
        """Cases of the clause that get less than they ask for."""
        return int(np.count_nonzero(self.parts[clause] < self.portfolio.clauses[clause].amounts))

    def by(self, group: str) -> dict[str, int]:
        """Fen of all clauses by the keys of a group."""
        people = self.portfolio.population
        sums = [people.sums(clause, parts)[group] for clause, parts in self.parts.items()]
        return {key: sum(one[key] for one in sums) for key in people.groups[group]}


def borne(portfolio: Portfolio) -> Borne:
    """Every case's part, in the order of the portfolio's own cases."""
    parts = {clause: computed.amounts.copy() for clause, computed in portfolio.clauses.items()}
    lines = tuple(
        _shared(portfolio, line, parts) for line in portfolio.budget if set(line.clauses) & parts.keys()
    )
    return Borne(portfolio, parts, lines)


def _shared(portfolio: Portfolio, line: BudgetLine, parts: dict[str, Ints]) -> Bearing:
    """The line's days are shared and written into `parts`."""
    rows = {
        clause: _rows(portfolio.population.cases[clause], line) for clause in line.clauses if clause in parts
    }
    asked = _asked(portfolio, line, rows)
    got = shared_in_columns(line, asked, line.amount_fen)
    for (clause, places), part in zip(rows.items(), _split(got, rows), strict=True):
        parts[clause][places] = part
    return Bearing(line, total(got), int(np.count_nonzero(got < asked.fens)))


def _rows(cases: Cases, line: BudgetLine) -> Ints:
    """Places of the cases that fall on a day of the line."""
    days = cases.days
    found = np.flatnonzero((days >= day_number(line.from_on)) & (days <= day_number(line.to_on)))
    return found.astype(np.int64)


def _asked(portfolio: Portfolio, line: BudgetLine, rows: Mapping[str, Ints]) -> Asked:
    """All clauses of the line together; of one day, an earlier clause of the line and an earlier row come first."""
    fens, days, order, ranks, before = [], [], [], [], 0
    for clause, places in rows.items():
        cases = portfolio.population.cases[clause]
        fens.append(portfolio.clauses[clause].amounts[places])
        days.append(cases.days[places])
        order.append(cases.order[places] + before)
        rank = cases.frame.get(line.rank)
        ranks.append(np.zeros(len(places), np.int64) if rank is None else rank[places].astype(np.int64))
        before += len(cases)
    return Asked(*(np.concatenate(column) for column in (fens, days, order, ranks)))


def _split(column: Ints, rows: Mapping[str, Ints]) -> Iterator[Ints]:
    first = 0
    for places in rows.values():
        yield column[first : first + len(places)]
        first += len(places)
