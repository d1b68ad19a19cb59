"""Values by band, version by version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import cast

import numpy as np

from ..clause import Param
from ..numerators import dated, den_of, ended, number
from ..syntax import Call, Name
from .block import Block
from .frame import Array
from .parts import Names, Part, Whole, column_of
from .picking import pick


@dataclass(frozen=True, slots=True)
class _Scale:
    """One version: where its bands begin, in the amount's own numerators, and their values as numerators."""

    begins: Array
    values: Array


def of_band(names: Names, node: Call, arguments: tuple[Part, ...]) -> Part:
    def value(scale: _Scale, amount: Array) -> Array:
        return scale.values[np.searchsorted(scale.begins, amount, side="right") - 1]

    return _by_version(names, node, arguments, value)


def by_bands(names: Names, node: Call, arguments: tuple[Part, ...]) -> Part:
    def value(scale: _Scale, amount: Array) -> Array:
        total = np.zeros(len(amount), np.int64)
        for begin, end, each in zip(scale.begins, (*scale.begins[1:], None), scale.values, strict=True):
            within = np.maximum(amount if end is None else np.minimum(amount, end), begin) - begin
            total += within * each
        return total

    return _by_version(names, node, arguments, value)


def _by_version(
    names: Names, node: Call, arguments: tuple[Part, ...], value: Callable[[_Scale, Array], Array]
) -> Part:
    (given,) = arguments
    param = names.params[cast(Name, node.arguments[1]).label]
    den = den_of(param.versions)
    scales = _scales(param, given.den, den)
    versions = dated(param.versions, param.as_of)
    endings = ended(param.versions)

    def run(block: Block) -> Whole:
        amount = column_of(block, given.run(block))
        picked = pick(block, versions, endings)
        if isinstance(picked, int):
            out = value(scales[max(picked, 0)], amount)
        else:
            out = np.zeros(block.rows, np.int64)
            for place in np.unique(picked[picked >= 0]):
                rows = picked == place
                out[rows] = value(scales[place], amount[rows])
        block.free(amount)
        return out

    return Part(run, den)


def _scales(param: Param, amount_den: int, value_den: int) -> list[_Scale]:
    nothing = _Scale(np.zeros(1, np.int64), np.zeros(1, np.int64))
    return [
        _Scale(
            # A whole numerator has reached a bound when it has reached the next whole number above it.
            np.array([ceil(Fraction(band.at_least) * amount_den) for band in version.bands], np.int64),
            np.array([number(band.value, value_den) for band in version.bands], np.int64),
        )
        if version.bands
        else nothing
        for version in param.versions
    ]
