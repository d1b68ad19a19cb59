"""Parameters by row: the version that the row's own dates pick, and the cell that its words pick."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..clause import Fact, Param
from ..numerators import Dated, dated, den_of, ended, number
from .block import Block
from .frame import Array
from .parts import Part, Whole


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


def refuse_unpicked(block: Block, picked: Whole, endings: frozenset[int]) -> None:
    """Rows before the first version are closed; rows in a version that ends the clause are ended."""
    if isinstance(picked, int):
        if picked < 0 or picked in endings:
            block.refuse_all("closed" if picked < 0 else "ended")
        return
    block.refuse("closed", picked < 0)
    for place in endings:
        block.refuse("ended", picked == place)


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

    def run(block: Block) -> Whole:
        picked = pick(block, versions)
        refuse_unpicked(block, picked, endings)
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
