"""Reforms beside the clauses in force, figure by figure: the same for a screen, a sheet and a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from egret.core.packs.model import Pack, by_id
from egret.core.packs.reforming import Reformed
from egret.core.policy.borne import Borne, borne
from egret.core.policy.budget import WhenShort
from egret.core.policy.clause import Term
from egret.core.policy.population import Population
from egret.core.policy.whatif import Moves, Portfolio, caps, lines, moves, portfolio, under

from .groups import GROUPS, YEAR, keys_of

IN_FORCE = Term("现行", "in force")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure for the clauses in force and for each reform, in their order."""

    key: str
    term: Term
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line; `amounts` may differ, because a reform may change the line. Days are None while something is left.

    `borne` is what it bears of what is asked, `less` how many cases get less than they ask for.
    """

    key: str
    term: Term
    amounts: tuple[int, ...]
    asked: tuple[int, ...]
    exhausted: tuple[date | None, ...]
    when_short: WhenShort
    borne: tuple[int, ...]
    less: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CapRow:
    clause: str
    step: Term
    cap: Term
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`titles`: in force and each reform. `moves`: of each reform. Money is fen.

    `costs` and their tables are what is asked of the money, `borne` and its tables what the budget lines bear of it;
    `less` counts by clause the cases that get less than they ask for.
    """

    titles: tuple[Term, ...]
    enterprises: int
    costs: tuple[int, ...]
    borne: tuple[int, ...]
    by_clause: tuple[Row, ...]
    borne_by_clause: tuple[Row, ...]
    borne_by_year: tuple[Row, ...]
    less: tuple[Row, ...]
    by_group: dict[str, tuple[Row, ...]]
    cases: tuple[Row, ...]
    refused: tuple[Row, ...]
    lines: tuple[LineRow, ...]
    caps: tuple[CapRow, ...]
    moves: tuple[Moves, ...]


def compared(pack: Pack, people: Population, reforms: Sequence[Reformed]) -> Comparison:
    """Keys without money anywhere are left out of groups, so that charts show what there is."""
    base = portfolio(people, pack.clauses, pack.budget, pack.overlaps)
    thens = [under(base, one.clauses, one.budget, one.closed) for one in reforms]
    every = [base, *thens]
    lines_bear = [borne(one) for one in every]
    return Comparison(
        titles=(IN_FORCE, *(one.reform.term for one in reforms)),
        enterprises=len(people.enterprises),
        costs=tuple(one.cost_fen for one in every),
        borne=tuple(one.fen for one in lines_bear),
        by_clause=_clauses(pack, every, [[c.cost_fen for c in one.clauses.values()] for one in every]),
        borne_by_clause=_clauses(pack, every, [[one.of_clause(c) for c in one.parts] for one in lines_bear]),
        borne_by_year=_keyed(pack, YEAR, [one.by(YEAR) for one in lines_bear]),
        less=_clauses(pack, every, [[one.less(c) for c in one.parts] for one in lines_bear]),
        by_group={group: _group(pack, every, group) for group in GROUPS},
        cases=_clauses(pack, every, [[len(c.amounts) for c in one.clauses.values()] for one in every]),
        refused=_clauses(pack, every, [[c.refused for c in one.clauses.values()] for one in every]),
        lines=_lines(every, lines_bear),
        caps=_caps(every),
        moves=tuple(moves(base, then) for then in thens),
    )


def _clauses(pack: Pack, every: list[Portfolio], figures: list[list[int]]) -> tuple[Row, ...]:
    terms = [(clause, by_id(pack.clauses, clause).term) for clause in every[0].clauses]
    return tuple(
        Row(clause, term, row) for (clause, term), row in zip(terms, zip(*figures, strict=True), strict=True)
    )


def _group(pack: Pack, every: list[Portfolio], group: str) -> tuple[Row, ...]:
    return _keyed(pack, group, [one.by(group) for one in every])


def _keyed(pack: Pack, group: str, found: list[dict[str, int]]) -> tuple[Row, ...]:
    rows = (Row(key, term, tuple(one[key] for one in found)) for key, term in keys_of(pack)[group].items())
    return tuple(row for row in rows if any(row.figures))


def _lines(every: list[Portfolio], lines_bear: list[Borne]) -> tuple[LineRow, ...]:
    return tuple(
        LineRow(
            row[0].line.id,
            row[0].line.term,
            tuple(one.line.amount_fen for one in row),
            tuple(one.asked_fen for one in row),
            tuple(one.exhausted_on for one in row),
            row[0].line.when_short,
            tuple(one.borne_fen for one in bears),
            tuple(one.less for one in bears),
        )
        for row, bears in zip(
            zip(*(lines(one) for one in every), strict=True),
            zip(*(one.lines for one in lines_bear), strict=True),
            strict=True,
        )
    )


def _caps(every: list[Portfolio]) -> tuple[CapRow, ...]:
    """A reform's new formula may stand under other caps, so that each is looked up by its name."""
    counted = [{(one.clause, one.step, one.cap): one.cases for one in caps(then)} for then in every]
    keys = dict.fromkeys(key for one in counted for key in one)
    return tuple(CapRow(*key, tuple(one.get(key, 0) for one in counted)) for key in keys)
