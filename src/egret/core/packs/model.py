"""What a city pack holds. Every table is frozen; a release is named by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from egret.core.banking.accounts import Account
from egret.core.days import DayUnit
from egret.core.maturity.steps import StepTable
from egret.core.money import Rounding
from egret.core.policy.budget import BudgetLine
from egret.core.policy.clause import Clause, Decision, Term
from egret.core.policy.overlap import External, OverlapGroup


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    term: Term
    issuer: str
    number: str
    dated: str
    verified: bool
    note: Term
    items: tuple[str, ...]  # its numbered articles that a pack must answer for, one by one


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a document and its article."""

    document: str
    article: str


class Treatment(StrEnum):
    """Why a numbered item is no clause: what it is instead."""

    PRINCIPLE = "principle"
    CHANNEL = "channel"  # how money travels
    FINANCE = "finance"  # loans, guarantees
    BUDGET_LINE = "budget_line"  # the city's own spending
    SERVICE = "service"
    OVERLAP = "overlap"  # stands in overlap.toml


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """A numbered item of a document that no clause computes."""

    source: Source
    term: Term
    gist: Term
    what: Treatment


@dataclass(frozen=True, slots=True)
class District:
    """`col` and `row` place its tile on the sketch of the city."""

    id: str
    term: Term
    col: int
    row: int


@dataclass(frozen=True, slots=True)
class PilotIndustry:
    id: str
    term: Term
    codes: tuple[str, ...]
    source: Source
    note: Term


@dataclass(frozen=True, slots=True)
class Span:
    """A phase of the programme or a period of its indicators; both days included."""

    id: str
    term: Term
    from_on: date
    to_on: date
    article: str


