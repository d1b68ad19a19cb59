"""Functions of the language in SQL, one small function each; `functions` tells what they come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil, lcm
from typing import cast

from egret.core.days import OFFICIAL

from ..clause import Band
from ..numerators import FIRST, LAST, day_number, den_of, number
from ..syntax import CHOICES, ROUNDINGS, Call, Name
from .picking import by_version, refuse_unpicked
from .text import Names, Term, literal, quoted, times

Make = Callable[[Names, Call, tuple[Term, ...]], Term]
CALENDAR = quoted("#calendar")
CALENDAR_FROM = date(min(OFFICIAL.years), 1, 1)
MONTHS_MOST = 12 * 200  # past the calendar from any day of it


def _rounding(names: Names, node: Call, arguments: tuple[Term, ...]) -> Term:
    """Operands are never below zero, so // is the floor whatever a data base makes of negative ones."""
    (exact,) = arguments
    if exact.den == 1:
        return exact
    num, den = exact.sql, str(exact.den)
    match node.function:
        case "向下取整":
            return Term(f"({num} // {den})")
        case "向上取整":
            return Term(f"(({num} + {den} - 1) // {den})")
        case "四舍五入":
            return Term(f"(({times(num, 2)} + {den}) // {times(den, 2)})")
        case _:
            return Term(names.bind(f"{{'n': {times(num, 1)}, 'd': {den}}}", _half_even))


def _half_even(pair: str) -> str:
    whole, rest = f"({pair}.n // {pair}.d)", f"({pair}.n % {pair}.d)"
    twice = times(rest, 2)
    up = f"{twice} > {pair}.d OR ({twice} = {pair}.d AND {whole} % 2 = 1)"
    return f"{whole} + CASE WHEN {up} THEN 1 ELSE 0 END"


def _choice(_names: Names, node: Call, arguments: tuple[Term, ...]) -> Term:
    den = lcm(*(cast(int, part.den) for part in arguments))
    chosen = "LEAST" if node.function == "取低" else "GREATEST"
    return Term(f"{chosen}({', '.join(part.over(den) for part in arguments)})", den)


