"""The same scoring over columns: many assessments at once, equal to the scalar one.

Points are whole numbers of the standard's own grid (a fortieth of a point in 2024), so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import LEVELS, Kind, Question, Standard

Masks = npt.NDArray[np.uint16]
Reached = npt.NDArray[np.uint8]
Units = npt.NDArray[np.int32]
Levels = npt.NDArray[np.int8]
_NO = -1


class ColumnRefused(ValueError):
    """`code` is what it is for a single answer (several, none_with_others, missing, unknown_option,
    level_out_of_range) or absent, ragged; `column` the question or scenario, `row` the first bad row."""

    def __init__(self, code: str, column: str, row: int) -> None:
        super().__init__(f"{column}, row {row}: {code}")
        self.code, self.column, self.row = code, column, row


@dataclass(frozen=True, slots=True)
class Columns:
    """By question a set of options as bits, the first option the lowest; by scenario the level 0 to 4."""

    choices: Mapping[str, Masks]
    scenes: Mapping[str, Reached]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`units` of `1/grid` points; a level 0 to 4."""

    grid: int
    units: Units
    score_level: Levels
    scene_level: Levels
    level: Levels

    def score(self, row: int) -> Fraction:
        return Fraction(int(self.units[row]), self.grid)


class Scorer:
    """Tables made once for a standard."""

    def __init__(self, standard: Standard) -> None:
        self._standard = standard
        points = [option.points for question in standard.questions for option in question.options]
        self.grid = lcm(
            *(number.denominator for number in [*points, *(one.score for one in standard.levels)])
        )
        self._worth = {question.code: self._table(question) for question in standard.questions}
        steps = np.array([level.score * self.grid for level in standard.levels], dtype=np.int32)
        most = int(sum(question.points for question in standard.questions) * self.grid)
        self._score_level = np.searchsorted(steps, np.arange(most + 1), side="right").astype(np.int8)

    def _table(self, question: Question) -> Units:
        """Every set of options → its units, or -1 where the set is no answer."""
        worth = np.zeros(1, dtype=np.int32)
        count = np.zeros(1, dtype=np.int32)
        alone = np.zeros(1, dtype=np.bool_)
        for option in question.options:
            units = int(option.points * self.grid)
            worth = np.concatenate([worth, worth + units])
            count = np.concatenate([count, count + 1])
            alone = np.concatenate([alone, alone | option.alone])
        most = 1 if question.kind is Kind.SINGLE else len(question.options)
        bad = (count == 0) | (count > most) | (alone & (count > 1))
        return np.where(bad, _NO, worth).astype(np.int32)

    def score(self, columns: Columns) -> Outcome:
        """Raises ColumnRefused at the first column that holds what is no answer."""
        rows = self._rows(columns)
        units = np.zeros(rows, dtype=np.int32)
        for question in self._standard.questions:
            table, masks = self._worth[question.code], columns.choices[question.code]
            if rows and int(masks.max()) >= len(table):
                raise ColumnRefused("unknown_option", question.code, int(np.argmax(masks >= len(table))))
            worth = table[masks]
            if rows and int(worth.min()) < 0:
                row = int(np.argmin(worth))
                raise ColumnRefused(_fault(question, int(masks[row])), question.code, row)
            units += worth
        scene_level = self._scene_level(columns, rows)
        score_level = self._score_level[units]
        return Outcome(self.grid, units, score_level, scene_level, np.minimum(score_level, scene_level))

    def _rows(self, columns: Columns) -> int:
        choices = {one.code: columns.choices.get(one.code) for one in self._standard.questions}
        scenes = {one.code: columns.scenes.get(one.code) for one in self._standard.scenarios}
        sizes: set[int] = set()
        for code, given in (choices | scenes).items():
            if given is None:
                raise ColumnRefused("absent", code, 0)
            sizes.add(len(given))
            if len(sizes) > 1:
                raise ColumnRefused("ragged", code, min(sizes))
        return sizes.pop()

    def _scene_level(self, columns: Columns, rows: int) -> Levels:
        """Four counters in one word: a byte for each level, raised by every scenario that reaches it."""
        raised = np.array(
            [sum(1 << 8 * (level - 1) for level in range(1, one + 1)) for one in range(LEVELS + 1)]
        )
        steps = raised.astype(np.uint32)
        every, binding = np.zeros(rows, dtype=np.uint32), np.zeros(rows, dtype=np.uint32)
        for scenario in self._standard.scenarios:
            reached = columns.scenes[scenario.code]
            if rows and int(reached.max()) > LEVELS:
                raise ColumnRefused("level_out_of_range", scenario.code, int(np.argmax(reached > LEVELS)))
            step = steps[reached]
            every += step
            if scenario.binding:
                binding += step
        found = np.zeros(rows, dtype=np.int8)
        for level in self._standard.levels:
            shift = np.uint32(8 * (level.level - 1))
            enough = ((every >> shift) & 255) >= level.scenarios
            enough &= ((binding >> shift) & 255) >= level.binding
            found[enough] = level.level
        return found


def _fault(question: Question, mask: int) -> str:
    if not mask:
        return "missing"
    return "several" if question.kind is Kind.SINGLE else "none_with_others"


def columns_of(standard: Standard, answers: Sequence[Answers]) -> Columns:
    """Answers that `score` takes, as columns."""
    choices = {
        question.code: np.array(
            [_mask(question, one.choices[question.code]) for one in answers], dtype=np.uint16
        )
        for question in standard.questions
    }
    scenes = {
        scenario.code: np.array([one.scenes[scenario.code] for one in answers], dtype=np.uint8)
        for scenario in standard.scenarios
    }
    return Columns(choices, scenes)


def _mask(question: Question, keys: frozenset[str]) -> int:
    return sum(1 << place for place, option in enumerate(question.options) if option.key in keys)
