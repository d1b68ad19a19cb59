"""Formulas as SQL: one small function a kind of node and a sign. Functions of the language are in `calls`."""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any, cast

from ..syntax import Call, Literal, Lookup, Name, Node, Not, Operation, Word
from .calls import CALLS
from .picking import plain
from .text import Names, Term, times


def written(names: Names, node: Node) -> Term:
    return _NODES[type(node)](names, node)


def _named(names: Names, node: Name | Lookup) -> Term:
    return plain(names, names.params[node.label]) if node.label in names.params else names.terms[node.label]


def _literal(_names: Names, _node: Literal) -> Term:
    return Term("0")


def _word(_names: Names, node: Word) -> Term:
    return Term(str(node.place))


def _not(names: Names, node: Not) -> Term:
    return Term(f"(NOT {written(names, node.operand).sql})")


def _operation(names: Names, node: Operation) -> Term:
    return _SIGNS[node.sign](written(names, node.left), written(names, node.right))


def _product(left: Term, right: Term) -> Term:
    if isinstance(left.den, int) and isinstance(right.den, int):
        return Term(times(left.sql, right.sql), left.den * right.den)
    return Term(times(left.sql, right.sql), times(str(left.den), str(right.den)))


def _sum(sign: str) -> Callable[[Term, Term], Term]:
    def summed(left: Term, right: Term) -> Term:
        if isinstance(left.den, int) and isinstance(right.den, int):
            den = lcm(left.den, right.den)
            return Term(f"({left.over(den)} {sign} {right.over(den)})", den)
        one, other = times(left.sql, str(right.den)), times(right.sql, str(left.den))
        return Term(f"({one} {sign} {other})", times(str(left.den), str(right.den)))

    return summed


def _comparison(sign: str) -> Callable[[Term, Term], Term]:
    def comparing(left: Term, right: Term) -> Term:
        den = lcm(cast(int, left.den), cast(int, right.den))
        return Term(f"({left.over(den)} {sign} {right.over(den)})")

    return comparing


_SIGNS: dict[str, Callable[[Term, Term], Term]] = {
    "+": _sum("+"),
    "-": _sum("-"),
    "×": _product,
    "且": lambda left, right: Term(f"({left.sql} AND {right.sql})"),
    "或": lambda left, right: Term(f"({left.sql} OR {right.sql})"),
    "≤": _comparison("<="),
    "≥": _comparison(">="),
    "<": _comparison("<"),
    ">": _comparison(">"),
    "=": _comparison("="),
    "≠": _comparison("<>"),
}


def _call(names: Names, node: Call) -> Term:
    tables = names.registers.keys() | {label for label, param in names.params.items() if param.scale}
    plain_ones = (part for part in node.arguments if not (isinstance(part, Name) and part.label in tables))
    return CALLS[node.function](names, node, tuple(written(names, part) for part in plain_ones))


_NODES: dict[type[Any], Callable[[Names, Any], Term]] = {
    Name: _named,
    Lookup: _named,
    Literal: _literal,
    Word: _word,
    Not: _not,
    Operation: _operation,
    Call: _call,
}
