"""What a clause is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from .syntax import Node


class Kind(StrEnum):
    MONEY = "money"  # whole fen
    RATE = "rate"  # exact rational; as a fact a whole number of its `parts`
    EXACT = "exact"  # fen before a rounding is named
    RATIO = "ratio"  # one count of another, as a factor of money only
    COUNT = "count"
    QUANTITY = "quantity"  # exact rational of things: half a training day; a whole number of its `parts`
    BOOL = "bool"
    ENUM = "enum"
    DATE = "date"
    MOMENT = "moment"  # to the second, China time
    CODE = "code"  # an identifier that is looked up in a dated list
    SERIES = "series"  # counts of consecutive months


EVENTS = ("合同审核通过", "验收确认", "核定")
CONTRACT_CHECKED, ACCEPTANCE_DECIDED, CLAIM_DECIDED = EVENTS
RECLAIMING = ("验收未通过", "撤销", "审计核减")
FAILED, REVOKED, AUDITED = RECLAIMING

Value = int | Fraction | bool | str | date | datetime | tuple[int, ...]
Number = int | Fraction


class Supplier(StrEnum):
    """Who brings a fact: the platform's own records, the enterprise with its claim, or the officer who decides."""

    PLATFORM = "platform"
    ENTERPRISE = "enterprise"
    OFFICER = "officer"


class Way(StrEnum):
    """How a clause is come by: with a project's own events, by a claim, or without asking (免申即享)."""

    PROJECT = "project"
    CLAIM = "claim"
    ENTITLED = "entitled"


class Payee(StrEnum):
    ENTERPRISE = "enterprise"
    PROVIDER = "provider"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, slots=True)
class Term:
    """A name in both languages; formulas use the Chinese one."""

    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Fact:
    """`most` bounds a number from above (fen, units, or a rational), so that overflow can be excluded."""

    id: str
    term: Term
    kind: Kind
    values: Mapping[str, int]  # an enum's words and their order; empty otherwise
    words_en: Mapping[str, str]
    most: Number
    parts: int  # what a rate or a quantity is a whole number of: 2 for half days
    months: int  # length of a series
    decided: bool  # set by an authority within a ceiling, not measured
    given_by: Supplier
    assumed: Value | None  # what the public calculator takes where nobody was asked
    help: Term
    evidence: tuple[Term, ...]  # the papers that prove it

    def word(self, value: Value) -> Value:
        words = {place: word for word, place in self.values.items()}
        return words[value] if words and isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Band:
    """From `at_least` up to and without the next band's; the last one is open."""

    at_least: Number
    value: Number


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a parameter, from a day on. A table holds a cell per word (or words, joined by ·) of its enums.

    `only_from` narrows a transitional version to cases whose other dates have come too. `ended` says that
    the clause stops here.
    """

    from_on: date
    cells: Mapping[str, Number | date | datetime]  # key "" when the parameter is no table
    bands: tuple[Band, ...]
    only_from: Mapping[str, date]
    ended: bool
    source: str


@dataclass(frozen=True, slots=True)
class Param:
    term: Term
    kind: Kind
    by: tuple[str, ...]  # labels of the enum facts that it is looked up by
    scale: Kind | None  # of what its bands are bands, when it has bands
    as_of: str  # label of the date fact that picks the version
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code on a dated list; `to_on` None while it stands."""

    code: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Register:
    """A dated list that facts of kind code are looked up in."""

    term: Term
    entries: tuple[Entry, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Formula:
    """What a step computes from a day on; `source` where the text changed it."""

    from_on: date
    expr: Node


@dataclass(frozen=True, slots=True)
class Step:
    """`at_most` names what the result is proven never to exceed, `rises_with` the facts it never falls with."""

    id: str
    term: Term
    when: tuple[str, ...]  # labels of yes-or-no facts or steps, all needed
    require: Node | None
    formulas: tuple[Formula, ...]
    as_of: str  # label of the date fact that picks the formula, "" when there is one only
    kind: Kind
    at_most: tuple[str, ...]
    rises_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where another policy takes the case over: then this clause pays nothing, and says who does."""

    condition: Node
    to: Term
    source: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A money fact that the engine adds up from dated documents: of these kinds and costs, dated within the two days."""

    fact: str  # label of the money fact
    kinds: tuple[str, ...]
    costs: tuple[str, ...]
    from_fact: str
    to_fact: str
    net_of_tax: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap that remembers. `cap` is a formula over facts and parameters; claims are counted in order."""

    of: str  # label of the step that it bounds
    per: str  # enterprise | project
    window: str  # calendar_year | rolling_year | programme | lifetime
    on: str  # label of the date fact that places a claim in time
    counts: str  # awarded | paid
    cap: Node
    shared_with: tuple[str, ...]  # ids of clauses that draw on the same limit
    source: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A payment stage. `due` is cumulative: what is paid is due less what was paid before."""

    id: str
    term: Term
    on: str  # the event that it follows, one of EVENTS
    due: str  # label of a step


@dataclass(frozen=True, slots=True)
class Reclaim:
    """An event after which less is due, or nothing, so that what was paid comes back within so many days."""

    on: str  # one of RECLAIMING
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
class Index:
    """A clause's parts by label. `needed` keeps what a step rests on, once somebody asked."""

    terms: Mapping[str, Term]
    facts: Mapping[str, Fact]
    params: Mapping[str, Param]
    registers: Mapping[str, Register]
    steps: Mapping[str, Step]
    needed: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    term: Term
    gist: Term
    document: str
    article: str
    valid_from: date
    valid_to: date
    open_on: str  # label of the date fact that must lie within validity, "" when none
    way: Way
    payee: Payee
    award: str  # label of the step that the whole clause comes to
    facts: tuple[Fact, ...]
    tallies: tuple[Tally, ...]
    registers: tuple[Register, ...]
    params: tuple[Param, ...]
    hand_overs: tuple[HandOver, ...]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    stages: tuple[Stage, ...]
    reclaims: tuple[Reclaim, ...]
    decisions: tuple[Decision, ...]
    costs: tuple[CostKind, ...]
    not_encoded: tuple[str, ...]
    index: Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = Index(
            terms={term.label: term for term in self.terms},
            facts={fact.term.label: fact for fact in self.facts},
            params={param.term.label: param for param in self.params},
            registers={register.term.label: register for register in self.registers},
            steps={step.term.label: step for step in self.steps},
            needed={},
        )
        object.__setattr__(self, "index", index)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every name of the clause: facts, lists, parameters, steps."""
        return (
            *(fact.term for fact in self.facts),
            *(register.term for register in self.registers),
            *(param.term for param in self.params),
            *(step.term for step in self.steps),
        )

    def fact(self, label: str) -> Fact:
        return self.index.facts[label]

    def step(self, label: str) -> Step:
        return self.index.steps[label]

    def reclaim_on(self, event: str) -> Reclaim | None:
        return next((reclaim for reclaim in self.reclaims if reclaim.on == event), None)

    def stages_on(self, event: str) -> tuple[Stage, ...]:
        return tuple(stage for stage in self.stages if stage.on == event)

    def facts_by_id(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """`known` by fact id → by label; an enum's place becomes its word. What the clause doesn't ask for is left out."""
        return {fact.term.label: fact.word(known[fact.id]) for fact in self.facts if fact.id in known}

    def stage(self, stage_id: str) -> Stage:
        return next(stage for stage in self.stages if stage.id == stage_id)
