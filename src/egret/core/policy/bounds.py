"""What a formula can come to at the least and at the most, so that columns of 64-bit integers never overflow.

Columns carry a rational as a whole number over a denominator; a `Range` bounds both. What could be negative is
never rounded or divided, because evaluators differ there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import lcm

from .clause import Fact, Kind, Param
from .functions import FIRST_DAY, LAST_DAY
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

INT64 = 2**63
_YEARS = LAST_DAY.year - FIRST_DAY.year + 1
_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Range:
    """`num` and `den` bound what a column carries; `fixed` when the denominator is one for all rows."""

    lo: Fraction
    hi: Fraction
    den: int = 1
    fixed: bool = True
    num: Fraction = Fraction(-1)

    def __post_init__(self) -> None:
        if self.num < 0:
            object.__setattr__(self, "num", max(abs(self.lo), abs(self.hi)) * self.den)
        if max(self.num, Fraction(self.den)) >= INT64:
            raise BadFormula(
                "may grow past what 64 bits hold", "Bound the facts lower, or round before multiplying again"
            )


Ranges = Mapping[str, Range]
_TRUTH = Range(Fraction(0), Fraction(1))
_DAYS = Range(Fraction(FIRST_DAY.toordinal()), Fraction(LAST_DAY.toordinal()))
_MOMENTS = Range(_DAYS.lo * _SECONDS, _DAYS.hi * _SECONDS)


def range_of_fact(fact: Fact) -> Range:
    match fact.kind:
        case Kind.MONEY | Kind.COUNT:
            return Range(Fraction(0), Fraction(fact.most))
        case Kind.SERIES:
            return Range(Fraction(0), Fraction(fact.most) * fact.months)
        case Kind.RATE | Kind.QUANTITY:
            return Range(Fraction(0), Fraction(fact.most), fact.parts)
        case Kind.DATE:
            return _DAYS
        case Kind.MOMENT:
            return _MOMENTS
        case _:
            return _TRUTH


def range_of_param(param: Param) -> Range:
    """Over every version and cell; `fixed`, because a column takes one denominator for the whole parameter."""
    if param.kind in (Kind.DATE, Kind.MOMENT):
        return _DAYS if param.kind == Kind.DATE else _MOMENTS
    values = [
        Fraction(value)
        for version in param.versions
        for value in (*version.cells.values(), *(band.value for band in version.bands))
        if not isinstance(value, date | datetime)
    ] or [Fraction(0)]
    return Range(min(values), max(values), lcm(*(value.denominator for value in values)))


def range_of(node: Node, ranges: Ranges, params: Mapping[str, Param]) -> Range:
    """The range of `node`; BadFormula where it may overflow, divide by zero, or round what may be negative."""

    def of(part: Node) -> Range:
        return range_of(part, ranges, params)

    match node:
        case Name(label) | Lookup(label, _):
            return ranges[label]
        case Literal():
            return Range(Fraction(0), Fraction(0))
        case Word() | Not():
            return _TRUTH
        case Operation(sign, left, right):
            return _operation(sign, of(left), of(right))
        case Call(function, arguments):
            if function in ("分段", "分段累计"):
                return _band(function, of(arguments[0]), arguments[1], ranges, params)
            if function == "在列":
                return _TRUTH
            return _call(function, tuple(map(of, arguments)))


def _operation(sign: str, left: Range, right: Range) -> Range:
    if sign in ("且", "或"):
        return _TRUTH
    if sign == "×":
        ends = [a * b for a in (left.lo, left.hi) for b in (right.lo, right.hi)]
        fixed = left.fixed and right.fixed
        return Range(min(ends), max(ends), left.den * right.den, fixed, left.num * right.num)
    fixed = left.fixed and right.fixed
    den = lcm(left.den, right.den) if fixed else left.den * right.den
    if sign in COMPARISONS:
        for side in (left, right):
            Range(side.lo, side.hi, den)
        return _TRUTH
    num = left.num * (den // left.den) + right.num * (den // right.den)
    if sign == "+":
        return Range(left.lo + right.lo, left.hi + right.hi, den, fixed, num)
    return Range(left.lo - right.hi, left.hi - right.lo, den, fixed, num)


def _call(function: str, parts: tuple[Range, ...]) -> Range:
    if function in ROUNDINGS:
        _not_negative(parts[0], function)
        extra = 0 if function == "向下取整" else 1
        Range(Fraction(0), Fraction(2), parts[0].den)  # half rounding doubles the rest
        return Range(Fraction(int(parts[0].lo)), Fraction(int(parts[0].hi) + extra))
    if function in CHOICES:
        choose = min if function == "取低" else max
        den = lcm(*(part.den for part in parts))
        return Range(choose(part.lo for part in parts), choose(part.hi for part in parts), den)
    if function == "如果":
        _, one, other = parts
        return Range(min(one.lo, other.lo), max(one.hi, other.hi), lcm(one.den, other.den))
    return _FUNCTIONS[function](parts)


def _not_negative(part: Range, function: str) -> None:
    if part.lo < 0:
        raise BadFormula(
            f"{function} of what may be negative", "Make the difference a step with 取高(…, 0元)"
        )


def _band(function: str, amount: Range, table: Node, ranges: Ranges, params: Mapping[str, Param]) -> Range:
    _not_negative(amount, function)
    label = table.label if isinstance(table, Name) else ""
    values = ranges[label]
    if function == "分段":
        return values
    bounds = [band.at_least for version in params[label].versions for band in version.bands]
    den = values.den * amount.den * lcm(*(Fraction(bound).denominator for bound in bounds))
    return Range(Fraction(0), amount.hi * values.hi, den)


def _each_full(parts: tuple[Range, ...]) -> Range:
    amount, unit = parts
    _not_negative(amount, "每满")
    if unit.lo <= 0:
        raise BadFormula("每满 of a unit that may be zero", "Take a parameter above zero as the unit")
    return Range(Fraction(0), Fraction(int(amount.hi / unit.lo)))


def _net_of_tax(parts: tuple[Range, ...]) -> Range:
    amount, rate = parts
    _not_negative(amount, "不含税")
    _not_negative(rate, "不含税")
    # A column computes amount × parts over parts + rate.
    den = int(rate.den * (1 + rate.hi))
    return Range(Fraction(0), amount.hi, den, fixed=False, num=amount.hi * rate.den)


def _ratio(parts: tuple[Range, ...]) -> Range:
    part, whole = parts
    _not_negative(part, "比例")
    _not_negative(whole, "比例")
    return Range(Fraction(0), part.hi, max(int(whole.hi), 1), fixed=False, num=part.hi)


def _later(function: str) -> Callable[[tuple[Range, ...]], Range]:
    def later(parts: tuple[Range, ...]) -> Range:
        _not_negative(parts[1], function)
        return _DAYS

    return later


_FUNCTIONS: dict[str, Callable[[tuple[Range, ...]], Range]] = {
    "每满": _each_full,
    "不含税": _net_of_tax,
    "比例": _ratio,
    "天数": lambda _: Range(Fraction(0), _DAYS.hi - _DAYS.lo),
    "周年": lambda _: Range(Fraction(0), Fraction(_YEARS)),
    "工作日后": _later("工作日后"),
    "自然日后": _later("自然日后"),
    "月后": _later("月后"),
    "连续": lambda _: _TRUTH,
    "合计": lambda parts: Range(Fraction(0), parts[0].hi),
}
