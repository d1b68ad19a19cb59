"""A clause compiled for columns, and its run over a frame, block by block."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

import numpy as np

from ..clause import Clause, Fact, Kind, Step
from ..evaluation import needed_for
from ..numerators import Dated, day_number
from .block import Block, Buffers
from .facts import check_facts, check_open
from .formulas import column, compiled, names_of
from .frame import Array, Frame, Outcome, Reasons, check_frame
from .parts import Names, Part, alike, select, select_truth
from .picking import pick

ROWS = 1 << 16  # at once: half a megabyte a column, so that a formula's columns stay in the cache


@dataclass(frozen=True, slots=True)
class Run:
    """A step made ready: its formulas over the step's one denominator, and the numbers of its 取低/取高."""

    step: Step
    require: Part | None
    formulas: tuple[Part, ...]
    versions: Dated
    den: int
    choices: range

    @property
    def label(self) -> str:
        return self.step.term.label

    @property
    def dtype(self) -> type[np.generic]:
        return np.bool_ if self.step.kind == Kind.BOOL else np.int64


@dataclass(frozen=True, slots=True)
class Plan:
    clause: Clause
    facts: tuple[Fact, ...]
    is_open: bool  # whether the day on which the clause must be open is asked for
    hand_overs: tuple[Part, ...]
    runs: tuple[Run, ...]

    def run(self, frame: Frame, *, keep: Collection[str] | None = None, reasons: bool = False) -> Outcome:
        """Every row of `frame`; FrameRefused where it can't be read.

        `keep` names the steps whose values are wanted, all when None: a column of 1 M rows is 8 MB.
        """
        rows = check_frame(self.facts, frame)
        wanted = [run for run in self.runs if keep is None or run.label in keep]
        given = {fact.term.label: frame[fact.term.label] for fact in self.facts}
        out = Outcome(
            {run.label: np.empty(rows, run.dtype) for run in wanted},
            {run.label: run.den for run in wanted},
            np.zeros(rows, np.int8),
            np.zeros(rows, np.int8),
            no_reasons(self.runs, rows) if reasons else None,
        )
        buffers = _kept_buffers() if rows >= ROWS else Buffers(rows)
        with np.errstate(all="ignore"):  # rows refused earlier hold anything
            for first in range(0, rows, ROWS):
                if rows - first < buffers.rows:
                    buffers = Buffers(rows - first)
                _run_block(self, Block(given, first, buffers, out.refused[first : first + ROWS]), out)
        return out


def plan(clause: Clause, *, due: str | None = None) -> Plan:
    """`clause` made ready; with `due`, only that step and what it rests on."""
    needed = needed_for(clause, due) if due else frozenset(term.label for term in clause.terms)
    names = names_of(clause)
    hand_overs = tuple(compiled(names, handed.condition) for handed in clause.hand_overs)
    runs = tuple(_ready(names, step) for step in clause.steps if step.term.label in needed)
    facts = tuple(fact for fact in clause.facts if fact.term.label in needed)
    return Plan(clause, facts, clause.open_on in needed, hand_overs, runs)


_kept = threading.local()


def _kept_buffers() -> Buffers:
    """Of whole blocks, from one run to the next: memory asked for anew is cleared anew."""
    if not hasattr(_kept, "buffers"):
        _kept.buffers = Buffers(ROWS)
    return cast(Buffers, _kept.buffers)


def _ready(names: Names, step: Step) -> Run:
    first = names.choices
    require = compiled(names, step.require) if step.require else None
    parts = tuple(compiled(names, formula.expr) for formula in step.formulas)
    den, formulas = alike(*parts)
    names.parts[step.term.label] = column(step.term.label, den, truth=step.kind == Kind.BOOL)
    versions = tuple(((step.as_of, day_number(formula.from_on)),) for formula in step.formulas if step.as_of)
    return Run(step, require, formulas, versions, den, range(first, names.choices))


def no_reasons(runs: tuple[Run, ...], rows: int) -> Reasons:
    def nothing() -> Array:
        return np.full(rows, -1, np.int8)

    return Reasons(
        {run.label: nothing() for run in runs},
        {run.label: tuple(nothing() for _ in run.choices) for run in runs},
    )


def _run_block(ready: Plan, block: Block, out: Outcome) -> None:
    rows = slice(block.first, block.first + block.rows)
    here = enter(ready, block, out.handed[rows])
    for run in ready.runs:
        target = out.values[run.label][rows] if run.label in out.values else block.take(run.dtype)
        if out.reasons:
            give_reasons(block, run, out.reasons, rows)
        run_step(block, run, here, target)
        block.columns[run.label] = target
    block.active = None
    if block.any_refused:
        _forget_refused(block, out, rows)
    block.free(*block.columns.values(), *(picked.place for picked in block.picked.values()))


def enter(ready: Plan, block: Block, handed: Array) -> Array | None:
    """What comes before the first step; the rows that this clause keeps, None for all."""
    check_facts(block, ready.facts)
    if ready.is_open:
        check_open(block, ready.clause)
    return _hand_over(block, ready.hand_overs, handed)


def _hand_over(block: Block, conditions: tuple[Part, ...], handed: Array) -> Array | None:
    """Rows that this clause keeps; None for all."""
    for place, condition in enumerate(conditions, 1):
        block.active = handed == 0
        holds = condition.run(block)
        handed[block.active & holds] = place
        block.free(holds)
    return handed == 0 if conditions and handed.any() else None


def run_step(block: Block, run: Run, here: Array | None, target: Array) -> None:
    block.active = here
    for condition in run.step.when:
        held = block.columns[condition]
        block.active = held if block.active is None else block.active & held
    if run.require:
        allowed = run.require.run(block)
        block.refuse("above_ceiling", ~np.asarray(allowed))
        block.free(allowed)
    into = run.formulas[0].into
    if into and block.active is None and not run.versions:
        into(block, target)
        return
    value = _picked(block, run) if run.versions else run.formulas[0].run(block)
    if block.active is None:
        np.copyto(target, value)
    else:
        np.multiply(value, block.active, out=target)
    block.free(value)


def _picked(block: Block, run: Run) -> Array | int:
    """The value of the formula that the row's day picks."""
    picked = pick(block, run.versions)
    if isinstance(picked, int):
        return run.formulas[max(picked, 0)].run(block)
    active, value = block.active, None
    chosen = select_truth if run.step.kind == Kind.BOOL else select
    for place, formula in enumerate(run.formulas):
        rows = picked == place
        if not rows.any():
            continue
        block.active = rows if active is None else rows & active
        one = formula.run(block)
        value = one if value is None else chosen(block, rows, one, value)
    block.active = active
    return 0 if value is None else value


def give_reasons(block: Block, run: Run, reasons: Reasons, rows: slice) -> None:
    failed = reasons.failed[run.label][rows]
    failed.fill(0)
    for place, condition in reversed(list(enumerate(run.step.when, 1))):
        failed[~block.columns[condition]] = place
    for number, bound in zip(run.choices, reasons.bound[run.label], strict=True):
        block.bounds[number] = bound[rows]


def _forget_refused(block: Block, out: Outcome, rows: slice) -> None:
    refused = block.refused != 0
    for values in out.values.values():
        values[rows][refused] = 0
    out.handed[rows][refused] = 0
    if out.reasons:
        bounds = (bound for bounds in out.reasons.bound.values() for bound in bounds)
        for reason in (*out.reasons.failed.values(), *bounds):
            reason[rows][refused] = -1
