"""Kinds of formulas. Rounding is a duty: money × rate is `exact`, and `exact` can be nothing but rounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
    Word,
)

K = Kind
_NUMBERS = (K.MONEY, K.RATE, K.COUNT, K.QUANTITY)
_ORDERED = (*_NUMBERS, K.DATE, K.MOMENT)
_SUMS = (*_NUMBERS, K.EXACT)
_LITERALS = {"0元": K.MONEY, "0": K.COUNT}
_PRODUCTS = {
    frozenset({K.MONEY, K.RATE}): K.EXACT,
    frozenset({K.MONEY, K.QUANTITY}): K.EXACT,
    frozenset({K.MONEY, K.RATIO}): K.EXACT,
    frozenset({K.MONEY, K.COUNT}): K.MONEY,
    frozenset({K.EXACT, K.RATE}): K.EXACT,
    frozenset({K.EXACT, K.COUNT}): K.EXACT,
    frozenset({K.EXACT, K.QUANTITY}): K.EXACT,
    frozenset({K.EXACT, K.RATIO}): K.EXACT,
    frozenset({K.COUNT}): K.COUNT,
    frozenset({K.COUNT, K.QUANTITY}): K.QUANTITY,
    frozenset({K.RATE}): K.RATE,
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a formula may name: facts, plain parameters and earlier steps by kind; tables and bands; dated lists."""

    kinds: Mapping[str, Kind]
    tables: Mapping[str, Param]
    registers: frozenset[str]
    later: frozenset[str] = frozenset()

    def kind(self, label: str) -> Kind:
        if label in self.tables:
            table = self.tables[label]
            cure = f"Write 分段(…, {label})" if table.scale else f"Write {label}[{', '.join(table.by)}]"
            raise BadFormula(f"{label} is a table", cure)
        if label in self.registers:
            raise BadFormula(f"{label} is a dated list", f"Write 在列(…, {label}, …)")
        if label in self.later:
            raise BadFormula(
                f"{label} is a later step", "Order the steps so that each uses earlier ones only"
            )
        if label not in self.kinds:
            raise BadFormula(
                f"{label} is not declared", "Declare a fact, a parameter or an earlier step of that name"
            )
        return self.kinds[label]


def kind_of(node: Node, names: Names) -> Kind:
    """The kind of `node`, or BadFormula where it means nothing."""
    match node:
        case Name(label):
            return names.kind(label)
        case Literal(text):
            if text not in _LITERALS:
                raise BadFormula(f"{text} has no source here", "Make it a parameter with a date and a source")
            return _LITERALS[text]
        case Word():
            return Kind.ENUM
        case Lookup(label, keys):
            table = names.tables.get(label)
            if table is None or table.scale or table.by != keys:
                by = ", ".join(f'"{key}"' for key in keys)
                raise BadFormula(
                    f"{label} is no table by {', '.join(keys)}",
                    f"Declare the parameter {label} with by = [{by}]",
                )
            return table.kind
        case Not(operand):
            _must(kind_of(operand, names), Kind.BOOL, "非")
            return Kind.BOOL
        case Operation(sign, left, right):
            return _operation(sign, kind_of(left, names), kind_of(right, names))
        case Call(function, arguments):
            return _call(function, arguments, names)


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
        product = _PRODUCTS.get(frozenset({left, right}))
        if product is None:
            raise BadFormula(
                f"{left} × {right} means nothing", "Multiply money by a rate, a count or a quantity"
            )
        return product
    if left != right:
        raise BadFormula(f"{left} {sign} {right} mixes kinds", "Use like with like; round money × rate first")
    if sign in COMPARISONS:
        if left not in (*_ORDERED, Kind.ENUM) and not (sign in "=≠" and left == Kind.BOOL):
            raise BadFormula(
                f"{left} has no order", "Compare money, rates, counts or dates; round money × rate first"
            )
        return Kind.BOOL
    if left not in _SUMS:
        raise BadFormula(f"{left} {sign} {right} means nothing", "Add money to money, or counts to counts")
    return left


def _call(function: str, arguments: tuple[Node, ...], names: Names) -> Kind:
    if function in ("分段", "分段累计"):
        return _band(function, arguments, names)
    if function == "在列":
        return _listed(arguments, names)
    kinds = tuple(kind_of(part, names) for part in arguments)
    if function in ROUNDINGS:
        return _rounding(function, kinds)
    if function in CHOICES:
        if len(kinds) < 2 or len(set(kinds)) != 1 or kinds[0] not in _ORDERED:  # noqa: PLR2004 -- a choice needs two
            raise BadFormula(
                f"{function} of {', '.join(kinds)}", "Give two or more amounts of one kind, rounded"
            )
        return kinds[0]
    if function == "如果":
        return _condition(kinds)
    found = _SIGNATURES[function](kinds)
    if found is None:
        raise BadFormula(f"{function} of {', '.join(kinds)} does not fit", _FORMS[function])
    return found


