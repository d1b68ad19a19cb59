"""Facts of many cases, a column each: what a frame must look like, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..clause import Fact, Kind

Array = npt.NDArray[Any]
Frame = Mapping[str, Array]  # by label

_DTYPES = {Kind.BOOL: np.dtype(np.bool_), Kind.CODE: np.dtype(np.str_)}
_WHOLE = np.dtype(np.int64)


class FrameRefused(ValueError):
    """The frame can't be read. `code`: absent, dtype, shape or length, of the column `label`."""

    def __init__(self, code: str, label: str, found: str) -> None:
        super().__init__(f"{code}: {label}: {found}")
        self.code, self.label, self.found = code, label, found


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why, a row each. By step label; -1 where the step was not run.

    `failed`: the first condition of `when` that was not met, from 1; 0 when all were met.
    `bound`: the argument that each 取低/取高 took, from 0; in the order in which they stand in the formulas.
    """

    failed: Mapping[str, Array]
    bound: Mapping[str, tuple[Array, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`values` by step label: fen, counts, days since 1970, truth; rates and quantities over `dens` of the label.

    `refused`: 0, or the place in REFUSALS plus one; a refused row is nothing in every step.
    `handed`: 0, or the place of the hand-over that holds plus one.
    """

    values: Mapping[str, Array]
    dens: Mapping[str, int]
    refused: Array
    handed: Array
    reasons: Reasons | None


def check_frame(facts: tuple[Fact, ...], frame: Frame) -> int:
    """The number of rows; FrameRefused where a column is absent, or not of its fact's dtype, shape and length.

    Whole numbers are int64: fen, counts, rates and quantities over the fact's `parts`, an enum's place,
    days since 1970-01-01, moments in seconds of UTC since then. A series has a column for each month.
    """
    rows: int | None = None
    for fact in facts:
        label = fact.term.label
        if label not in frame:
            raise FrameRefused("absent", label, "no such column")
        column = frame[label]
        _check_dtype(fact, column)
        shape = (len(column), fact.months) if fact.kind == Kind.SERIES else (len(column),)
        if column.shape != shape:
            raise FrameRefused("shape", label, f"{column.shape}, not {shape}")
        rows = len(column) if rows is None else rows
        if len(column) != rows:
            raise FrameRefused("length", label, f"{len(column)} rows, not {rows}")
    if rows is None:  # a step that rests on no fact is still asked of so many cases
        return max(map(len, frame.values()), default=0)
    return rows


def _check_dtype(fact: Fact, column: Array) -> None:
    if not isinstance(column, np.ndarray):
        raise FrameRefused("dtype", fact.term.label, type(column).__name__)
    wanted = _DTYPES.get(fact.kind, _WHOLE)
    same = column.dtype.kind == "U" if fact.kind == Kind.CODE else column.dtype == wanted
    if not same or column.ndim == 0:
        raise FrameRefused("dtype", fact.term.label, f"{column.dtype}, not {wanted}")
