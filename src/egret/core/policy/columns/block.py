"""A block of rows while its steps run: columns, reused buffers, and which rows are refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..evaluation import REFUSALS
from .frame import Array, Frame

CODES = {code: place for place, code in enumerate(REFUSALS, 1)}
_BOOL, _INT = np.dtype(np.bool_), np.dtype(np.int64)


class Buffers:
    """Arrays of one length that come and go with every sign of a formula, so that they stay in the processor's cache."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._free: dict[np.dtype[np.generic], list[Array]] = {_BOOL: [], _INT: []}
        self._out: dict[int, Array] = {}  # held, so that no other array takes over an identity

    def take(self, dtype: np.dtype[np.generic]) -> Array:
        free = self._free[dtype]
        array = free.pop() if free else np.empty(self.rows, dtype)
        self._out[id(array)] = array
        return array

    def begin(self) -> None:
        """Whatever an interrupted run has kept is let go."""
        self._out.clear()

    def give_back(self, *arrays: object) -> None:
        """What came from here; columns of facts and steps are left alone."""
        for array in arrays:
            if isinstance(array, np.ndarray) and id(array) in self._out:
                del self._out[id(array)]
                self._free[array.dtype].append(array)


class Block:
    """Rows `first` to `last` of a frame. `active` are the rows for which the step at hand is run, None for all."""

    def __init__(self, frame: Frame, first: int, buffers: Buffers, refused: Array) -> None:
        self.first, self.rows = first, buffers.rows
        self.buffers = buffers
        buffers.begin()
        self.columns: dict[str, Array] = {
            label: column[first : first + buffers.rows] for label, column in frame.items()
        }
        self.refused, self.any_refused = refused, False  # untouched zeros cost no memory until they are read
        self.active: Array | None = None
        self.bounds: dict[int, Array] = {}  # by the number of the choice, when reasons are asked for
        self.picked: dict[object, Any] = {}  # versions by row, once they are asked for
        self._extents: dict[str, tuple[int, int]] = {}

    def take(self, dtype: type[np.generic]) -> Array:
        return self.buffers.take(np.dtype(dtype))

    def whole(self) -> Array:
        return self.buffers.take(_INT)

    def truth(self) -> Array:
        return self.buffers.take(_BOOL)

    def free(self, *arrays: object) -> None:
        self.buffers.give_back(*arrays)

    def extent(self, label: str) -> tuple[int, int]:
        """The least and the greatest value of a column of whole numbers."""
        if label not in self._extents:
            column = self.columns[label]
            # A value spread over all rows takes no look at each.
            seen = column if column.strides[0] else column[:1]
            self._extents[label] = (int(seen.min()), int(seen.max()))
        return self._extents[label]

    def within(self, label: str, most: int) -> bool:
        """Whether every value lies in 0…`most`; in one pass, because a negative number read without its sign is huge."""
        return int(self.columns[label].view(np.uint64).max()) <= most

    def refuse(self, code: str, rows: Array) -> None:
        """Rows that the step is run for and that were not refused before."""
        if not rows.any():
            return
        hit = rows & (self.refused == 0)
        if self.active is not None:
            hit &= self.active
        self.refused[hit] = CODES[code]
        self.any_refused = True

    def refuse_all(self, code: str) -> None:
        self.refuse(code, np.ones(self.rows, np.bool_))