def _rounding(function: str, kinds: tuple[Kind, ...]) -> Kind:
    if len(kinds) != 1:
        raise BadFormula(f"{function} takes one value", "Round one amount at a time")
    if kinds[0] == Kind.MONEY:
        raise BadFormula(f"{function} of whole fen", "Take the second rounding out")
    _must(kinds[0], Kind.EXACT, function)
    return Kind.MONEY


def _condition(kinds: tuple[Kind, ...]) -> Kind:
    if len(kinds) != 3 or kinds[0] != Kind.BOOL or kinds[1] != kinds[2]:  # noqa: PLR2004 -- 如果(条件, 甲, 乙)
        raise BadFormula("如果 does not fit", "Write 如果(condition, one, other) with both of one kind")
    if kinds[1] in (Kind.EXACT, Kind.RATIO):
        raise BadFormula("如果 between unrounded amounts", "Round both first")
    if kinds[1] not in (*_ORDERED, Kind.BOOL):
        raise BadFormula(f"如果 of {kinds[1]}", "Choose between amounts, dates or conditions")
    return kinds[1]


def _band(function: str, arguments: tuple[Node, ...], names: Names) -> Kind:
    form = f"Write {function}(value, table) with a parameter that has bands"
    if len(arguments) != 2 or not isinstance(arguments[1], Name):  # noqa: PLR2004 -- 分段(值, 表)
        raise BadFormula(f"{function} does not fit", form)
    table = names.tables.get(arguments[1].label)
    if table is None or table.scale is None:
        raise BadFormula(f"{arguments[1].label} has no bands", form)
    _must(kind_of(arguments[0], names), table.scale, function)
    if function == "分段":
        return table.kind
    if (table.scale, table.kind) == (Kind.MONEY, Kind.RATE):
        return Kind.EXACT
    if (table.scale, table.kind) == (Kind.COUNT, Kind.MONEY):
        return Kind.MONEY
    raise BadFormula(
        f"分段累计 of {table.scale} by {table.kind}", "Bands of money take rates; bands of counts take money"
    )


def _listed(arguments: tuple[Node, ...], names: Names) -> Kind:
    form = "Write 在列(code, list, day)"
    if len(arguments) != 3 or not isinstance(arguments[1], Name):  # noqa: PLR2004 -- 在列(编号, 清单, 日期)
        raise BadFormula("在列 does not fit", form)
    if arguments[1].label not in names.registers:
        raise BadFormula(f"{arguments[1].label} is no dated list", "Declare it as a [[list]]")
    if (kind_of(arguments[0], names), kind_of(arguments[2], names)) != (Kind.CODE, Kind.DATE):
        raise BadFormula("在列 does not fit", form)
    return Kind.BOOL


def _exactly(*wanted: Kind, gives: Kind) -> Callable[[tuple[Kind, ...]], Kind | None]:
    return lambda kinds: gives if kinds == wanted else None


def _like(*allowed: Kind, gives: Kind) -> Callable[[tuple[Kind, ...]], Kind | None]:
    return lambda kinds: gives if len(kinds) == 2 and kinds[0] == kinds[1] in allowed else None  # noqa: PLR2004 -- both of one kind


_SIGNATURES: dict[str, Callable[[tuple[Kind, ...]], Kind | None]] = {
    "每满": _like(K.MONEY, K.COUNT, gives=K.COUNT),
    "不含税": _exactly(K.MONEY, K.RATE, gives=K.EXACT),
    "比例": _like(K.MONEY, K.COUNT, gives=K.RATIO),
    "天数": _exactly(K.DATE, K.DATE, gives=K.COUNT),
    "周年": _exactly(K.DATE, K.DATE, gives=K.COUNT),
    "工作日后": _exactly(K.DATE, K.COUNT, gives=K.DATE),
    "自然日后": _exactly(K.DATE, K.COUNT, gives=K.DATE),
    "月后": _exactly(K.DATE, K.COUNT, gives=K.DATE),
    "连续": _exactly(K.SERIES, K.COUNT, K.COUNT, gives=K.BOOL),
    "合计": _exactly(K.SERIES, gives=K.COUNT),
}
_FORMS = {
    "每满": "Write 每满(amount, unit), both money or both counts",
    "不含税": "Write 不含税(amount, tax rate) and round it",
    "比例": "Write 比例(part, whole), both money or both counts",
    "天数": "Write 天数(first day, last day)",
    "周年": "Write 周年(first day, last day)",
    "工作日后": "Write 工作日后(day, count)",
    "自然日后": "Write 自然日后(day, count)",
    "月后": "Write 月后(day, count)",
    "连续": "Write 连续(series, threshold, months)",
    "合计": "Write 合计(series)",
}
