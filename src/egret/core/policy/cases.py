"""Golden cases: a sheet that an officer edits.

One row is one case. Columns are the clause's own labels; `情形` names the case; an empty cell is a fact not given.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from egret.core.findings import Finding

from .clause import Clause, Step, Value
from .evaluation import CaseRefused, evaluate
from .explaining import value_text
from .fact_reading import read_plain, value_of

TITLE = "情形"
REFUSED = "拒绝"
_CURE = "Write yuan, 40%, 3, 1.5, 2024-05-06, 2024-05-06 17:00:00, 是 or 否, 5;6;7, or the enum's word"


@dataclass(frozen=True, slots=True)
class Case:
    row: int
    title: str
    facts: dict[str, Value]
    expected: dict[str, Value | None]  # by step label; None where the clause must refuse


def read_cases(clause: Clause, file: str, text: str, findings: list[Finding]) -> tuple[Case, ...]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    facts = {fact.term.label: fact for fact in clause.facts}
    steps = {step.term.label: step for step in clause.steps}
    for column in reader.fieldnames or []:
        if column not in facts and column not in steps and column != TITLE:
            cure = "Use the labels of facts and steps"
            findings.append(Finding(file, column, "is no fact and no step of the clause", cure))
    cases = []
    for row, cells in enumerate(reader, 2):
        given: dict[str, Value] = {}
        expected: dict[str, Value | None] = {}
        for column, cell in cells.items():
            if not isinstance(cell, str) or not cell.strip() or column == TITLE:
                continue
            try:
                if column in facts:
                    given[column] = value_of(facts[column], cell.strip())
                elif column in steps:
                    expected[column] = _expected(steps[column], cell.strip())
            except ValueError:
                findings.append(Finding(file, f"row {row} · {column}", f"{cell!r} can't be read", _CURE))
        if None in cells:
            findings.append(
                Finding(file, f"row {row}", "has more cells than the sheet has columns", "Take them out")
            )
        cases.append(Case(row, cells.get(TITLE) or "", given, expected))
    return tuple(cases)


def _expected(step: Step, cell: str) -> Value | None:
    return None if cell == REFUSED else read_plain(step.kind, cell)


def failures(clause: Clause, case: Case) -> Iterator[tuple[str, str]]:
    """Step label and what is wrong, for each expected step that doesn't compute."""
    for label, wanted in case.expected.items():
        try:
            line = evaluate(clause, case.facts, due=label).line(label)
        except CaseRefused as refused:
            if wanted is not None:
                yield label, f"is refused: {refused}"
            continue
        if line.value != wanted:
            kind = line.step.kind
            told = REFUSED if wanted is None else value_text(wanted, kind, "en").removeprefix("¥")
            yield label, f"computes to {value_text(line.value, kind, 'en').removeprefix('¥')}, not {told}"


def check_cases(clause: Clause, cases: tuple[Case, ...], file: str, findings: list[Finding]) -> None:
    """Every case computes."""
    for case in cases:
        for label, wrong in failures(clause, case):
            key = f"row {case.row} {case.title} · {label}"
            findings.append(Finding(file, key, wrong, "Mend the case or the clause"))
