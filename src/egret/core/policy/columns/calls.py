"""Functions of the language over columns, one small function each; `functions` tells what they come to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..syntax import ROUNDINGS, Call
from . import bands, days, lists
from .block import Block
from .parts import (
    Names,
    Part,
    Share,
    Whole,
    alike,
    column_of,
    compared,
    select,
    select_truth,
    shared,
    truth,
    work,
)

Make = Callable[[Names, Call, tuple[Part, ...]], Part]


def _rounding(_names: Names, node: Call, arguments: tuple[Part, ...]) -> Part:
    rounded, (exact,) = _ROUNDED[node.function], arguments

    def run(block: Block) -> Whole:
        num, den = exact.as_share(block)
        if isinstance(num, int) and isinstance(den, int):
            num = column_of(block, num)
        return rounded(block, num, den)

    return exact if exact.den == 1 else Part(run)


def _down(block: Block, num: Whole, den: Whole) -> Whole:
    return work(block, np.floor_divide, num, den)


def _with_rest(up: Callable[[Whole, Whole, Whole], Whole]) -> Callable[[Block, Whole, Whole], Whole]:
    """Rounding by what a division leaves over: `up` of whole, rest and denominator."""

    def rounded(block: Block, num: Whole, den: Whole) -> Whole:
        whole = block.whole()
        np.floor_divide(num, den, out=whole)
        rest = num - whole * den
        np.add(whole, up(whole, rest, den), out=whole)
        block.free(num, den)
        return whole

    return rounded


_ROUNDED: dict[str, Callable[[Block, Whole, Whole], Whole]] = {
    "向下取整": _down,
    "向上取整": _with_rest(lambda _whole, rest, _den: rest > 0),
    # Not twice the rest, which might not fit.
    "四舍五入": _with_rest(lambda _whole, rest, den: rest >= den - rest),
    "四舍六入五成双": _with_rest(lambda whole, rest, den: rest > den - rest - (whole & 1)),
}


def _condition(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    condition, one, other = arguments
    if one.truth:
        return truth(
            lambda block: select_truth(block, condition.run(block), one.run(block), other.run(block))
        )
    den, (yes, no) = alike(one, other)
    return Part(lambda block: select(block, condition.run(block), yes.run(block), no.run(block)), den)


def _each_full(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    amount, unit = arguments
    return Part(lambda block: work(block, np.floor_divide, amount.run(block), unit.run(block)))


def _net_of_tax(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    """money ÷ (1 + n/d) = money × d over d + n."""
    amount, rate = arguments

    def share(block: Block) -> Share:
        num = work(block, np.multiply, amount.run(block), rate.den)
        return Share(num, work(block, np.add, rate.run(block), rate.den))

    return shared(share)


def _ratio(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    part, whole = arguments

    def share(block: Block) -> Share:
        num, den = part.run(block), whole.run(block)
        block.refuse("no_ratio", np.broadcast_to(np.equal(den, 0), block.rows))
        return Share(num, den)

    return shared(share)


def _run_above(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    series, threshold, months = arguments

    def run(block: Block) -> Whole:
        columns, floor, wanted = series.run(block), threshold.run(block), months.run(block)
        length, longest = np.zeros(block.rows, np.int64), np.zeros(block.rows, np.int64)
        for month in np.asarray(columns).T:
            length = (length + 1) * (month > floor)
            np.maximum(longest, length, out=longest)
        block.free(floor)
        return compared(block, np.greater_equal, longest, wanted)

    return truth(run)


def _total(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    (series,) = arguments
    return Part(lambda block: np.asarray(series.run(block)).sum(axis=1))


CALLS: dict[str, Make] = {
    **dict.fromkeys(ROUNDINGS, _rounding),
    "如果": _condition,
    "每满": _each_full,
    "不含税": _net_of_tax,
    "比例": _ratio,
    "连续": _run_above,
    "合计": _total,
    "分段": bands.of_band,
    "分段累计": bands.by_bands,
    "在列": lists.listed,
    "天数": days.days_between,
    "周年": days.full_years,
    "工作日后": days.working_days_after,
    "自然日后": days.calendar_days_after,
    "月后": days.months_after,
}
