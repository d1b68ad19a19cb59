"""Parameters by row: the version that the row's own dates pick, and the cell that its words pick."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np

from ..clause import Fact, Param
from ..numerators import LAST, Dated, dated, den_of, ended, number
from .block import Block
from .frame import Array
from .parts import Part, Whole


class Picked(NamedTuple):
    """The version by row, -1 where none has come yet; one number where it is the same for all rows."""

    place: Whole
    least: int  # no row has an earlier version


def pick(block: Block, versions: Dated, endings: frozenset[int] = frozenset()) -> Whole:
    """The last version whose dates have all come. Rows before the first are refused, and rows in one of `endings`."""
    if versions not in block.picked:
        block.picked[versions] = _pick(block, versions)
    picked, least = cast(Picked, block.picked[versions])
    if isinstance(picked, int):
        if picked < 0 or picked in endings:
            block.refuse_all("closed" if picked < 0 else "ended")
        return picked
    if least < 0:
        block.refuse("closed", picked < 0)
    for place in endings:
        block.refuse("ended", picked == place)
    return picked


@dataclass(frozen=True, slots=True)
class ByDay:
    """Versions that one date alone picks, oldest first: a table by day is looked at once, where comparing takes a pass each."""

    label: str
    days: tuple[int, ...]

    @classmethod
    def of(cls, versions: Dated) -> ByDay | None:
        """None where versions wait for two dates, or a day lies outside the calendar that facts keep to."""
        days = tuple(day for ((_, day), *_more) in versions)
        plain = all(len(dates) == 1 and dates[0][0] == versions[0][0][0] for dates in versions)
        if not plain or list(days) != sorted(days) or not days or not 0 <= days[0] <= days[-1] <= LAST:
            return None
        return cls(versions[0][0][0], days)

    def span(self, block: Block) -> tuple[int, int]:
        """The versions of the earliest and of the latest day in the block, -1 before the first."""
        first, last = block.extent(self.label)
        return bisect_right(self.days, first) - 1, bisect_right(self.days, last) - 1

    def table(self, by_version: Sequence[int]) -> Array:
        """By day since 1970, up to the last version's, a number for each version; -1 before the first."""
        found = np.full(self.days[-1] + 1, -1, np.int64)
        for day, value in zip(self.days, by_version, strict=True):
            found[day:] = value
        return found

    def taken(self, block: Block, table: Array) -> Array:
        # Later days have the last version, and those before 1970 none, as the table's ends do.
        return _taken(block, table, block.columns[self.label])


def _pick(block: Block, versions: Dated) -> Picked:
    by_day, table = _places(versions)
    if by_day:
        first, last = by_day.span(block)
        return Picked(first if first == last else by_day.taken(block, table), first)
    picked: Whole = -1
    least = -1
    in_turn = all(len(dates) == 1 for dates in versions)
    for place, dates in enumerate(versions):
        extents = [(*block.extent(label), label, day) for label, day in dates]
        if any(most < day for _, most, _, day in extents):
            continue
        late = [block.columns[label] >= day for first, _, label, day in extents if first < day]
        if not late:
            picked = least = place
            continue
        held = late[0] if len(late) == 1 else np.logical_and.reduce(late)
        picked = _raised(block, picked, place, held, in_turn=in_turn)
    return Picked(picked, least)


@lru_cache(maxsize=512)
def _places(versions: Dated) -> tuple[ByDay | None, Array]:
    by_day = ByDay.of(versions)
    return by_day, by_day.table(range(len(versions))) if by_day else np.zeros(0, np.int64)


def _raised(block: Block, picked: Whole, place: int, held: Array, *, in_turn: bool) -> Array:
    """`picked`, and `place` where it is `held`; by arithmetic, because masked copies are ten times slower.

    `in_turn`: a row that is held here was held by every version before.
    """
    if isinstance(picked, int):
        out = block.whole()
        np.multiply(held, place - picked, out=out)
        return np.add(out, picked, out=out) if picked else out
    return np.add(picked, held if in_turn else (place - picked) * held, out=picked)


def plain(param: Param, facts: Mapping[str, Fact]) -> Part:
    """The value of a parameter without bands, looked up by `param.by` where it is a table."""
    den = den_of(param.versions)
    keys = [_Words(facts[label]) for label in param.by]
    shape = tuple(key.size for key in keys)
    table = np.zeros((len(param.versions), *shape), np.int64)
    for place, version in enumerate(param.versions):
        for words, cell in version.cells.items():
            ranks = [key.rank(word) for key, word in zip(keys, words.split("·"), strict=bool(keys))]
            table[(place, *ranks)] = number(cell, den)
    versions = dated(param.versions, param.as_of)
    endings = ended(param.versions)
    cells = table.reshape(len(param.versions), -1)
    by_day = None if endings else ByDay.of(versions)
    # Where a version's cells begin; the cell itself where there is but one.
    begins = range(0, cells.size, cells.shape[1]) if keys else [int(cell) for cell in cells[:, 0]]
    table_by_day = by_day.table(begins) if by_day else None

    def run(block: Block) -> Whole:
        if by_day and table_by_day is not None:
            first, last = by_day.span(block)
            if 0 <= first < last:
                at = by_day.taken(block, table_by_day)
                inner = _inner(block, keys)
                if inner is None:
                    return at
                np.add(at, inner, out=at)
                value = _taken(block, cells.reshape(-1), at)
                block.free(at)
                return value
        picked, inner = pick(block, versions, endings), _inner(block, keys)
        if isinstance(picked, int):
            row = cells[max(picked, 0)]
            return int(row[0]) if inner is None else _taken(block, row, inner)
        if inner is None:
            return _taken(block, cells.reshape(-1), picked)
        index = block.whole()
        np.multiply(picked, cells.shape[1], out=index)
        np.add(index, inner, out=index)
        value = _taken(block, cells.reshape(-1), index)
        block.free(index)
        return value

    return Part(run, den)


def _inner(block: Block, keys: list[_Words]) -> Array | None:
    """The cell's place within a version."""
    place: Array | None = None
    for key in keys:
        ranks = key.ranks(block)
        place = ranks if place is None else place * key.size + ranks
    return place


def _taken(block: Block, cells: Array, index: Array) -> Array:
    out = block.whole()
    # Rows out of range are refused already.
    np.take(cells, index, out=out, mode="clip")
    return out


class _Words:
    """An enum's words by rank, whatever their places."""

    def __init__(self, fact: Fact) -> None:
        self.label = fact.term.label
        self.places = sorted(fact.values.values())
        self.values = fact.values
        self.size = len(self.places)
        self.dense = self.places == list(range(self.size))
        self._sorted = np.array(self.places, np.int64)

    def rank(self, word: str) -> int:
        return self.places.index(self.values[word])

    def ranks(self, block: Block) -> Array:
        column = block.columns[self.label]
        return column if self.dense else np.searchsorted(self._sorted, column)
