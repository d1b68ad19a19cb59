"""A clause run again after a change: only the steps that the change reaches, on what the first run left behind.

first = Kept.of(clause, frame, due="应补金额"); then = first.again(changed); then.values("应补金额")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..clause import Clause, Param, Step
from ..evaluation import needed_for
from ..syntax import names_in
from .block import Block, Buffers
from .frame import Array, Frame, check_frame
from .planning import ROWS, Plan, Run, enter, give_reasons, no_reasons, plan, run_step


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """One step over all rows. `refused` are its own refusals, None where there are none; rows refused elsewhere hold anything."""

    values: Array
    refused: Array | None
    bound: tuple[Array, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A run of `due` and what it rests on, step by step. `refused` and `handed` are what happened before the first step."""

    plan: Plan
    frame: Frame
    due: str
    rows: int
    reasons: bool
    refused: Array | None
    handed: Array | None
    steps: Mapping[str, Done]

    @staticmethod
    def of(clause: Clause, frame: Frame, *, due: str, reasons: bool = False) -> Kept:
        ready = plan(clause, due=due)
        rows, refused, handed = _entered(ready, frame)
        return _run(Kept(ready, frame, due, rows, reasons, refused, handed, {}), frozenset())

    def again(self, clause: Clause) -> Kept:
        """The same rows under a changed clause; what the change does not reach is taken over."""
        ready, changed = plan(clause, due=self.due), _changed(self.plan.clause, clause)
        reached = {run.label for run in ready.runs if changed & needed_for(clause, run.label)}
        spared = frozenset(self.steps) - reached
        refused, handed = self.refused, self.handed
        if changed & _entry_names(clause) or ready.facts != self.plan.facts:
            _, refused, handed = _entered(ready, self.frame)
        return _run(replace(self, plan=ready, refused=refused, handed=handed), spared)

    @property
    def all_refused(self) -> Array | None:
        """The first refusal of each row, as `Outcome.refused` tells it; None where no row is refused."""
        every = [self.refused, *(self.steps[run.label].refused for run in self.plan.runs)]
        found: Array | None = None
        for codes in every:
            if codes is not None:
                found = codes if found is None else np.where(found == 0, codes, found)
        return found

    def values(self, label: str) -> Array:
        """The step's column, nothing where the row is refused."""
        refused, values = self.all_refused, self.steps[label].values
        return values if refused is None else values * (refused == 0)

    def bound(self, label: str) -> tuple[Array, ...]:
        """What each 取低/取高 of the step took, as `Reasons.bound` tells it."""
        refused, bound = self.all_refused, self.steps[label].bound
        return bound if refused is None else tuple(np.where(refused == 0, one, -1) for one in bound)


def _changed(before: Clause, after: Clause) -> frozenset[str]:
    """Labels of the parameters and steps that are not the same."""
    if _ground(before) != _ground(after):
        raise ValueError("the clauses differ in more than parameters and steps")
    old = _parts(before)
    return frozenset(label for label, part in _parts(after).items() if old.get(label) != part)


def _ground(clause: Clause) -> tuple[object, ...]:
    return (
        clause.facts,
        clause.registers,
        clause.hand_overs,
        clause.open_on,
        clause.valid_from,
        clause.valid_to,
    )


def _parts(clause: Clause) -> dict[str, Param | Step]:
    params = {param.term.label: param for param in clause.params}
    return params | {step.term.label: step for step in clause.steps}


def _entry_names(clause: Clause) -> frozenset[str]:
    return frozenset[str]().union(*(names_in(handed.condition) for handed in clause.hand_overs))


def _entered(ready: Plan, frame: Frame) -> tuple[int, Array | None, Array | None]:
    """The number of rows; facts, opening and hand-overs, block by block."""
    rows = check_frame(ready.facts, frame)
    refused, handed, hit = np.zeros(rows, np.int8), np.zeros(rows, np.int8), False
    for block, here in _blocks(_given(ready, frame, {}), rows):
        block.refused = refused[here]
        enter(ready, block, handed[here])
        hit |= block.any_refused
    return rows, refused if hit else None, handed if ready.hand_overs and handed.any() else None


def _given(ready: Plan, frame: Frame, steps: Mapping[str, Done]) -> dict[str, Array]:
    facts = {fact.term.label: frame[fact.term.label] for fact in ready.facts}
    return facts | {label: done.values for label, done in steps.items()}


def _blocks(given: Mapping[str, Array], rows: int) -> Iterator[tuple[Block, slice]]:
    buffers = Buffers(min(ROWS, rows))
    with np.errstate(all="ignore"):  # rows refused earlier hold anything
        for first in range(0, rows, ROWS):
            if rows - first < buffers.rows:
                buffers = Buffers(rows - first)
            yield Block(given, first, buffers, np.zeros(0, np.int8)), slice(first, first + buffers.rows)


def _run(kept: Kept, spared: frozenset[str]) -> Kept:
    """`kept` with every step that is not spared run; steps that are no longer needed are dropped."""
    ready, frame = kept.plan, kept.frame
    runs = [run for run in ready.runs if run.label not in spared]
    known = {run.label: kept.steps[run.label] for run in ready.runs if run.label in spared}
    rows = kept.rows
    fresh = {run.label: _Fresh(run, rows, reasons=kept.reasons) for run in runs}
    for block, here in _blocks(_given(ready, frame, known), rows):
        open_rows = None if kept.handed is None else kept.handed[here] == 0
        for run in runs:
            fresh[run.label].run(block, here, open_rows)
    steps = known | {label: one.done for label, one in fresh.items()}
    return replace(kept, steps=steps)


class _Fresh:
    """One step's columns while they fill."""

    def __init__(self, run: Run, rows: int, *, reasons: bool) -> None:
        self._run, self._hit = run, False
        self._values, self._refused = np.empty(rows, run.dtype), np.zeros(rows, np.int8)
        self._reasons = no_reasons((run,), rows) if reasons else None

    def run(self, block: Block, here: slice, open_rows: Array | None) -> None:
        block.refused, block.any_refused = self._refused[here], False
        if self._reasons:
            give_reasons(block, self._run, self._reasons, here)
        target = self._values[here]
        run_step(block, self._run, open_rows, target)
        block.columns[self._run.label] = target
        self._hit |= block.any_refused

    @property
    def done(self) -> Done:
        label, reasons = self._run.label, self._reasons
        return Done(
            self._values,
            self._refused if self._hit else None,
            reasons.bound[label] if reasons else (),
        )