def _condition(_names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    condition, one, other = arguments
    den = lcm(cast(int, one.den), cast(int, other.den))
    return Term(f"CASE WHEN {condition.sql} THEN {one.over(den)} ELSE {other.over(den)} END", den)


def _each_full(_names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    amount, unit = arguments
    return Term(f"({amount.sql} // {unit.sql})")


def _net_of_tax(_names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    amount, rate = arguments
    return Term(times(amount.sql, cast(int, rate.den)), f"({rate.sql} + {rate.den})")


def _ratio(names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    part, whole = arguments
    names.refusals.append((f"{whole.sql} = 0", "no_ratio"))
    return Term(part.sql, f"({whole.sql})")


def _band(names: Names, node: Call, arguments: tuple[Term, ...]) -> Term:
    (amount,) = arguments
    param = names.params[cast(Name, node.arguments[1]).label]
    refuse_unpicked(names, param)
    work = _of_band if node.function == "分段" else _by_bands
    den = den_of(param.versions)

    def body(value: str) -> str:
        rows = [_rows(version.bands, cast(int, amount.den), den) for version in param.versions]
        return by_version(param, [work(value, bands) if bands else None for bands in rows])

    return Term(names.bind(amount.sql, body), den)


def _rows(bands: tuple[Band, ...], amount_den: int, den: int) -> list[tuple[int, int]]:
    """Where each band begins, in the amount's own numerators, and its value."""
    return [(ceil(Fraction(band.at_least) * amount_den), number(band.value, den)) for band in bands]


def _of_band(value: str, bands: list[tuple[int, int]]) -> str:
    arms = " ".join(f"WHEN {value} >= {begin} THEN {each}" for begin, each in reversed(bands))
    return f"CASE {arms} END"


def _by_bands(value: str, bands: list[tuple[int, int]]) -> str:
    parts = []
    for place, (begin, each) in enumerate(bands):
        upper = f"LEAST({value}, {bands[place + 1][0]})" if place + 1 < len(bands) else value
        parts.append(times(f"GREATEST({upper} - {begin}, 0)", each))
    return f"({' + '.join(parts)})"


def _listed(names: Names, node: Call, arguments: tuple[Term, ...]) -> Term:
    code, day = arguments
    register = names.registers[cast(Name, node.arguments[1]).label]

    def body(on: str) -> str:
        held = []
        for entry in register.entries:
            until = "" if entry.to_on is None else f" AND {on} <= {day_number(entry.to_on)}"
            held.append(
                f"({code.sql} = {literal(entry.code)} AND {on} >= {day_number(entry.from_on)}{until})"
            )
        return f"({' OR '.join(held) or 'FALSE'})"

    return Term(names.bind(day.sql, body))


def _days_between(_names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    first, last = arguments
    return Term(f"GREATEST({last.sql} - {first.sql}, 0)")


def _date(days: str) -> str:
    return f"(DATE '1970-01-01' + CAST({days} AS INTEGER))"


def _full_years(names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    first, last = arguments

    def body(pair: str) -> str:
        def order(day: str) -> str:
            return f"(month({day}) * 100 + day({day}))"

        began, ended = f"{pair}.a", f"{pair}.b"
        before = f"CASE WHEN {order(ended)} < {order(began)} THEN 1 ELSE 0 END"
        return f"GREATEST(year({ended}) - year({began}) - {before}, 0)"

    return Term(names.bind(f"{{'a': {_date(first.sql)}, 'b': {_date(last.sql)}}}", body))


def _calendar_days_after(names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    first, count = arguments
    return _within(names, f"({first.sql} + LEAST({count.sql}, {LAST - FIRST + 1}))")


def _months_after(names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    first, count = arguments
    months = f"to_months(CAST(LEAST({count.sql}, {MONTHS_MOST}) AS INTEGER))"
    moved = f"CAST({_date(first.sql)} + {months} AS DATE)"
    return _within(names, f"({moved} - DATE '1970-01-01')")


def _working_days_after(names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    """The calendar's `ordinals` tell for each day how many working days lie up to it, its `days` which they are."""
    first, count = arguments
    day, many = first.sql, f"CAST({count.sql} AS BIGINT)"
    ordinals, days = f"(FROM {CALENDAR} SELECT ordinals)", f"(FROM {CALENDAR} SELECT days)"
    # Lists begin at 1 with the day before the calendar's first; 0 and what lies past the end are NULL.
    place = f"CAST(GREATEST({day} - {day_number(CALENDAR_FROM)} + 2, 0) AS BIGINT)"
    moved = f"{days}[{ordinals}[{place}] + LEAST({many}, {LAST - FIRST})]"
    return _within(names, f"CASE WHEN {many} = 0 THEN {day} ELSE COALESCE({moved}, {LAST + 1}) END")


def _within(names: Names, day: str) -> Term:
    names.refusals.append((f"{day} NOT BETWEEN {FIRST} AND {LAST}", "no_day"))
    return Term(day)


def _run_above(names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    """Some window of that many months has no month at or below the threshold."""
    series, threshold, months = arguments

    def body(pair: str) -> str:
        month, start = quoted("#month"), quoted("#start")
        wanted = f"{pair}.n"
        window = f"{series.sql}[{start} : {start} + {wanted} - 1]"
        above = f"len(list_filter({window}, lambda {month}: {month} > {pair}.t)) = {wanted}"
        starts = f"range(1, len({series.sql}) - {wanted} + 2)"
        return f"({wanted} = 0 OR len(list_filter({starts}, lambda {start}: {above})) > 0)"

    return Term(names.bind(f"{{'n': CAST({months.sql} AS BIGINT), 't': {threshold.sql}}}", body))


def _total(_names: Names, _node: Call, arguments: tuple[Term, ...]) -> Term:
    (series,) = arguments
    return Term(f"CAST(COALESCE(list_sum({series.sql}), 0) AS BIGINT)")


CALLS: dict[str, Make] = {
    **dict.fromkeys(ROUNDINGS, _rounding),
    **dict.fromkeys(CHOICES, _choice),
    "如果": _condition,
    "每满": _each_full,
    "不含税": _net_of_tax,
    "比例": _ratio,
    "分段": _band,
    "分段累计": _band,
    "在列": _listed,
    "天数": _days_between,
    "周年": _full_years,
    "工作日后": _working_days_after,
    "自然日后": _calendar_days_after,
    "月后": _months_after,
    "连续": _run_above,
    "合计": _total,
}
