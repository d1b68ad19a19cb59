"""What a formula becomes before it meets rows: closures that carry whole numbers over a denominator known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import lcm
from typing import NamedTuple

import numpy as np

from ..clause import Fact, Param, Register
from ..syntax import Name, Node
from .block import Block
from .frame import Array

Whole = Array | int  # a number for all rows where a parameter has one value in the block


class Share(NamedTuple):
    """A numerator and a denominator that differ by row."""

    num: Whole
    den: Whole


@dataclass(frozen=True, slots=True)
class Part:
    """`run` gives numerators over `den`; where `den` is 0 it is `share` that gives both.

    `into` writes them where they are to stay, and saves a copy.
    """

    run: Callable[[Block], Whole]
    den: int = 1
    truth: bool = False
    share: Callable[[Block], Share] | None = None
    into: Callable[[Block, Array], None] | None = None

    def as_share(self, block: Block) -> Share:
        return self.share(block) if self.share else Share(self.run(block), self.den)


@dataclass(slots=True)
class Names:
    """What formulas may name; steps are added as they are compiled. `choices` counts every 取低/取高 met so far."""

    facts: dict[str, Fact]
    params: dict[str, Param]
    registers: dict[str, Register]
    parts: dict[str, Part] = field(default_factory=dict)
    choices: int = 0

    def is_table(self, node: Node) -> bool:
        """Whether `node` is an argument that only its function can read: bands or a dated list."""
        return isinstance(node, Name) and node.label not in self.parts


def _no_run(_: Block) -> Whole:
    raise TypeError("a share has no single denominator")


def shared(share: Callable[[Block], Share]) -> Part:
    return Part(_no_run, 0, share=share)


def truth(run: Callable[[Block], Whole]) -> Part:
    return Part(run, truth=True)


def binary(ufunc: np.ufunc, left: Part, right: Part, den: int) -> Part:
    """`ufunc` of two parts, numerators and all over `den`."""

    def into(block: Block, out: Array) -> None:
        value = work(block, ufunc, left.run(block), right.run(block), out)
        if value is not out:
            np.copyto(out, value)

    return Part(lambda block: work(block, ufunc, left.run(block), right.run(block)), den, into=into)


def over(part: Part, den: int) -> Part:
    """`part` over a multiple of its denominator."""
    factor = den // part.den
    if factor == 1:
        return part
    return Part(lambda block: work(block, np.multiply, part.run(block), factor), den)


def alike(*parts: Part) -> tuple[int, tuple[Part, ...]]:
    """All of them over one denominator."""
    den = lcm(*(part.den for part in parts))
    return den, tuple(over(part, den) for part in parts)


def work(block: Block, ufunc: np.ufunc, left: Whole, right: Whole, into: Array | None = None) -> Whole:
    """`ufunc` into a buffer; the operands' own buffers are given back."""
    if isinstance(left, int) and isinstance(right, int):
        return int(ufunc(left, right))
    block.free(left, right)
    # Elementwise work may write where it reads, so a buffer just given back may be taken again.
    out = block.whole() if into is None else into
    ufunc(left, right, out=out)
    return out


def compared(block: Block, ufunc: np.ufunc, left: Whole, right: Whole) -> Array:
    out = block.truth()
    ufunc(left, right, out=out)
    block.free(left, right)
    return out


def select(block: Block, condition: Whole, one: Whole, other: Whole) -> Whole:
    """`one` where `condition`, else `other`: by arithmetic, because masked copies are ten times slower.

    A difference past 64 bits wraps, and wraps back.
    """
    out = block.whole()
    np.subtract(one, other, out=out)
    np.multiply(out, condition, out=out)
    np.add(out, other, out=out)
    block.free(condition, one, other)
    return out


def select_truth(block: Block, condition: Whole, one: Whole, other: Whole) -> Whole:
    out = block.truth()
    np.copyto(out, (condition & one) | (~np.asarray(condition) & other))
    block.free(condition, one, other)
    return out


def column_of(block: Block, value: Whole) -> Array:
    """`value` a row each, in a buffer of its own where it is one number."""
    if isinstance(value, np.ndarray):
        return value
    out = block.whole()
    out.fill(value)
    return out
