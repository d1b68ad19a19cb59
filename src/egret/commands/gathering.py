"""A population from one wide file: a column for each fact, empty where a row is no case of a clause.

Columns beside facts: `企业` who it is (else each row is one of its own), `区`, `规模`, `行业` by key or name.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from egret.core.findings import Finding
from egret.core.packs.model import Pack
from egret.core.policy.clause import Clause, Term
from egret.core.policy.population import Ints, Population, Rows, population
from egret.core.reading import BadFile
from egret.journeys.whatif.groups import DISTRICT, INDUSTRY, SIZE, YEAR, day_label, keys_of, years

from .frames import Sheet, clause_frame, named

_WHO = ("企业", "enterprise")
_COLUMNS = {DISTRICT: ("区", DISTRICT), SIZE: ("规模", SIZE), INDUSTRY: ("行业", INDUSTRY)}

Keys = Mapping[str, Mapping[str, Term]]


def gathered(pack: Pack, sheet: Sheet) -> tuple[Population, list[str]]:
    """The population, and a sentence for each clause that the file does not reach."""
    keys = keys_of(pack)
    names, who = _enterprises(sheet)
    codes = {group: _codes(sheet, group, keys) for group in _COLUMNS}
    rows, left_out = {}, []
    for clause in pack.clauses:
        missing = [fact.term.label for fact in clause.facts if sheet.column_of(fact) is None]
        if missing:
            left_out.append(f"{clause.id}: {'、'.join(missing)}")
            continue
        where = _is_case(pack, sheet, clause)
        frame = clause_frame(sheet, clause, where)
        here = sheet.places(where)
        days = frame[day_label(clause)]
        of_row = {group: code[here] for group, code in codes.items()} | {YEAR: years(keys, days)}
        rows[clause.id] = Rows(frame, who[here], days, of_row)
    if not rows:
        cure = "Add the columns of a clause's facts"
        raise BadFile((Finding(sheet.name, "", f"no clause has all its facts: {'; '.join(left_out)}", cure),))
    return population({group: tuple(named_keys) for group, named_keys in keys.items()}, names, rows), left_out


def _is_case(pack: Pack, sheet: Sheet, clause: Clause) -> str:
    """A row is a case of the clause when it gives a fact that no other clause asks for; then it must give all of them.

    Where a clause asks for nothing of its own, a row is its case when it gives every fact.
    """
    shared = {fact.term.label for other in pack.clauses if other is not clause for fact in other.facts}
    own = [fact for fact in clause.facts if fact.term.label not in shared]
    columns = [named(column) for fact in own or clause.facts if (column := sheet.column_of(fact))]
    given = [f"nullif(trim({column}::VARCHAR), '') IS NOT NULL" for column in columns]
    return f"({(' OR ' if own else ' AND ').join(given)})"


def _enterprises(sheet: Sheet) -> tuple[list[str], Ints]:
    column = next((one for one in _WHO if one in sheet.columns), None)
    if column is None:
        return [f"row {row + 2}" for row in range(sheet.rows)], np.arange(sheet.rows)
    names, who = np.unique(
        sheet.cells(f"coalesce({named(column)}::VARCHAR, '')").astype(str), return_inverse=True
    )
    return [str(name) for name in names], who.astype(np.int64)


def _codes(sheet: Sheet, group: str, keys: Keys) -> Ints:
    """The place of each row's key; rows that tell none go under the group's last."""
    not_told = len(keys[group]) - 1
    column = next((one for one in _COLUMNS[group] if one in sheet.columns), None)
    if column is None:
        return np.full(sheet.rows, not_told, np.int64)
    places = {"": not_told} | _places(keys[group])
    cells, rows = np.unique(
        sheet.cells(f"coalesce(trim({named(column)}::VARCHAR), '')").astype(str), return_inverse=True
    )
    for place, cell in enumerate(map(str, cells)):
        if cell not in places:
            row = int(np.argmax(rows == place)) + 2
            cure = f"Use one of: {'、'.join(term.label for term in keys[group].values())}"
            raise BadFile((Finding(sheet.name, f"row {row} · {column}", f"{cell!r} is not known", cure),))
    return np.array([places[str(cell)] for cell in cells], np.int64)[rows]


def _places(keys: Mapping[str, Term]) -> dict[str, int]:
    places = {key: place for place, key in enumerate(keys)}
    return places | {word: places[key] for key, term in keys.items() for word in (term.label, term.label_en)}
