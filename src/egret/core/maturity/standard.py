"""A national measure of digital level: what it asks, what each answer is worth, what each level takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

LEVELS = 4
PERCENT = 100
MOST_OPTIONS = 16  # a multi question's answers are looked up by their set


class Kind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    title_en: str
    number: str
    issued_on: date
    issuer: str
    issuer_en: str
    url: str


@dataclass(frozen=True, slots=True)
class Status:
    """Whether one part of the file is confirmed, and by what."""

    part: str
    verified: bool
    note: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    name: str
    name_en: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """A share in percent, open at `above` and closed at `upto`; the lowest band includes 0."""

    above: int
    upto: int


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: str
    label_en: str
    points: Fraction
    alone: bool
    band: Band | None


@dataclass(frozen=True, slots=True)
class Field:
    """A raw number asked beside a question."""

    key: str
    label: str
    label_en: str
    unit: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class Share:
    """The fields whose quotient chooses the band; either may be asked at another question."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    dimension: str
    level2: str
    level2_en: str
    level3: str
    level3_en: str
    title: str
    title_en: str
    kind: Kind
    points: Fraction
    options: tuple[Option, ...]
    fields: tuple[Field, ...]
    share: Share | None

    def worth(self, keys: frozenset[str]) -> Fraction:
        return sum((option.points for option in self.options if option.key in keys), Fraction(0))


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Scenario:
    code: str
    area: str
    name: str
    name_en: str
    binding: bool
    levels: tuple[str, ...]
    levels_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What a level asks for: a score, scenarios at or above the level, and binding ones among them."""

    level: int
    name: str
    name_en: str
    score: Fraction
    scenarios: int
    binding: int


@dataclass(frozen=True, slots=True)
class Standard:
    id: str
    edition: str
    table: str
    table_en: str
    document: Document
    statuses: tuple[Status, ...]
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    areas: tuple[Area, ...]
    scenarios: tuple[Scenario, ...]
    levels: tuple[Level, ...]

    @property
    def unverified(self) -> tuple[Status, ...]:
        return tuple(status for status in self.statuses if not status.verified)


@dataclass(frozen=True, slots=True)
class GivenLevel:
    """A level as an earlier edition names it, and the score from which its text lets it begin."""

    level: int
    name: str
    name_en: str
    score: Fraction


@dataclass(frozen=True, slots=True)
class GivenStandard:
    """An edition whose questions are not kept: its results are stored as they were given and never converted."""

    id: str
    edition: str
    table: str
    table_en: str
    document: Document
    statuses: tuple[Status, ...]
    levels: tuple[GivenLevel, ...]


@dataclass(frozen=True, slots=True)
class GivenResult:
    standard: str
    level: int
    score: Fraction | None
