"""What a rule of sanctions lets an officer decide: a fine between two rates of the recalled money, a ban until a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from egret.core.money import Rounding, rounded
from egret.core.policy.functions import months_after


def fine_bounds(lowest: Fraction, highest: Fraction, recalled_fen: int) -> tuple[int, int]:
    """The least and the most whole fen that lie within the rates of `recalled_fen`: neither bound is ever overstepped."""
    return (
        rounded(recalled_fen * lowest, Rounding.UP),
        rounded(recalled_fen * highest, Rounding.DOWN),
    )


def banned_until(decided_on: date, months: int) -> date | None:
    """The last day of a ban that begins on the day it was decided; None where there is none."""
    return months_after(decided_on, months) if months else None
