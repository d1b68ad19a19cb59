"""Kinds of formulas. Rounding is a duty: money × rate is `exact`, and `exact` can be nothing but rounded."""

from __future__ import annotations

from collections.abc import Mapping

from .clause import Kind, Param
from .syntax import (
    CHOICES,
    COMPARISONS,
    ROUNDINGS,
    BadFormula,
    Call,
    Literal,
    Lookup,
    Name,
    Node,
    Not,
    Operation,
)

_ORDERED = (Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.DATE)
_PRODUCTS = {
    (Kind.MONEY, Kind.RATE): Kind.EXACT,
    (Kind.RATE, Kind.MONEY): Kind.EXACT,
    (Kind.MONEY, Kind.COUNT): Kind.MONEY,
    (Kind.COUNT, Kind.MONEY): Kind.MONEY,
}


def kind_of(node: Node, names: Mapping[str, Kind], lookups: Mapping[str, Param]) -> Kind:
    """The kind of `node`; `names` are facts, plain parameters and earlier steps, `lookups` the tables."""

    def of(part: Node) -> Kind:
        return kind_of(part, names, lookups)

    match node:
        case Name(label):
            if label in lookups:
                raise BadFormula(f"{label} is a table", f"Write {label}[{lookups[label].by}]")
            if label not in names:
                raise BadFormula(
                    f"{label} is not declared", "Declare a fact, a parameter or an earlier step of that name"
                )
            return names[label]
        case Literal(text):
            if text != "0元":
                raise BadFormula(f"{text} has no source here", "Make it a parameter with a date and a source")
            return Kind.MONEY
        case Lookup(label, key):
            if label not in lookups or lookups[label].by != key:
                raise BadFormula(
                    f"{label} is no table by {key}", f'Declare the parameter {label} with by = "{key}"'
                )
            return lookups[label].kind
        case Not(operand):
            _must(of(operand), Kind.BOOL, "非")
            return Kind.BOOL
        case Operation(sign, left, right):
            return _operation(sign, of(left), of(right))
        case Call(function, arguments):
            return _call(function, arguments, tuple(map(of, arguments)))


def _must(kind: Kind, wanted: Kind, where: str) -> None:
    if kind != wanted:
        raise BadFormula(
            f"{where} takes {wanted}, not {kind}", "Round money × rate first; compare like with like"
        )


def _operation(sign: str, left: Kind, right: Kind) -> Kind:
    if sign in ("且", "或"):
        _must(left, Kind.BOOL, sign)
        _must(right, Kind.BOOL, sign)
        return Kind.BOOL
    if sign == "×":
        if (left, right) not in _PRODUCTS:
            raise BadFormula(f"{left} × {right} means nothing", "Multiply money by a rate or by a count")
        return _PRODUCTS[left, right]
    if left != right:
        raise BadFormula(f"{left} {sign} {right} mixes kinds", "Use like with like; round money × rate first")
    if sign in COMPARISONS:
        if left not in _ORDERED and not (sign == "=" and left in (Kind.BOOL, Kind.ENUM)):
            raise BadFormula(
                f"{left} has no order", "Compare money, rates, counts or dates; round money × rate first"
            )
        return Kind.BOOL
    if left not in (Kind.MONEY, Kind.COUNT):
        raise BadFormula(f"{left} {sign} {right} means nothing", "Add money to money, or counts to counts")
    return left


def _call(function: str, arguments: tuple[Node, ...], kinds: tuple[Kind, ...]) -> Kind:
    if function in ROUNDINGS:
        if len(kinds) != 1:
            raise BadFormula(f"{function} takes one value", "Round one amount at a time")
        if kinds[0] == Kind.MONEY:
            raise BadFormula(f"{function} of whole fen", "Take the second rounding out")
        _must(kinds[0], Kind.EXACT, function)
        if _subtracts(arguments[0]):
            raise BadFormula(
                f"{function} of a difference",
                "It may be negative: make the difference a step with 取高(…, 0元)",
            )
        return Kind.MONEY
    if function in CHOICES:
        if len(kinds) < 2 or len(set(kinds)) != 1 or kinds[0] not in _ORDERED:  # noqa: PLR2004 -- a choice needs two
            raise BadFormula(
                f"{function} of {', '.join(kinds)}", "Give two or more amounts of one kind, rounded"
            )
        return kinds[0]
    if len(kinds) != 3 or kinds[0] != Kind.BOOL or kinds[1] != kinds[2]:  # noqa: PLR2004 -- 如果(条件, 甲, 乙)
        raise BadFormula("如果 does not fit", "Write 如果(condition, one, other) with both of one kind")
    if kinds[1] == Kind.EXACT:
        raise BadFormula("如果 between unrounded amounts", "Round both first")
    return kinds[1]


def _subtracts(node: Node) -> bool:
    match node:
        case Operation(sign, left, right):
            return sign == "-" or _subtracts(left) or _subtracts(right)
        case Call(_, arguments):
            return any(map(_subtracts, arguments))
        case _:
            return False
