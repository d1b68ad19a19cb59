"""Days as the law counts them: China time, official working days, deadlines, the end of a public notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from chinese_calendar.constants import holidays, workdays

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

_DAY = timedelta(days=1)
_SATURDAY = 5


class DayUnit(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


class YearUnknown(ValueError):
    """The official days off of `year` are not in the calendar; a pack may add them."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the working days of {year} are not known")
        self.year = year


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and weekend days worked, complete for the years named."""

    years: frozenset[int]
    off: frozenset[date]
    worked: frozenset[date]

    def is_working(self, day: date) -> bool:
        if day.year not in self.years:
            raise YearUnknown(day.year)
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def with_year(self, year: int, off: frozenset[date], worked: frozenset[date]) -> Calendar:
        if year in self.years or any(day.year != year for day in off | worked) or off & worked:
            raise ValueError(f"{year} is known already, or days do not fit it")
        return Calendar(self.years | {year}, self.off | off, self.worked | worked)


OFFICIAL = Calendar(
    years=frozenset(day.year for day in holidays),
    off=frozenset(holidays),
    worked=frozenset(workdays),
)


def add_working_days(start: date, n: int, calendar: Calendar = OFFICIAL) -> date:
    """The n-th working day after `start`; the day itself is not counted."""
    if n < 0:
        raise ValueError(f"deadlines run forward, got {n}")
    day = start
    while n:
        day += _DAY
        n -= calendar.is_working(day)
    return day


def deadline(start: date, n: int, unit: DayUnit, calendar: Calendar = OFFICIAL) -> date:
    """The last day of a term of n days that `start` sets off."""
    if unit is DayUnit.WORKING:
        return add_working_days(start, n, calendar)
    if n < 0:
        raise ValueError(f"deadlines run forward, got {n}")
    return start + n * _DAY


def china_day(at: datetime) -> date:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return at.astimezone(CHINA).date()


def end_of(day: date) -> datetime:
    """The moment at which the day is over in China."""
    return datetime.combine(day + _DAY, time(0), CHINA)


def notice_closes(opened: datetime, days: int, unit: DayUnit, calendar: Calendar = OFFICIAL) -> datetime:
    """A notice runs `days` full days after the day it opens and closes at 24:00 of the last."""
    if days < 1:
        raise ValueError(f"a notice runs a day or more, got {days}")
    last = deadline(china_day(opened), days, unit, calendar)
    return end_of(last)
