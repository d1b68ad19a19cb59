"""Days counted and moved, as numbers of days since 1970-01-01."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np

from egret.core.days import OFFICIAL

from ..functions import LAST_DAY
from ..numerators import FIRST, LAST, day_number
from ..syntax import Call
from .block import Block
from .frame import Array
from .parts import Names, Part, Whole

_MONTH_BITS = 5  # a day of a month fits
_MONTHS_MOST = (LAST_DAY.year - 1970 + 1) * 12


def days_between(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    first, last = arguments

    def run(block: Block) -> Whole:
        begin, end = first.run(block), last.run(block)
        out = block.whole()
        np.subtract(end, begin, out=out)
        np.maximum(out, 0, out=out)
        block.free(begin, end)
        return out

    return Part(run)


def full_years(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    first, last = arguments

    def run(block: Block) -> Whole:
        begin, end = first.run(block), last.run(block)
        (months, day), (months_then, day_then) = _months(begin), _months(end)
        years = months_then // 12 - months // 12
        birthday = (months % 12 << _MONTH_BITS) + day
        before = (months_then % 12 << _MONTH_BITS) + day_then < birthday
        block.free(begin, end)
        return np.broadcast_to(np.maximum(years - before, 0), block.rows)

    return Part(run)


def _months(days: Whole) -> tuple[Array, Array]:
    """Months since January 1970, and the day of the month from 0."""
    numbers = np.asarray(days, np.int64)
    months = numbers.astype("M8[D]").astype("M8[M]")
    return months.astype(np.int64), numbers - months.astype("M8[D]").astype(np.int64)


def calendar_days_after(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    first, count = arguments

    def run(block: Block) -> Whole:
        begin, many = first.run(block), count.run(block)
        out = np.asarray(begin) + np.minimum(many, LAST - FIRST + 1)
        block.free(begin, many)
        return _within(block, out)

    return Part(run)


def months_after(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    first, count = arguments

    def run(block: Block) -> Whole:
        begin, many = first.run(block), count.run(block)
        months, day = _months(begin)
        # What lies past the calendar is refused below; the bound keeps numpy's own dates from wrapping.
        months = months + np.minimum(many, _MONTHS_MOST)
        begins = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
        length = (months + 1).astype("M8[M]").astype("M8[D]").astype(np.int64) - begins
        block.free(begin, many)
        return _within(block, begins + np.minimum(day, length - 1))

    return Part(run)


def working_days_after(_names: Names, _node: Call, arguments: tuple[Part, ...]) -> Part:
    first, count = arguments

    def run(block: Block) -> Whole:
        begin, many = np.asarray(first.run(block)), np.asarray(count.run(block))
        known_from, working = _working_days()
        place = np.searchsorted(working, begin, side="right") + np.minimum(many, len(working)) - 1
        moved = working[np.clip(place, 0, len(working) - 1)]
        unknown = (place >= len(working)) | (begin < known_from - 1)
        block.refuse("no_day", np.broadcast_to(unknown & (many > 0), block.rows))
        out = np.where(many > 0, moved, begin)
        block.free(begin, many)
        return _within(block, out)

    return Part(run)


@cache
def _working_days() -> tuple[int, Array]:
    """The first day of the official calendar, and its working days until the first year that is not known."""
    first = min(OFFICIAL.years)
    year, days = first, []
    while year in OFFICIAL.years:
        day = date(year, 1, 1)
        while day.year == year:
            if OFFICIAL.is_working(day):
                days.append(day_number(day))
            day += timedelta(days=1)
        year += 1
    return day_number(date(first, 1, 1)), np.array(days, np.int64)


def _within(block: Block, days: Array) -> Array:
    out = np.broadcast_to(days, block.rows)
    block.refuse("no_day", (out < FIRST) | (out > LAST))
    return out
