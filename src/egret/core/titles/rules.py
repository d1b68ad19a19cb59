"""What a rule set holds: facts, figures made of them, needs, and perhaps a table of points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from egret.core.conditions import Condition


class Title(StrEnum):
    INNOVATIVE = "innovative"
    SPECIALISED = "specialised"
    LITTLE_GIANT = "little_giant"


class Kind(StrEnum):
    MONEY = "money"  # whole fen; a profit may be below zero
    SHARE = "share"  # a rate from 0 to 1
    COUNT = "count"
    POINTS = "points"  # an exact number of zero or more
    FLAG = "flag"
    CHOICE = "choice"


class Figure(StrEnum):
    """How a figure is made of facts, the newest year first."""

    SHARE = "share"  # first ÷ second
    MEAN = "mean"
    SUM = "sum"
    MEAN_GROWTH = "mean_growth"  # of two years: the mean of both growths
    GROWTH = "growth"  # first ÷ second - 1
    FACTOR = "factor"  # first ÷ last: compound growth over the years between, not yet rooted


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    label: Words
    kind: Kind
    words: Mapping[str, Words]  # of a choice


@dataclass(frozen=True, slots=True)
class Made:
    """A figure made of facts. `label` names it in a reason."""

    id: str
    label: Words
    figure: Figure
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One of `any` must hold. At a re-check `recheck` stands in its place; empty, the need is then not tested."""

    code: str
    label: Words
    any: tuple[Condition, ...]
    recheck: tuple[Condition, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Tier:
    any: tuple[Condition, ...]
    points: Fraction


@dataclass(frozen=True, slots=True)
class Indicator:
    """Of `tiers` the first that holds counts, or all that hold together (`adds`), or a fact gives the points itself;
    never more than `most`."""

    code: str
    group: str
    label: Words
    most: Fraction
    tiers: tuple[Tier, ...]
    adds: bool
    given: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: Words
    most: Fraction


@dataclass(frozen=True, slots=True)
class Note:
    part: str
    verified: bool
    note: Words


@dataclass(frozen=True, slots=True)
class TitleRules:
    """In force from a day to a day; re-checks (复核) may follow it longer."""

    id: str
    title: Title
    name: Words
    number: str
    article: str
    from_on: date
    to_on: date
    recheck_to: date
    notes: tuple[Note, ...]
    needs: tuple[Need, ...]
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    facts: Mapping[str, Fact]
    made: Mapping[str, Made]
    sets: tuple[TitleRules, ...]

    def rules(self, title: Title, day: date, *, recheck: bool = False) -> TitleRules:
        """What a title is judged by on a day. KeyError before the first rule set."""
        fitting = [one for one in self.sets if one.title is title and one.from_on <= day]
        if recheck:
            longer = [one for one in fitting if one.to_on < day <= one.recheck_to]
            fitting = longer or fitting
        fitting = [one for one in fitting if day <= max(one.to_on, one.recheck_to if recheck else one.to_on)]
        if not fitting:
            raise KeyError(f"no rules for {title} on {day}")
        return fitting[-1]
