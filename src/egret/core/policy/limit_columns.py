"""Caps that remember, over columns of claims, and the same as a query.

Rows are claims: key (whose limit), day (days since 1970-01-01), fen, cap in fen, order within the day; all int64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .limits import Window

Ints = NDArray[np.int64]

_SUMS = 2**62  # sums stay below this, so that they fit int64 with room to spare

# Over a relation `claims` (key, day DATE, fen, cap, place): one row per place with `granted`. `$by_year` starts anew
# each calendar year. The running total is the least of what was asked for and, for each earlier cap, that cap plus
# what was asked for since; this holds while caps never fall, so a falling one is an error.
LIMITS_SQL = """
WITH placed AS (
    SELECT key, CASE WHEN $by_year THEN year(day) ELSE 0 END AS span, day, fen, cap, place FROM claims
), summed AS (
    SELECT *, sum(fen) OVER claim_by_claim AS asked,
        CASE WHEN cap < lag(cap) OVER claim_by_claim THEN error('a cap fell') ELSE cap END AS held
    FROM placed WINDOW claim_by_claim AS (PARTITION BY key, span ORDER BY day, place)
), totals AS (
    SELECT *, asked + least(0, min(held - asked) OVER claim_by_claim) AS total
    FROM summed WINDOW claim_by_claim AS (PARTITION BY key, span ORDER BY day, place)
)
SELECT place, (total - coalesce(lag(total) OVER claim_by_claim, 0))::BIGINT AS granted
FROM totals WINDOW claim_by_claim AS (PARTITION BY key, span ORDER BY day, place)
ORDER BY place
"""


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Claims as columns of one length."""

    keys: Ints
    days: Ints
    fen: Ints
    caps: Ints
    order: Ints

    def __post_init__(self) -> None:
        columns = (self.keys, self.days, self.fen, self.caps, self.order)
        if len({len(column) for column in columns}) != 1:
            raise ValueError("columns differ in length")
        if len(self.fen) and (int(self.fen.min()) < 0 or int(self.caps.min()) < 0):
            raise ValueError("amounts are zero or more")
        if len(self.fen) and int(self.fen.max()) * len(self.fen) >= _SUMS:
            raise ValueError("the sum of the claims may not fit")


def granted_in_columns(claims: Claims, window: Window = Window.LIFETIME) -> Ints:
    """Fen that each claim gets, in the order of the rows; claims count by day, then by order.

    A programme is a lifetime of the claims within it. Caps that stay the same within a key are done by sums alone;
    keys whose caps change, and rolling years, claim by claim for all keys at once.
    """
    if not len(claims.fen):
        return claims.fen.copy()
    by_year = window == Window.CALENDAR_YEAR
    spans = _years(claims.days) if by_year else np.zeros_like(claims.days)
    places = _sorted(claims)
    keys, days, fen, caps = (column[places] for column in (claims.keys, claims.days, claims.fen, claims.caps))
    first = np.empty(len(fen), dtype=bool)
    first[0] = True
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    if by_year:
        years = spans[places]
        first[1:] |= years[1:] != years[:-1]
    heads = np.flatnonzero(first)
    lengths = np.diff(heads, append=len(fen))
    if window == Window.ROLLING_YEAR:
        got = _claim_by_claim(fen, caps, heads, lengths, _opening(days, heads, lengths))
    else:
        got = _by_sums(fen, caps, heads, lengths)
        changing = _changing(caps, first, heads)
        if changing.any():
            opening = np.repeat(heads, lengths)
            rows = np.repeat(changing, lengths)
            turns = _claim_by_claim(fen, caps, heads[changing], lengths[changing], opening)
            got[rows] = turns[rows]
    result = np.empty_like(got)
    result[places] = got
    return result


def _sorted(claims: Claims) -> NDArray[np.intp]:
    """Rows by key, day, order. Packed into one number where they fit, since one sort is quicker than three."""
    packed, room = np.zeros_like(claims.keys), 1
    for column in (claims.keys, claims.days, claims.order):
        least = int(column.min())
        reach = int(column.max()) - least + 1
        room *= reach
        if room >= _SUMS:
            return np.lexsort((claims.order, claims.days, claims.keys))
        packed = packed * reach + (column - least)
    return np.argsort(packed, kind="stable")


def _by_sums(fen: Ints, caps: Ints, heads: Ints, lengths: Ints) -> Ints:
    asked = np.cumsum(fen)
    asked -= np.repeat(asked[heads] - fen[heads], lengths)
    before = np.minimum(asked - fen, caps)
    np.minimum(asked, caps, out=asked)
    asked -= before
    return asked


def _changing(caps: Ints, first: NDArray[np.bool_], heads: Ints) -> NDArray[np.bool_]:
    moved = np.zeros(len(caps), dtype=bool)
    np.not_equal(caps[1:], caps[:-1], out=moved[1:])
    moved &= ~first
    return np.logical_or.reduceat(moved, heads)


def _claim_by_claim(fen: Ints, caps: Ints, heads: Ints, lengths: Ints, opening: Ints) -> Ints:
    """Every key's first claim at once, then every second one; `opening` is the row where a row's window begins."""
    got = np.zeros_like(fen)
    drawn = np.zeros(len(fen) + 1, dtype=np.int64)  # by the key before this row
    longest_first = np.argsort(-lengths, kind="stable")
    heads, lengths = heads[longest_first], lengths[longest_first]
    for turn in range(int(lengths[0])):
        active = int(np.searchsorted(-lengths, -turn, side="left"))
        rows = heads[:active] + turn
        used = drawn[rows] - drawn[opening[rows]]
        got[rows] = np.minimum(fen[rows], np.maximum(caps[rows] - used, 0))
        going_on = lengths[:active] > turn + 1
        on = rows[going_on]
        drawn[on + 1] = drawn[on] + got[on]
    return got


def _opening(days: Ints, heads: Ints, lengths: Ints) -> Ints:
    """For each row the first row of its key that its rolling year holds."""
    least = int(days.min()) - 1
    reach = int(days.max()) - least + 1
    keys = np.repeat(np.arange(len(heads), dtype=np.int64), lengths) * reach
    begins = np.maximum(_years_before(days) + 1 - least, 0)
    rows: Ints = np.searchsorted(keys + (days - least), keys + begins, side="left").astype(np.int64)
    return rows


def _years(days: Ints) -> Ints:
    years: Ints = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return years


def _years_before(days: Ints) -> Ints:
    """The same day a year earlier, clipped to the end of the month, as `limits.year_before`."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    in_month = days - months.astype("datetime64[D]").astype(np.int64)
    begins = (months - 12).astype("datetime64[D]").astype(np.int64)
    ends = (months - 11).astype("datetime64[D]").astype(np.int64) - 1
    before: Ints = np.minimum(begins + in_month, ends)
    return before
