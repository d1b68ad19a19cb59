"""Formulas as parts: one small function a kind of node and a sign. Functions of the language are in `calls`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..clause import Clause, Kind
from ..syntax import CHOICES, Call, Literal, Lookup, Name, Node, Not, Operation, Word
from .block import Block
from .calls import CALLS
from .frame import Array
from .parts import Names, Part, Share, Whole, alike, binary, compared, shared, truth, work
from .picking import plain


def names_of(clause: Clause) -> Names:
    names = Names(
        {fact.term.label: fact for fact in clause.facts},
        {param.term.label: param for param in clause.params},
        {register.term.label: register for register in clause.registers},
    )
    for fact in clause.facts:
        names.parts[fact.term.label] = column(fact.term.label, fact.parts, truth=fact.kind == Kind.BOOL)
    for param in clause.params:
        if param.scale is None:
            names.parts[param.term.label] = plain(param, names.facts)
    return names


def column(label: str, den: int, *, truth: bool = False) -> Part:
    return Part(lambda block: block.columns[label], den, truth)


def compiled(names: Names, node: Node) -> Part:
    return _NODES[type(node)](names, node)


def _named(names: Names, node: Name | Lookup) -> Part:
    return names.parts[node.label]


def _literal(_names: Names, _node: Literal) -> Part:
    return Part(lambda _: 0)


def _word(_names: Names, node: Word) -> Part:
    return Part(lambda _: node.place)


def _not(names: Names, node: Not) -> Part:
    inner = compiled(names, node.operand)

    def run(block: Block) -> Whole:
        value = inner.run(block)
        out = block.truth()
        np.logical_not(value, out=out)
        block.free(value)
        return out

    return truth(run)


def _operation(names: Names, node: Operation) -> Part:
    return _SIGNS[node.sign](compiled(names, node.left), compiled(names, node.right))


def _product(left: Part, right: Part) -> Part:
    if left.den and right.den:
        return binary(np.multiply, left, right, left.den * right.den)

    def share(block: Block) -> Share:
        one, other = left.as_share(block), right.as_share(block)
        num = work(block, np.multiply, one.num, other.num)
        return Share(num, work(block, np.multiply, one.den, other.den))

    return shared(share)


def _sum(ufunc: np.ufunc) -> Callable[[Part, Part], Part]:
    def summed(left: Part, right: Part) -> Part:
        if left.den and right.den:
            den, (one, other) = alike(left, right)
            return binary(ufunc, one, other, den)

        def share(block: Block) -> Share:
            one, other = left.as_share(block), right.as_share(block)
            # The denominators are needed twice, so their buffers are given back only by the last product.
            num = ufunc(np.multiply(one.num, other.den), np.multiply(other.num, one.den))
            block.free(one.num, other.num)
            return Share(num, work(block, np.multiply, one.den, other.den))

        return shared(share)

    return summed


def _comparison(ufunc: np.ufunc) -> Callable[[Part, Part], Part]:
    def comparing(left: Part, right: Part) -> Part:
        _, (one, other) = alike(left, right)
        return truth(lambda block: compared(block, ufunc, one.run(block), other.run(block)))

    return comparing


def _logic(ufunc: np.ufunc) -> Callable[[Part, Part], Part]:
    def logic(left: Part, right: Part) -> Part:
        return truth(lambda block: compared(block, ufunc, left.run(block), right.run(block)))

    return logic


_SIGNS: dict[str, Callable[[Part, Part], Part]] = {
    "+": _sum(np.add),
    "-": _sum(np.subtract),
    "×": _product,
    "且": _logic(np.logical_and),
    "或": _logic(np.logical_or),
    "≤": _comparison(np.less_equal),
    "≥": _comparison(np.greater_equal),
    "<": _comparison(np.less),
    ">": _comparison(np.greater),
    "=": _comparison(np.equal),
    "≠": _comparison(np.not_equal),
}


def _call(names: Names, node: Call) -> Part:
    if node.function in CHOICES:
        return _choice(names, node)
    arguments = tuple(compiled(names, part) for part in node.arguments if not names.is_table(part))
    return CALLS[node.function](names, node, arguments)


def _choice(names: Names, node: Call) -> Part:
    number = names.choices
    names.choices += 1
    den, parts = alike(*(compiled(names, part) for part in node.arguments))
    ufunc, nearer = (np.minimum, np.less) if node.function == "取低" else (np.maximum, np.greater)

    def run(block: Block, out: Array | None = None) -> Whole:
        chosen = parts[0].run(block)
        bound = np.zeros(block.rows, np.int8) if number in block.bounds else None
        for place, part in enumerate(parts[1:], 1):
            value = part.run(block)
            if bound is not None:
                bound[nearer(value, chosen)] = place
            last = out if place + 1 == len(parts) else None
            chosen = work(block, ufunc, chosen, value, last)
        if bound is not None:
            np.copyto(block.bounds[number], bound, where=True if block.active is None else block.active)
        return chosen

    def into(block: Block, out: Array) -> None:
        chosen = run(block, out)
        if chosen is not out:
            np.copyto(out, chosen)
            block.free(chosen)

    return Part(run, den, into=into)


_NODES: dict[type[Any], Callable[[Names, Any], Part]] = {
    Name: _named,
    Lookup: _named,
    Literal: _literal,
    Word: _word,
    Not: _not,
    Operation: _operation,
    Call: _call,
}
