"""Golden cases: a sheet that an officer edits.

One row is one case. Columns are the clause's own labels; `情形` names the case; an empty cell is a fact not given.
Where the clause has limits, `此前已补` and `此前日期` tell what an earlier claim drew on them (on the day of this one
when no day is told), and `本次可补` what is left for this one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from egret.core.findings import Finding
from egret.core.reading import twice

from .awarding import Circumstances, EarlierClaim, awarded
from .clause import Clause, Kind, Step, Value
from .evaluation import CaseRefused
from .explaining import value_text
from .fact_reading import money_of, read_plain, value_of
from .overlap import Subject
from .rehearsal import Rehearsal

TITLE = "情形"
REFUSED = "拒绝"
USED, USED_ON, GRANTED = "此前已补", "此前日期", "本次可补"
_OWN_COLUMNS = {TITLE, USED, USED_ON, GRANTED}
_CURE = "Write yuan, 40%, 3, 1.5, 2024-05-06, 2024-05-06 17:00:00, 是 or 否, 5;6;7, or the enum's word"


@dataclass(frozen=True, slots=True)
class Case:
    row: int
    title: str
    facts: dict[str, Value]
    expected: dict[str, Value | None]  # by step label, and GRANTED; None where the clause must refuse
    used_fen: int = 0
    used_on: date | None = None


def read_cases(clause: Clause, file: str, text: str, findings: list[Finding]) -> tuple[Case, ...]:
    columns, rows = _rows(file, text, findings)
    facts = {fact.term.label: fact for fact in clause.facts}
    steps = {step.term.label: step for step in clause.steps}
    findings.extend(
        Finding(file, column, "heads two columns", "Give each column a label of its own")
        for column in twice(columns)
    )
    for column in columns:
        if column not in facts and column not in steps and column not in _OWN_COLUMNS:
            cure = "Use the labels of facts and steps"
            findings.append(Finding(file, column, "is no fact and no step of the clause", cure))
    cases = []
    for row, cells in enumerate(rows, 2):
        given: dict[str, Value] = {}
        expected: dict[str, Value | None] = {}
        used, used_on = 0, None
        for column, cell in cells.items():
            if not isinstance(cell, str) or not cell.strip() or column == TITLE:
                continue
            try:
                if column == USED:
                    used = money_of(cell.strip())
                elif column == USED_ON:
                    used_on = date.fromisoformat(cell.strip())
                elif column == GRANTED:
                    expected[GRANTED] = None if cell.strip() == REFUSED else money_of(cell.strip())
                elif column in facts:
                    given[column] = value_of(facts[column], cell.strip())
                elif column in steps:
                    expected[column] = _expected(steps[column], cell.strip())
            except ValueError:
                findings.append(Finding(file, f"row {row} · {column}", f"{cell!r} can't be read", _CURE))
        if None in cells:
            findings.append(
                Finding(file, f"row {row}", "has more cells than the sheet has columns", "Take them out")
            )
        cases.append(Case(row, cells.get(TITLE) or "", given, expected, used, used_on))
    return tuple(cases)


def _rows(
    file: str, text: str, findings: list[Finding]
) -> tuple[tuple[str, ...], list[dict[str | Any, str | Any]]]:
    """The sheet's columns, and its rows by column; a sheet that is none has neither."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        return tuple(reader.fieldnames or ()), list(reader)
    except csv.Error as fault:
        findings.append(Finding(file, "", f"is no sheet: {fault}", "Save it as CSV again"))
        return (), []


def _expected(step: Step, cell: str) -> Value | None:
    return None if cell == REFUSED else read_plain(step.kind, cell)


def failures(clause: Clause, case: Case, known: Rehearsal | None = None) -> Iterator[tuple[str, str]]:
    """Step label and what is wrong, for each expected step that doesn't compute; `known` is what was computed of the case."""
    rehearsal = known or Rehearsal(clause, case.facts)
    for label, wanted in case.expected.items():
        try:
            found = _granted(clause, case) if label == GRANTED else rehearsal.value(label)
        except CaseRefused as refused:
            if wanted is not None:
                yield label, f"is refused: {refused}"
            continue
        if found != wanted:
            kind = Kind.MONEY if label == GRANTED else clause.step(label).kind
            told = REFUSED if wanted is None else value_text(wanted, kind, "en").removeprefix("¥")
            yield label, f"computes to {value_text(found, kind, 'en').removeprefix('¥')}, not {told}"


def _granted(clause: Clause, case: Case) -> int:
    """What the clause's limits leave of its award, after an earlier claim drew `used_fen`."""
    days = {limit.on: case.used_on or case.facts.get(limit.on) for limit in clause.limits}
    drawn = {label: day for label, day in days.items() if type(day) is date}
    on = next(iter(drawn.values()), clause.valid_from)
    earlier = EarlierClaim("earlier", clause.id, "", on, case.used_fen, case.used_fen, drawn)
    here = Circumstances("this", Subject(clause.id), (clause.valid_from, clause.valid_to), (earlier,))
    return awarded(clause, case.facts, due=clause.award, circumstances=here).due_fen


def rehearsed(clause: Clause, cases: tuple[Case, ...]) -> tuple[Rehearsal, ...]:
    """What is computed of each case, for whoever looks at them more than once."""
    return tuple(Rehearsal(clause, case.facts) for case in cases)


def check_cases(
    clause: Clause,
    cases: tuple[Case, ...],
    file: str,
    findings: list[Finding],
    known: tuple[Rehearsal, ...] | None = None,
) -> None:
    """Every case computes."""
    for case, rehearsal in zip(cases, known or rehearsed(clause, cases), strict=True):
        for label, wrong in failures(clause, case, rehearsal):
            key = f"row {case.row} {case.title} · {label}"
            findings.append(Finding(file, key, wrong, "Mend the case or the clause"))
