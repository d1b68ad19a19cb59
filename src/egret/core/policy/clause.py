"""What a clause is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .syntax import Node


class Kind(StrEnum):
    MONEY = "money"  # whole fen
    RATE = "rate"  # exact rational
    EXACT = "exact"  # money × rate, before a rounding is named
    COUNT = "count"
    BOOL = "bool"
    ENUM = "enum"
    DATE = "date"


EVENTS = ("合同审核通过", "验收确认")
CONTRACT_CHECKED, ACCEPTANCE_DECIDED = EVENTS

Value = int | Fraction | bool | str | date


@dataclass(frozen=True, slots=True)
class Term:
    """A name in both languages; formulas use the Chinese one."""

    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    term: Term
    kind: Kind
    values: Mapping[str, int]  # an enum's words and their order; empty otherwise
    max_fen: int  # the bound of a money fact; 0 otherwise
    decided: bool  # set by an authority within a ceiling, not measured
    evidence: tuple[str, ...]

    def word(self, value: Value) -> Value:
        words = {place: word for word, place in self.values.items()}
        return words[value] if words and isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a parameter, from a day on. A look-up holds a cell per word of its enum."""

    from_on: date
    cells: Mapping[str, int | Fraction]  # key "" when the parameter is no look-up
    source: str


@dataclass(frozen=True, slots=True)
class Param:
    term: Term
    kind: Kind
    by: str  # label of the enum fact that it is looked up by, or ""
    as_of: str  # label of the date fact that picks the version
    versions: tuple[Version, ...]

    def version_on(self, day: date) -> Version | None:
        held = [version for version in self.versions if version.from_on <= day]
        return held[-1] if held else None


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    term: Term
    when: tuple[str, ...]  # labels of bool facts, all needed
    require: Node | None
    expr: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Stage:
    """A payment stage. `due` is cumulative: what is paid is due less what was paid before."""

    id: str
    term: Term
    on: str  # the event that it follows, one of EVENTS
    due: str  # label of a step


@dataclass(frozen=True, slots=True)
class Reclaim:
    """An event after which nothing is due any more, so that what was paid comes back."""

    on: str
    within_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who settled a point that the text leaves open."""

    on: str
    answer: str
    by: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CostKind:
    """A kind of spending that contracts and invoices are broken down by."""

    id: str
    term: Term
    eligible: bool


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    term: Term
    gist: Term
    document: str
    article: str
    valid_from: date
    valid_to: date
    facts: tuple[Fact, ...]
    params: tuple[Param, ...]
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]
    reclaims: tuple[Reclaim, ...]
    decisions: tuple[Decision, ...]
    costs: tuple[CostKind, ...]
    not_encoded: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every name of the clause: facts, parameters, steps."""
        return (
            *(fact.term for fact in self.facts),
            *(param.term for param in self.params),
            *(step.term for step in self.steps),
        )

    def stages_on(self, event: str) -> tuple[Stage, ...]:
        return tuple(stage for stage in self.stages if stage.on == event)

    def facts_by_id(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """`known` by fact id → by label; an enum's place becomes its word. What the clause doesn't ask for is left out."""
        return {fact.term.label: fact.word(known[fact.id]) for fact in self.facts if fact.id in known}

    def stage(self, stage_id: str) -> Stage:
        return next(stage for stage in self.stages if stage.id == stage_id)
