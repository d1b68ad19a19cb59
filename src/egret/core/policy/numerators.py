"""Values as whole numbers over a denominator, days since 1970-01-01 and seconds of UTC: what columns and SQL carry."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from math import lcm
from typing import cast

from .clause import Version
from .functions import FIRST_DAY, LAST_DAY

_EPOCH = date(1970, 1, 1).toordinal()
_CHINA_AHEAD, _A_DAY = 8 * 3600, 86_400
Dated = tuple[tuple[tuple[str, int], ...], ...]  # for each version its dates: (label, not before this day)


def day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


FIRST, LAST = day_number(FIRST_DAY), day_number(LAST_DAY)
FIRST_SECOND = FIRST * _A_DAY - _CHINA_AHEAD
LAST_SECOND = (LAST + 1) * _A_DAY - _CHINA_AHEAD - 1


def number(value: object, den: int) -> int:
    """A parameter's value as it is carried over `den`, a multiple of its own denominator."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return day_number(value)
    return int(cast(Fraction, value) * den)


def den_of(versions: tuple[Version, ...]) -> int:
    """One denominator for a parameter in all its versions."""
    values = [
        value
        for version in versions
        for value in (*version.cells.values(), *(band.value for band in version.bands))
    ]
    return lcm(*(Fraction(value).denominator for value in values if isinstance(value, int | Fraction)))


def dated(versions: tuple[Version, ...], as_of: str) -> Dated:
    return tuple(
        (
            (as_of, day_number(version.from_on)),
            *((label, day_number(day)) for label, day in version.only_from.items()),
        )
        for version in versions
    )


def ended(versions: tuple[Version, ...]) -> frozenset[int]:
    """Places of the versions that end the clause."""
    return frozenset(place for place, version in enumerate(versions) if version.ended)