@dataclass(frozen=True, slots=True)
class Batch:
    id: str
    term: Term
    places: int
    opens_on: date
    closes_on: date
    accepts_from: date
    accepts_to: date
    form: str
    route: str
    clause: str
    article: str

    def open_on(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


@dataclass(frozen=True, slots=True)
class Deadline:
    id: str
    days: int
    unit: DayUnit
    source: Source


@dataclass(frozen=True, slots=True)
class FundSource:
    id: str
    term: Term
    source: Source


@dataclass(frozen=True, slots=True)
class Purpose:
    id: str
    term: Term


class ShareBase(StrEnum):
    """What a share is a share of: all that was granted by a source, or what was allotted of it so far."""

    APPROPRIATED = "appropriated"
    ALLOTTED = "allotted"


@dataclass(frozen=True, slots=True)
class ShareRule:
    """Of the money from `fund_source`, at least `at_least` of `base` goes to `purpose`.

    It warns when other purposes hold more than `warn_at` of what they may.
    """

    fund_source: str
    purpose: str
    at_least: Fraction
    base: ShareBase
    warn_at: Fraction
    source: Source


@dataclass(frozen=True, slots=True)
class Bearing:
    """Which fund sources bear a clause, in parts that sum to one."""

    clause: str
    purpose: str
    parts: Mapping[str, Fraction]
    source: Source


@dataclass(frozen=True, slots=True)
class Payer:
    """The account that the city pays from, and after how many days a payment has to stand on its statement."""

    account: Account
    missing_after: int
    source: Source


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    id: str
    term: Term


@dataclass(frozen=True, slots=True)
class Base:
    """A denominator."""

    id: str
    term: Term
    count: int
    source: Source


@dataclass(frozen=True, slots=True)
class Indicator:
    """`targets` by period: counts as whole numbers, shares as rationals of `base`."""

    id: str
    group: str
    term: Term
    unit: str
    measure: str
    base: str
    targets: Mapping[str, Fraction]
    article: str


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    term: Term


@dataclass(frozen=True, slots=True)
class Field:
    id: str
    term: Term
    help: Term
    type: str
    needed: bool
    max: int  # characters of a text, fen of an amount; 0 where neither
    from_on: date | None
    to_on: date | None
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    term: Term
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    term: Term
    source: Source
    pages: tuple[Page, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for page in self.pages for field in page.fields)


@dataclass(frozen=True, slots=True)
class RouteStep:
    id: str
    term: Term
    role: str
    deadline: str


@dataclass(frozen=True, slots=True)
class Route:
    id: str
    term: Term
    source: Source
    steps: tuple[RouteStep, ...]
    notice: str  # the deadline that the public notice runs

    def step_after(self, step_id: str) -> RouteStep | None:
        place = [step.id for step in self.steps].index(step_id) + 1
        return self.steps[place] if place < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the public calculator: the id of a fact, and how it is asked for."""

    fact: str
    term: Term


@dataclass(frozen=True, slots=True)
class VoucherRule:
    """A scheme of innovation vouchers. `clause` names whose pot pays what is redeemed, and who bears it.

    An enterprise may have `most` of them in all; `listed` where only those on a published list may.
    """

    id: str
    term: Term
    clause: str
    quota_fen: int
    face_fen: int
    most: int
    listed: bool
    rate: Fraction
    rounding: Rounding
    valid_months: int
    services: tuple[Option, ...]
    source: Source


class Offence(StrEnum):
    FALSE_TRANSFORMATION = "false_transformation"
    BREACH = "breach"  # the work is not what the contract says
    DECEIT = "deceit"  # public money obtained by false papers


class Party(StrEnum):
    ENTERPRISE = "enterprise"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class SanctionRule:
    """What may be decided on an offence: a fine between two rates of the recalled money, a ban of some months, or, with
    neither, a warning."""

    id: str
    term: Term
    on: Offence
    parties: tuple[Party, ...]
    fine_from: Fraction
    fine_to: Fraction
    ban_months: int
    source: Source

    @property
    def fines(self) -> bool:
        return self.fine_to > 0


@dataclass(frozen=True, slots=True)
class Pack:
    sha256: str
    id: str
    version: str
    language: int  # of the pack's own words, see core/packs/languages.py
    term: Term
    issuer: Term
    valid_from: date
    valid_to: date
    city_code: str
    city: Term
    sector: str
    documents: tuple[Document, ...]
    districts: tuple[District, ...]
    industries: tuple[PilotIndustry, ...]
    phases: tuple[Span, ...]
    batches: tuple[Batch, ...]
    periods: tuple[Span, ...]
    deadlines: tuple[Deadline, ...]
    fund_sources: tuple[FundSource, ...]
    purposes: tuple[Purpose, ...]
    share_rules: tuple[ShareRule, ...]
    bearings: tuple[Bearing, ...]
    payer: Payer | None
    groups: tuple[IndicatorGroup, ...]
    bases: tuple[Base, ...]
    indicators: tuple[Indicator, ...]
    clauses: tuple[Clause, ...]
    forms: tuple[Form, ...]
    routes: tuple[Route, ...]
    asks: tuple[Ask, ...]
    externals: tuple[External, ...]
    overlaps: tuple[OverlapGroup, ...]
    budget: tuple[BudgetLine, ...]
    declared: tuple[DeclaredItem, ...]
    steps: StepTable | None  # what each step up in digital level costs here
    vouchers: tuple[VoucherRule, ...]
    sanctions: tuple[SanctionRule, ...]
    decisions: tuple[Decision, ...]  # on what lies between clauses: overlaps, budget, vouchers, sanctions

    @property
    def member_names(self) -> dict[str, Term]:
        """What the members of overlap groups are called."""
        clauses = {clause.id: clause.term for clause in self.clauses}
        return clauses | {external.member: external.term for external in self.externals}

    def industry_of(self, code: str) -> PilotIndustry | None:
        return next((i for i in self.industries if code.startswith(i.codes)), None)

    def bearing(self, clause: str) -> Bearing:
        return next(bearing for bearing in self.bearings if bearing.clause == clause)


T = TypeVar(
    "T",
    District,
    PilotIndustry,
    Span,
    Batch,
    Deadline,
    FundSource,
    Indicator,
    Base,
    Clause,
    Form,
    Route,
    RouteStep,
    Document,
    VoucherRule,
    SanctionRule,
    Option,
)


def by_id(parts: tuple[T, ...], wanted: str) -> T:
    """The part of that id; KeyError when there is none."""
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)
