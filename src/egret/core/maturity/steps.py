"""What each single step up costs and takes in a city: data that the city edits.

A step leads to `F2.C` (that option of a single question, from the one below it), `F4.G` (one option more of a multi
question) or `S10.3` (a scenario at that level, from the level below).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from egret.core.findings import Finding
from egret.core.maturity.standard import LEVELS, Kind, Standard
from egret.core.reading import Table, twice

MOST_MONTHS = 60
MOST_FEN = 100_000_000_000  # of all steps together: 10亿元; sums stay far inside 64 bits


@dataclass(frozen=True, slots=True)
class Step:
    """`needs` are ids of other steps that must be there first; the step below in the same ladder always is."""

    id: str
    code: str
    to: str
    low_fen: int
    high_fen: int
    months: int
    needs: tuple[str, ...]
    document: str
    article: str


@dataclass(frozen=True, slots=True)
class StepTable:
    standard: str
    steps: tuple[Step, ...]

    @property
    def by_id(self) -> Mapping[str, Step]:
        return {step.id: step for step in self.steps}


def read_steps(top: Table) -> StepTable:
    """Faults of a single file; whether the steps fit the standard is `check_steps`."""
    table = StepTable(top.text("standard"), tuple(step for row in top.each("raise") for step in _steps(row)))
    for step_id in twice(tuple(step.id for step in table.steps)):
        top.fault(step_id, "is declared twice", "Declare it once")
    if sum(step.high_fen for step in table.steps) > MOST_FEN:
        top.fault("raise", "costs more than 10亿元 in all", "Give prices of single steps")
    return table


def _steps(row: Table) -> Iterator[Step]:
    code, document, article = row.text("code"), row.text("document"), row.text("article")
    for one in row.each("steps"):
        to = one.text("to")
        step = Step(
            id=f"{code}.{to}",
            code=code,
            to=to,
            low_fen=one.fen("low"),
            high_fen=one.fen("high"),
            months=one.whole("months"),
            needs=one.texts("needs") if one.has("needs") else (),
            document=document,
            article=article,
        )
        if step.low_fen > step.high_fen:
            one.fault("low", "lies above high", "Write the lower price first")
        if step.months > MOST_MONTHS:
            one.fault("months", "takes longer than a step may", "Give 60 months at most")
        yield step


def ladders(standard: Standard) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Code → its ladders of step ids from the lowest up; a multi question has one of a single rung per option."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for question in standard.questions:
        ids = [f"{question.code}.{option.key}" for option in question.options if option.points]
        found[question.code] = (tuple(ids),) if question.kind is Kind.SINGLE else tuple((one,) for one in ids)
    for scenario in standard.scenarios:
        found[scenario.code] = (tuple(f"{scenario.code}.{level}" for level in range(1, LEVELS + 1)),)
    return found


def below(standard: Standard) -> dict[str, str | None]:
    """Every step that the standard knows → the step under it in its ladder."""
    return {
        step: (rungs[place - 1] if place else None)
        for every in ladders(standard).values()
        for rungs in every
        for place, step in enumerate(rungs)
    }


def check_steps(table: StepTable, standard: Standard, file: str) -> tuple[Finding, ...]:
    """Whether a table fits its standard: known steps, known needs, and no step that waits for itself."""
    if table.standard != standard.id:
        wrong = f"{table.standard!r} is another standard"
        return (Finding(file, "standard", wrong, f"Write {standard.id}"),)
    known = below(standard)
    found = [
        Finding(
            file, step.id, "is no step of the standard", "Name a question or scenario and what it leads to"
        )
        for step in table.steps
        if step.id not in known
    ]
    found += [
        Finding(file, f"{step.id}.needs", f"unknown {need}", "Write it like F2.B or S10.2")
        for step in table.steps
        for need in step.needs
        if need not in known
    ]
    if not found:
        found += [
            Finding(file, f"{step}.needs", "waits for itself", "Take one of the needs out")
            for step in _circles(table, known)
        ]
    return tuple(found)


def _circles(table: StepTable, known: Mapping[str, str | None]) -> list[str]:
    """The steps that are left when everything that waits for nothing else has been taken away."""
    waits = {step: {one for one in (under,) if one} for step, under in known.items()}
    for step in table.steps:
        waits[step.id] |= set(step.needs)
    while True:
        free = [one for one, needs in waits.items() if not needs & waits.keys()]
        if not free:
            break
        for one in free:
            del waits[one]
    return [step.id for step in table.steps if step.id in waits and set(step.needs) & waits.keys()]
