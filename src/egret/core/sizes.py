"""Size classes of enterprises by staff and revenue, from thresholds given as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from egret.core.findings import Finding
from egret.core.reading import BadFile, Table, opened, twice

FEN_PER_WAN = 1_000_000


class SizeClass(StrEnum):
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


@dataclass(frozen=True, slots=True)
class Floor:
    """The lower limits of a class; both are needed."""

    size: SizeClass
    staff: int
    revenue_fen: int


@dataclass(frozen=True, slots=True)
class AboveScale:
    revenue_fen: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SizeRule:
    """One sector's floors, the largest class first."""

    sector: str
    name: str
    name_en: str
    floors: tuple[Floor, ...]
    above_scale: AboveScale | None
    source: str
    verified: bool
    note: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Sizes:
    title: str
    title_en: str
    number: str
    rules: tuple[SizeRule, ...]

    def rule(self, sector: str) -> SizeRule:
        for rule in self.rules:
            if rule.sector == sector:
                return rule
        raise KeyError(sector)


def size_class(rule: SizeRule, staff: int, revenue_fen: int) -> SizeClass:
    """The largest class both of whose lower limits are met: who misses one drops to the next."""
    if staff < 0 or revenue_fen < 0:
        raise ValueError(f"staff and revenue are zero or more, got {staff} and {revenue_fen}")
    for floor in rule.floors:
        if staff >= floor.staff and revenue_fen >= floor.revenue_fen:
            return floor.size
    return SizeClass.MICRO


def above_scale_expected(rule: SizeRule, revenue_fen: int) -> bool:
    """Only to warn: being above scale is a state in the statistics directory, not a computed one."""
    return rule.above_scale is not None and revenue_fen >= rule.above_scale.revenue_fen


def read_sizes(text: str, file: str) -> Sizes:
    findings: list[Finding] = []
    top = opened(text, file, findings)
    document = top.table("document")
    sizes = Sizes(
        title=document.text("title"),
        title_en=document.text("title_en"),
        number=document.text("number"),
        rules=tuple(_rule(table) for table in top.tables("rule")),
    )
    document.close()
    top.close()
    for sector in twice(tuple(rule.sector for rule in sizes.rules)):
        top.fault("rule", f"{sector} is given twice", "Give each sector one rule")
    if findings:
        raise BadFile(tuple(findings))
    return sizes


def _rule(table: Table) -> SizeRule:
    rule = SizeRule(
        sector=table.text("sector"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        floors=tuple(_floor(table, size) for size in SizeClass if size is not SizeClass.MICRO),
        above_scale=_above_scale(table.table("above_scale")) if table.has("above_scale") else None,
        source=table.text("source"),
        verified=table.flag("verified"),
        note=table.text("note"),
        note_en=table.text("note_en"),
    )
    table.close()
    for larger, smaller in pairwise(rule.floors):
        if larger.staff <= smaller.staff or larger.revenue_fen <= smaller.revenue_fen:
            table.fault(larger.size, f"not above {smaller.size}", "A larger class has higher limits")
    return rule


def _floor(table: Table, size: SizeClass) -> Floor:
    limits = table.table(size)
    floor = Floor(size, limits.whole("staff"), limits.whole("revenue_wan") * FEN_PER_WAN)
    limits.close()
    return floor


def _above_scale(table: Table) -> AboveScale:
    above = AboveScale(table.whole("revenue_wan") * FEN_PER_WAN, table.text("source"), table.flag("verified"))
    table.close()
    return above
