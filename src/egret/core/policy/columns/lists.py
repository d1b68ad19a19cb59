"""Codes looked up in dated lists."""

from __future__ import annotations

from typing import cast

import numpy as np

from ..clause import Register
from ..numerators import day_number
from ..syntax import Call, Name
from .block import Block
from .frame import Array
from .parts import Names, Part, Whole, truth

_OPEN = np.iinfo(np.int64).max


def listed(names: Names, node: Call, arguments: tuple[Part, ...]) -> Part:
    code, day = arguments
    codes, times = _times(names.registers[cast(Name, node.arguments[1]).label])

    def run(block: Block) -> Whole:
        column, on = np.asarray(code.run(block)), day.run(block)
        out = block.truth()
        out.fill(0)
        if len(codes):
            place = np.minimum(np.searchsorted(codes, column), len(codes) - 1)
            for begins, ends in times:
                out |= (begins[place] <= on) & (on <= ends[place])
            out &= codes[place] == column
        block.free(on)
        return out

    return truth(run)


def _times(register: Register) -> tuple[Array, list[tuple[Array, Array]]]:
    """Codes in order, and for each round of entries of one code the first and the last day of each."""
    entries: dict[str, list[tuple[int, int]]] = {}
    for entry in register.entries:
        last = _OPEN if entry.to_on is None else day_number(entry.to_on)
        entries.setdefault(entry.code, []).append((day_number(entry.from_on), last))
    codes = sorted(entries)
    rounds = []
    for nth in range(max(map(len, entries.values()), default=0)):
        spans = [entries[code][nth] if nth < len(entries[code]) else (_OPEN, -_OPEN) for code in codes]
        rounds.append((np.array([span[0] for span in spans]), np.array([span[1] for span in spans])))
    return np.array(codes, np.str_), rounds
