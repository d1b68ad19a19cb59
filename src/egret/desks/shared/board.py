"""The plan's indicators and its districts as public and office show them: figures already worded, shares exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from egret.core.money import Rounding, rounded
from egret.core.packs.model import Base, Span, by_id
from egret.core.policy.clause import Term
from egret.rooms.city import queries as city
from egret.rooms.indicator import queries as indicators

UNITS = {
    "enterprises": _("enterprises"),
    "pieces": _("pieces"),
    "copies": _("copies"),
    "percent": _("%"),
}
SHADES = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator in one period, or in all when it names none."""

    period: Span | None
    target: str
    actual: str
    count: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    term: Term
    unit: object
    base: Base | None
    reported: bool
    opens: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    term: Term
    contracted: int
    accepted: int
    shade: int


def percent(share: Fraction) -> str:
    """`185/417` → `44.36`: two decimals, rounded half up from the exact share."""
    whole, rest = divmod(rounded(share * 10_000, Rounding.HALF_UP), 100)
    return f"{whole}.{rest:02d}"


def groups() -> list[tuple[Term, list[Line]]]:
    pack, rows = city.pack(), indicators.board()
    return [
        (group.term, [_line(row) for row in rows if row.indicator.group == group.id]) for group in pack.groups
    ]


def _line(row: indicators.Row) -> Line:
    pack, indicator = city.pack(), row.indicator
    base = by_id(pack.bases, indicator.base) if indicator.base else None
    cells = zip((*pack.periods, None), (*row.cells, row.total), strict=True)
    reported = indicator.measure == "reported"
    return Line(
        indicator.id,
        indicator.term,
        UNITS[indicator.unit],
        base,
        reported,
        reported or row.drills,
        tuple(_figure(period, cell) for period, cell in cells),
    )


def _figure(period: Span | None, cell: indicators.Cell) -> Figure:
    said = percent if cell.base else str
    width = min(100, int(cell.done * 100))
    return Figure(period, said(cell.target), said(cell.actual), cell.count, width)


def tiles() -> list[list[Tile | None]]:
    """The sketch of the city, row by row from the left; None where no district lies."""
    districts, counts = city.pack().districts, indicators.by_district()
    most = max((contracted for contracted, _accepted in counts.values()), default=0)
    there = {
        (district.row, district.col): Tile(
            district.term, *counts[district.id], _shade(counts[district.id][0], most)
        )
        for district in districts
    }
    rows = range(1, max(district.row for district in districts) + 1)
    cols = range(1, max(district.col for district in districts) + 1)
    return [[there.get((row, col)) for col in cols] for row in rows]


def _shade(count: int, most: int) -> int:
    """0 where nothing is, up to `SHADES` where most is."""
    return -(-count * SHADES // most) if most else 0
