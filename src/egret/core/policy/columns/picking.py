"""Parameters by row: the version that the row's own dates pick, and the cell that its words pick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from math import lcm
from typing import cast

import numpy as np

from ..clause import Fact, Param, Version
from .block import Block
from .frame import Array
from .parts import Part, Whole

_EPOCH = date(1970, 1, 1).toordinal()
Dated = tuple[tuple[tuple[str, int], ...], ...]  # for each version its dates: (label, not before this day)


def day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


def number(value: object, den: int) -> int:
    """A parameter's value as a column carries it."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return day_number(value)
    return int(cast(Fraction, value) * den)


def den_of(values: list[object]) -> int:
    return lcm(*(Fraction(value).denominator for value in values if isinstance(value, int | Fraction)))


def dated(versions: tuple[Version, ...], as_of: str) -> Dated:
    return tuple(
        (
            (as_of, day_number(version.from_on)),
            *((label, day_number(day)) for label, day in version.only_from.items()),
        )
        for version in versions
    )


def pick(block: Block, versions: Dated) -> Whole:
    """The last version whose dates have all come, -1 where none has; one number where it is the same for all rows."""
    if versions not in block.picked:
        block.picked[versions] = _pick(block, versions)
    return block.picked[versions]


def _pick(block: Block, versions: Dated) -> Whole:
    picked: Whole = -1
    for place, dates in enumerate(versions):
        extents = [(*block.extent(label), label, day) for label, day in dates]
        if any(most < day for _, most, _, day in extents):
            continue
        late = [(label, day) for least, _, label, day in extents if least < day]
        if not late:
            picked = place
            continue
        held = np.logical_and.reduce([block.columns[label] >= day for label, day in late])
        # Arithmetic, not a mask: masked copies are ten times slower.
        picked = picked + (place - picked) * held
    return picked


def refuse_unpicked(block: Block, picked: Whole, ended: frozenset[int]) -> None:
    """Rows before the first version are closed; rows in a version that ends the clause are ended."""
    if isinstance(picked, int):
        if picked < 0 or picked in ended:
            block.refuse_all("closed" if picked < 0 else "ended")
        return
    block.refuse("closed", picked < 0)
    for place in ended:
        block.refuse("ended", picked == place)


def plain(param: Param, facts: Mapping[str, Fact]) -> Part:
    """The value of a parameter without bands, looked up by `param.by` where it is a table."""
    den = den_of([cell for version in param.versions for cell in version.cells.values()])
    keys = [_Words(facts[label]) for label in param.by]
    shape = tuple(key.size for key in keys)
    table = np.zeros((len(param.versions), *shape), np.int64)
    for place, version in enumerate(param.versions):
        for words, cell in version.cells.items():
            ranks = [key.rank(word) for key, word in zip(keys, words.split("·"), strict=bool(keys))]
            table[(place, *ranks)] = number(cell, den)
    versions = dated(param.versions, param.as_of)
    ended = frozenset(place for place, version in enumerate(param.versions) if version.ended)
    cells = table.reshape(len(param.versions), -1)

    def run(block: Block) -> Whole:
        picked = pick(block, versions)
        refuse_unpicked(block, picked, ended)
        inner = _inner(block, keys)
        if isinstance(picked, int):
            row = cells[max(picked, 0)]
            return int(row[0]) if inner is None else _taken(block, row, inner)
        index = picked if inner is None else picked * cells.shape[1] + inner
        block.free(inner)
        return _taken(block, cells.reshape(-1), index)

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
    block.free(index)
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
