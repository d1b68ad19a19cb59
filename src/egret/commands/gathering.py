"""A population from one wide file: a column for each fact, empty where a row is no case of a clause.

Columns beside facts: `企业` who it is (else each row is one of its own), `区`, `规模`, `行业` by key or name; a column
named by another policy's label or id is what that policy paid for the row's case, in yuan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from egret.base.portfolio import FileRefused, Portfolio, columns_of, read_portfolio
from egret.core.money import NotMoney, fen_from_yuan
from egret.core.packs.model import Pack
from egret.core.policy.clause import Clause, Fact, Term
from egret.core.policy.population import Ints, Population, Rows, population
from egret.core.policy.sql.text import quoted
from egret.journeys.whatif.groups import DISTRICT, INDUSTRY, SIZE, YEAR, day_label, keys_of, years

from .answer import progress

_WHO = ("企业", "enterprise")
_COLUMNS = {DISTRICT: ("区", DISTRICT), SIZE: ("规模", SIZE), INDUSTRY: ("行业", INDUSTRY)}


def gathered(pack: Pack, path: Path) -> tuple[Population, list[str]]:
    """The population, and for each clause that the file does not reach the facts that it lacks."""
    keys, columns = keys_of(pack), columns_of(path)
    read, left_out = {}, []
    for clause in pack.clauses:
        missing = [fact.term.label for fact in clause.facts if not _columns(fact, columns)]
        if missing:
            left_out.append(f"{clause.id}: {'、'.join(missing)}")
            continue
        progress(f"clause {clause.id}")
        read[clause.id] = read_portfolio(path, clause, given=_is_case(pack, clause, columns))
    if not read:
        raise FileRefused("absent", "; ".join(left_out))
    names, who = _enterprises(read)
    rows = {
        clause.id: _rows(pack, clause, read[clause.id], who[clause.id])
        for clause in pack.clauses
        if clause.id in read
    }
    return population({group: tuple(named) for group, named in keys.items()}, names, rows), left_out


def _columns(fact: Fact, columns: Collection[str]) -> list[str]:
    return [one for one in (fact.term.label, fact.id) if one in columns][:1]


def _is_case(pack: Pack, clause: Clause, columns: Collection[str]) -> str:
    """A row is a case of the clause when it gives a fact that no other clause asks for; then it must give all of them.

    Where a clause asks for nothing of its own, a row is its case when it gives every fact.
    """
    shared = {fact.term.label for other in pack.clauses if other is not clause for fact in other.facts}
    own = [fact for fact in clause.facts if fact.term.label not in shared]
    cells = [column for fact in own or clause.facts for column in _columns(fact, columns)]
    given = [f"coalesce(trim({quoted(cell)}::VARCHAR), '') <> ''" for cell in cells]
    return f"({(' OR ' if own else ' AND ').join(given)})"


def _rows(pack: Pack, clause: Clause, cases: Portfolio, who: Ints) -> Rows:
    keys, days = keys_of(pack), cases.frame[day_label(clause)]
    codes = {group: _codes(cases, group, keys[group]) for group in _COLUMNS}
    return Rows(cases.frame, who, days, codes | {YEAR: years(keys, days)}, _paid(pack, cases))


def _paid(pack: Pack, cases: Portfolio) -> dict[str, Ints]:
    """By other policy, as far as the file has a column for it; an empty cell is nothing."""
    told = {}
    for external in pack.externals:
        names = (external.term.label, external.id)
        column = next((name for name in names if name in cases.others), None)
        if column is not None:
            cells, inverse = np.unique(
                np.char.strip(cases.others[column].astype(np.str_)), return_inverse=True
            )
            fens = [_fen(str(cell), column, cases, inverse == place) for place, cell in enumerate(cells)]
            told[external.member] = np.array(fens, np.int64)[inverse]
    return told


def _fen(cell: str, column: str, cases: Portfolio, here: np.ndarray) -> int:
    if not cell:
        return 0
    try:
        return fen_from_yuan(cell)
    except NotMoney:
        raise FileRefused("cell", column, int(cases.rows[int(np.argmax(here))]), cell) from None


def _enterprises(read: Mapping[str, Portfolio]) -> tuple[list[str], dict[str, Ints]]:
    """Names, and by clause the place of each row's; a row that names nobody is one of its own."""
    told = {clause: _named(cases) for clause, cases in read.items()}
    names, places = np.unique(np.concatenate(list(told.values())), return_inverse=True)
    ends = np.cumsum([len(column) for column in told.values()])[:-1]
    return [str(name) for name in names], dict(
        zip(told, np.split(places.astype(np.int64), ends), strict=True)
    )


def _named(cases: Portfolio) -> np.ndarray:
    rows = np.char.add("row ", cases.rows.astype(np.str_))
    column = next((cases.others[one] for one in _WHO if one in cases.others), None)
    if column is None:
        return rows
    names = column.astype(np.str_)
    return np.where(names == "", rows, names)


def _codes(cases: Portfolio, group: str, keys: Mapping[str, Term]) -> Ints:
    """The place of each row's key; rows that tell none go under the group's last."""
    column = next((one for one in _COLUMNS[group] if one in cases.others), None)
    if column is None:
        return np.full(len(cases.rows), len(keys) - 1, np.int64)
    places = {"": len(keys) - 1}
    for place, (key, term) in enumerate(keys.items()):
        places |= dict.fromkeys((key, term.label, term.label_en), place)
    cells, inverse = np.unique(np.char.strip(cases.others[column].astype(np.str_)), return_inverse=True)
    for place, cell in enumerate(map(str, cells)):
        if cell not in places:
            row = int(cases.rows[int(np.argmax(inverse == place))])
            raise FileRefused("cell", column, row, cell)
    return np.array([places[str(cell)] for cell in cells], np.int64)[inverse]
