"""A reform: changes to clauses as data, put into the clauses' own tables, which are then read and checked as ever."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from egret.core.findings import Finding
from egret.core.reading import Table

from .clause import Clause, Term
from .clause_reading import read_clause
from .param_reading import ENDED

Values = dict[str, Any]  # a clause file as TOML gives it


@dataclass(frozen=True, slots=True)
class ParamChange:
    """A parameter's new value, as a pack writes it. `cell` names a table's words joined by ·, `band` counts from one.

    With `from_on`, the version that begins that day, which is made where none does; else every version.
    """

    clause: str
    param: str
    cell: str
    band: int
    from_on: date | None
    value: str


@dataclass(frozen=True, slots=True)
class FormulaChange:
    """A step's new formula. `at_most` and `uncapped` replace what the step promises, where they are given."""

    clause: str
    step: str
    from_on: date | None
    expr: str
    at_most: tuple[str, ...]
    uncapped: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The clause pays nothing."""

    clause: str


@dataclass(frozen=True, slots=True)
class BudgetChange:
    line: str
    fen: int


ClauseChange = ParamChange | FormulaChange
AnyChange = ClauseChange | Closing | BudgetChange


@dataclass(frozen=True, slots=True)
class Reform:
    """`base` is the id of the pack that it changes."""

    id: str
    term: Term
    base: str
    changes: tuple[AnyChange, ...]


class NotApplicable(ValueError):
    """`key` of the change at fault; `wrong` and `cure` are sentences for its author."""

    def __init__(self, key: str, wrong: str, cure: str) -> None:
        super().__init__(wrong)
        self.key, self.wrong, self.cure = key, wrong, cure


def reformed_clause(
    values: Values, changes: Mapping[str, ClauseChange], told: str, file: str, findings: list[Finding]
) -> Clause:
    """The clause in `values` with `changes` (by their place in `file`) made, read and checked anew.

    `told` stands as the source of every changed value. Faults go to `findings` under the change that made them;
    then the result is not to be used.
    """
    changed, touched = deepcopy(values), {}
    for place, change in changes.items():
        try:
            touched[_made(changed, change, told)] = place
        except NotApplicable as wrong:
            findings.append(Finding(file, f"{place}.{wrong.key}", wrong.wrong, wrong.cure))
    found: list[Finding] = []
    clause = read_clause(Table(changed, file, "", found), leftovers=True)
    findings.extend(_placed(finding, touched, file, values) for finding in found)
    return clause


def _made(values: Values, change: ClauseChange, told: str) -> str:
    """The path of the table that was changed."""
    if isinstance(change, ParamChange):
        return _param(values, change, told)
    return _formula(values, change, told)


def _placed(finding: Finding, touched: Mapping[str, str], file: str, values: Values) -> Finding:
    """The finding under the change whose table it lies in, else under the clause."""
    for path, place in touched.items():
        if finding.key.startswith((f"{path}.", f"{path}[")):
            return Finding(file, place, finding.wrong, finding.cure)
    return Finding(file, f"clause {values['clause']['id']} · {finding.key}", finding.wrong, finding.cure)


def _row(values: Values, kind: str, label: str) -> tuple[str, Values]:
    """A parameter's or a step's table and its path."""
    rows: list[Values] = values.get(kind, [])
    for place, row in enumerate(rows):
        if row.get("label") == label:
            return f"{kind}[{place}]", row
    known = "、".join(str(row.get("label")) for row in rows)
    raise NotApplicable(kind, f"{label!r} is not in clause {values['clause']['id']}", f"Use one of: {known}")


def _param(values: Values, change: ParamChange, told: str) -> str:
    path, row = _row(values, "param", change.param)
    _check_place(values, row, change)
    for version in _versions(row["values"], change.from_on):
        version["source"] = told
        if change.value == ENDED:
            version["value"] = ENDED
        else:
            _put(version, change)
    return path


def _versions(rows: list[Values], from_on: date | None) -> list[Values]:
    if from_on is None:
        return [row for row in rows if row.get("value") != ENDED]
    same = [row for row in rows if row["from"] == from_on]
    return same or [_begun(rows, from_on)]


def _begun(rows: list[Values], from_on: date) -> Values:
    """A version that begins on a day of its own, as the one before it."""
    before = [place for place, row in enumerate(rows) if row["from"] < from_on and "only_from" not in row]
    if not before or rows[before[-1]].get("value") == ENDED:
        raise NotApplicable(
            "from", f"nothing is in force before {from_on}", "Take a later day, or leave from out"
        )
    version = {**deepcopy(rows[before[-1]]), "from": from_on}
    later = [place for place, row in enumerate(rows) if row["from"] > from_on]
    rows.insert(later[0] if later else len(rows), version)
    return version


def _check_place(values: Values, row: Values, change: ParamChange) -> None:
    ended = change.value == ENDED
    if change.cell and "by" not in row:
        raise NotApplicable("cell", f"{change.param} is no table", "Take cell out")
    if not change.cell and "by" in row and not ended:
        raise NotApplicable(
            "cell", f"{change.param} is a table", f"Name the cell by its word, such as {_words(values, row)}"
        )
    if change.band and "bands" not in row:
        raise NotApplicable("band", f"{change.param} has no bands", "Take band out")
    if not change.band and "bands" in row and not ended:
        raise NotApplicable("band", f"{change.param} has bands", "Count the band from one")


def _words(values: Values, row: Values) -> str:
    by = row["by"] if isinstance(row["by"], list) else [row["by"]]
    facts = {fact["label"]: fact for fact in values["fact"]}
    return "·".join(next(iter(facts[label]["values"])) for label in by)


def _put(version: Values, change: ParamChange) -> None:
    if change.band:
        bands = version["value"]
        if change.band > len(bands):
            raise NotApplicable("band", f"there are {len(bands)} bands", f"Count from 1 to {len(bands)}")
        bands[change.band - 1]["value"] = change.value
    elif change.cell:
        *way, last = change.cell.split("·")
        there = version["value"]
        for word in way:
            there = there.setdefault(word, {})
            if not isinstance(there, dict):
                raise NotApplicable(
                    "cell", f"{change.cell} names too many words", "Name one word for each table"
                )
        there[last] = change.value
    else:
        version["value"] = change.value


def _formula(values: Values, change: FormulaChange, told: str) -> str:
    path, row = _row(values, "step", change.step)
    if change.at_most:
        row["at_most"] = list(change.at_most)
        row.pop("uncapped", None)
    if change.uncapped:
        row["uncapped"] = change.uncapped
        row.pop("at_most", None)
    if "formulas" in row:
        for version in _versions(row["formulas"], change.from_on):
            version |= {"expr": change.expr, "source": told}
    elif change.from_on:
        raise NotApplicable("from", f"{change.step} has one formula for all days", "Take from out")
    else:
        row["expr"] = change.expr
    return path
