"""The single documents behind a fact as a reader sees them: what counts, what is left out and why, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from egret.core.policy.clause import Clause, Fact, Tally, Term, Value
from egret.core.policy.tallies import Checked, tally_for
from egret.rooms.subsidy.queries import documents as queries


@dataclass(frozen=True, slots=True)
class Twin:
    """The same number in another claim of the same enterprise; `exact` where day and amount are the same too."""

    row: Any
    exact: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One document. `counts` is a word of the screen, `fen` what it counts for."""

    row: Any
    cost: Term
    fen: int
    counts: str
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A fact with its documents. `first` and `last` are None while the day is not known."""

    fact: Fact
    tally: Tally
    from_term: Term
    to_term: Term
    first: date | None
    last: date | None
    rows: tuple[Shown, ...]

    @property
    def fen(self) -> int:
        return sum(one.fen for one in self.rows)

    @property
    def counted(self) -> int:
        return len([one for one in self.rows if one.counts in ("counts", "pending")])


def sections(claim: Any, clause: Clause, facts: Mapping[str, Value], *, twins: bool = False) -> list[Section]:
    """Each fact of the clause that is added up; `twins` looks into other claims too."""
    if not clause.tallies:
        return []
    rows = list(queries.of_claim(claim)) if claim else []
    tallied = {one.fact: one.documents for one in queries.tallied_of(rows, clause, facts)}
    elsewhere = queries.shown_elsewhere(claim) if twins and rows else {}
    by_pk = {str(row.pk): row for row in rows}
    return [
        _section(
            clause,
            tally,
            facts,
            tuple(
                _shown(clause, by_pk[one.document.id], one, elsewhere)
                for one in tallied.get(fact.term.label, ())
            ),
        )
        for fact in clause.facts
        if (tally := tally_for(clause, fact.term.label))
    ]


def _section(clause: Clause, tally: Tally, facts: Mapping[str, Any], rows: tuple[Shown, ...]) -> Section:
    return Section(
        fact=clause.fact(tally.fact),
        tally=tally,
        from_term=clause.fact(tally.from_fact).term,
        to_term=clause.fact(tally.to_fact).term,
        first=facts.get(tally.from_fact),
        last=facts.get(tally.to_fact),
        rows=rows,
    )


def _shown(clause: Clause, row: Any, checked: Checked, elsewhere: Mapping[str, list[Any]]) -> Shown:
    terms = {cost.id: cost.term for cost in clause.costs}
    twins = [] if row.struck_at else elsewhere.get(row.no, [])
    return Shown(
        row=row,
        cost=terms.get(row.cost, Term(row.cost, row.cost)),
        fen=checked.fen,
        counts=checked.left_out or ("pending" if checked.pending else "counts"),
        twins=tuple(Twin(one, (one.dated_on, one.fen) == (row.dated_on, row.fen)) for one in twins),
    )
