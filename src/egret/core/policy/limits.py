"""Caps that remember: what a claim still gets after earlier claims drew on the same cap.

What counts as drawn is what was granted, not what was asked for: a claim that was cut takes no room with the part
it lost. A claim gets min(used + claim, cap) − min(used, cap); where caps differ between claims, the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_LEAP_DAY_CLIPPED = 28


class Window(StrEnum):
    CALENDAR_YEAR = "calendar_year"
    ROLLING_YEAR = "rolling_year"
    PROGRAMME = "programme"
    LIFETIME = "lifetime"


class Counts(StrEnum):
    AWARDED = "awarded"
    PAID = "paid"


Days = tuple[date, date]  # first and last day, both included


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an earlier claim drew on the limit: awarded, and paid of it by now."""

    on: date
    awarded_fen: int
    paid_fen: int

    def fen(self, counts: Counts) -> int:
        return self.awarded_fen if counts == Counts.AWARDED else self.paid_fen


@dataclass(frozen=True, slots=True)
class Grant:
    """`used_fen` was drawn before, `left_fen` was free then."""

    claimed_fen: int
    cap_fen: int
    used_fen: int
    left_fen: int
    granted_fen: int

    @property
    def bound(self) -> bool:
        return self.granted_fen < self.claimed_fen


class OutsideProgramme(ValueError):
    """The claim's day lies outside the programme that its limit runs over."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How a limit remembers. `programme` are the days of a programme window; other windows need none."""

    window: Window
    counts: Counts = Counts.AWARDED
    programme: Days | None = None


def year_before(day: date) -> date:
    """The same day a year earlier; 29 February has 28 February."""
    last = min(day.day, _LEAP_DAY_CLIPPED) if day.month == 2 else day.day  # noqa: PLR2004
    return day.replace(year=day.year - 1, day=last)


def used_before(on: date, memory: Memory, earlier: Iterable[Drawn]) -> int:
    """Fen drawn by `earlier` in the window that a claim dated `on` falls into.

    A calendar year, a programme and a lifetime count every earlier decision, whatever its day's place in the window.
    A rolling year ends at the claim's day and begins the day after the same day of the year before: 365 days, or
    366 with a 29 February among them. Where a claim of a later day was decided before, the year that ends there
    holds this claim too; the fullest of these years counts, so that no year ever pays more than the cap.
    """
    drawn = [(one.on, one.fen(memory.counts)) for one in earlier]
    if memory.window == Window.ROLLING_YEAR:
        ends = {on} | {day for day, _ in drawn if year_before(day) < on < day}
        return max(sum(fen for day, fen in drawn if year_before(end) < day <= end) for end in ends)
    first, last = _days(on, memory)
    return sum(fen for day, fen in drawn if first <= day <= last)


def granted(claim_fen: int, cap_fen: int, used_fen: int) -> Grant:
    """What a claim gets under a cap of which `used_fen` is drawn; a cap that fell below that leaves nothing."""
    if min(claim_fen, cap_fen, used_fen) < 0:
        raise ValueError(f"amounts are zero or more, got {claim_fen}, {cap_fen}, {used_fen}")
    total = used_fen + claim_fen
    grant = min(total, cap_fen) - min(used_fen, cap_fen)
    return Grant(claim_fen, cap_fen, used_fen, max(cap_fen - used_fen, 0), grant)


def _days(on: date, memory: Memory) -> Days:
    match memory.window:
        case Window.CALENDAR_YEAR:
            return date(on.year, 1, 1), date(on.year, 12, 31)
        case Window.PROGRAMME:
            if memory.programme is None:
                raise ValueError("a programme window needs the programme's days")
            first, last = memory.programme
            if not first <= on <= last:
                raise OutsideProgramme(f"{on} lies outside {first} to {last}")
            return first, last
        case _:
            return date.min, date.max
