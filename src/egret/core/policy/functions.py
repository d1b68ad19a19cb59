"""What the formula language's functions come to, on plain values. Columns and SQL must agree with these."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from egret.core.days import OFFICIAL, YearUnknown, add_working_days

from .clause import Band, Number, Register

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
_MONTHS = 12


class NoDay(ValueError):
    """The day lies beyond the calendar."""


class NoRatio(ValueError):
    """A share of nothing."""


def within(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NoDay
    return day


def days_between(first: date, last: date) -> int:
    """Days from the first to the last, 0 when the last comes before."""
    return max((last - first).days, 0)


def full_years(first: date, last: date) -> int:
    """Birthdays passed; 29 February has its birthday on 1 March in common years."""
    return max(last.year - first.year - ((last.month, last.day) < (first.month, first.day)), 0)


def working_days_after(day: date, count: int) -> date:
    try:
        return within(add_working_days(day, count, OFFICIAL))
    except YearUnknown:
        raise NoDay from None


def calendar_days_after(day: date, count: int) -> date:
    return within(day + timedelta(days=count)) if count <= (LAST_DAY - FIRST_DAY).days else _beyond()


def months_after(day: date, count: int) -> date:
    """The same day number so many months on, or the last of a shorter month."""
    months = day.year * _MONTHS + day.month - 1 + count
    year, month = months // _MONTHS, months % _MONTHS + 1
    if year > LAST_DAY.year:
        raise NoDay
    return within(date(year, month, min(day.day, monthrange(year, month)[1])))


def _beyond() -> date:
    raise NoDay


def run_above(series: tuple[int, ...], threshold: int, months: int) -> bool:
    """Whether some `months` consecutive entries all lie above the threshold; no months at all are always found."""
    run = 0
    if months == 0:
        return True
    for count in series:
        run = run + 1 if count > threshold else 0
        if run >= months:
            return True
    return False


def band_of(amount: Number, bands: tuple[Band, ...]) -> Band:
    return bands[bisect_right(bands, amount, key=lambda band: band.at_least) - 1]


def by_bands(amount: int, bands: tuple[Band, ...]) -> Number:
    """Each band's part of the amount times the band's value, summed."""
    total: Number = 0
    for place, band in enumerate(bands):
        upper = bands[place + 1].at_least if place + 1 < len(bands) else amount
        part = min(amount, upper) - band.at_least
        if part > 0:
            total += part * band.value
    return total


def net_of_tax(fen: int, rate: Fraction) -> Fraction:
    return fen / (1 + rate)


def ratio(part: int, whole: int) -> Fraction:
    if whole == 0:
        raise NoRatio
    return Fraction(part, whole)


def on_register(code: str, register: Register, day: date) -> bool:
    return any(
        entry.code == code and entry.from_on <= day and (entry.to_on is None or day <= entry.to_on)
        for entry in register.entries
    )
