"""Golden cases: a sheet that an officer edits, and the proof that every parameter matters to it.

One row is one case. Columns are the clause's own labels; `情形` names the case; an empty cell is a fact not given.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from egret.core.findings import Finding
from egret.core.money import NotMoney, fen_from_yuan, yuan
from egret.core.reading import rate_of

from .clause import Clause, Fact, Kind, Param, Value
from .evaluation import CaseRefused, evaluate

TITLE = "情形"
REFUSED = "拒绝"
_YES_NO = {"是": True, "否": False}
_SMALLEST: dict[Kind, int | Fraction] = {Kind.MONEY: 1, Kind.COUNT: 1, Kind.RATE: Fraction(1, 10_000)}


@dataclass(frozen=True, slots=True)
class Case:
    row: int
    title: str
    facts: dict[str, Value]
    expected: dict[str, int | None]  # fen by step label; None where the clause must refuse


def read_cases(clause: Clause, file: str, text: str, findings: list[Finding]) -> tuple[Case, ...]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    facts = {fact.term.label: fact for fact in clause.facts}
    steps = {step.term.label for step in clause.steps}
    columns = reader.fieldnames or []
    for column in columns:
        if column not in facts and column not in steps and column != TITLE:
            cure = "Use the labels of facts and steps"
            findings.append(Finding(file, column, "is no fact and no step of the clause", cure))
    cases = []
    for row, cells in enumerate(reader, 2):
        given: dict[str, Value] = {}
        expected: dict[str, int | None] = {}
        for column, cell in cells.items():
            if not cell or column == TITLE:
                continue
            try:
                if column in facts:
                    given[column] = _value(facts[column], cell)
                elif column in steps:
                    expected[column] = None if cell == REFUSED else fen_from_yuan(cell)
            except (ValueError, NotMoney):
                wrong, cure = (
                    f"{cell!r} can't be read",
                    "Write yuan, 40%, 2024-05-06, 是 or 否, or the enum's word",
                )
                findings.append(Finding(file, f"row {row} · {column}", wrong, cure))
        cases.append(Case(row, cells.get(TITLE) or "", given, expected))
    return tuple(cases)


def _value(fact: Fact, cell: str) -> Value:
    match fact.kind:
        case Kind.MONEY:
            return fen_from_yuan(cell)
        case Kind.BOOL:
            if cell not in _YES_NO:
                raise ValueError(cell)
            return _YES_NO[cell]
        case Kind.DATE:
            return date.fromisoformat(cell)
        case Kind.RATE:
            rate = rate_of(cell)
            if rate is None:
                raise ValueError(cell)
            return rate
        case Kind.COUNT:
            return int(cell)
        case _:
            return cell


def failures(clause: Clause, case: Case) -> Iterator[tuple[str, str]]:
    """Step label and what is wrong, for each expected step that doesn't compute."""
    for label, fen in case.expected.items():
        try:
            found = evaluate(clause, case.facts, due=label).fen_of(label)
        except CaseRefused as refused:
            if fen is not None:
                yield label, f"is refused: {refused}"
            continue
        if found != fen:
            wanted = REFUSED if fen is None else yuan(fen)
            yield label, f"computes to {yuan(found)}, not {wanted}"


def check_cases(clause: Clause, cases: tuple[Case, ...], file: str, findings: list[Finding]) -> None:
    """Every case computes, every step is expected somewhere, and no parameter can move unnoticed."""
    for case in cases:
        for label, wrong in failures(clause, case):
            key = f"row {case.row} {case.title} · {label}"
            findings.append(Finding(file, key, wrong, "Mend the case or the clause"))
    if findings:
        return
    for param, cell, mutant in _mutants(clause):
        if not any(next(failures(mutant, case), None) for case in cases):
            where = f"{param.term.label}{f'[{cell}]' if cell else ''}"
            cure = "Add a case whose amount hangs on it"
            findings.append(Finding(file, where, "no case notices when this parameter moves", cure))


def _mutants(clause: Clause) -> Iterator[tuple[Param, str, Clause]]:
    """The clause with one cell of one version of one parameter moved up by its smallest unit."""
    for place, param in enumerate(clause.params):
        for which, version in enumerate(param.versions):
            for cell, value in version.cells.items():
                cells = {**version.cells, cell: value + _SMALLEST[param.kind]}
                versions = (
                    *param.versions[:which],
                    replace(version, cells=cells),
                    *param.versions[which + 1 :],
                )
                params = (
                    *clause.params[:place],
                    replace(param, versions=versions),
                    *clause.params[place + 1 :],
                )
                yield param, cell, replace(clause, params=params)
