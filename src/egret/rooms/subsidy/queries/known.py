"""What the platform knows of an enterprise by itself: one supplier for each fact id, and the record it took it from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from egret.core.days import china_day, end_of
from egret.core.policy.clause import Clause, Fact, Kind, Supplier, Value
from egret.core.policy.evaluation import CaseRefused, check_fact
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.acceptance.states import AcceptanceState
from egret.rooms.call import queries as calls
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.enterprise.states import Title
from egret.rooms.project import queries as projects
from egret.rooms.project.states import ContractState

from ..models import RecordedFact
from .plain import value_from


@dataclass(frozen=True, slots=True)
class Known:
    """`record` is a word of the screen and what it is about: `("contract", "12")`."""

    value: Value
    record: tuple[str, str]


@dataclass
class Setting:
    """An enterprise on a day; each record is read once, and only when a supplier asks for it."""

    enterprise: Enterprise
    on: date

    @cached_property
    def contract(self) -> Any:
        found = projects.of_enterprise(self.enterprise)
        return found if found and found.state == ContractState.CHECKED else None

    @cached_property
    def acceptance(self) -> Any:
        """The acceptance that was decided."""
        found = acceptances.of_enterprise(self.enterprise)
        return found if found and found.decided_at else None

    @cached_property
    def recorded(self) -> dict[str, RecordedFact]:
        """The newest entry of each fact that an officer entered."""
        rows = RecordedFact.objects.filter(enterprise=self.enterprise, recorded_at__lte=end_of(self.on))
        return {row.fact: row for row in rows.order_by("pk")}

    @cached_property
    def listed_on(self) -> date | None:
        return calls.listed_since(self.enterprise)


Supply = Callable[[Setting], Known | None]


def _of_enterprise(value: Callable[[Any], Value]) -> Supply:
    return lambda here: Known(value(here.enterprise), ("registration", here.enterprise.credit_code))


def _of_contract(value: Callable[[Any], Value]) -> Supply:
    def supply(here: Setting) -> Known | None:
        if here.contract is None:
            return None
        return Known(value(here.contract), ("contract", here.contract.title))

    return supply


def _of_acceptance(value: Callable[[Any], Value]) -> Supply:
    def supply(here: Setting) -> Known | None:
        if here.acceptance is None:
            return None
        return Known(
            value(here.acceptance), ("acceptance", china_day(here.acceptance.decided_at).isoformat())
        )

    return supply


def _listed(here: Setting) -> Known:
    found = here.listed_on is not None and here.listed_on <= here.on
    return Known(found, ("published_list", here.listed_on.isoformat() if here.listed_on else ""))


def _listed_on(here: Setting) -> Known | None:
    return Known(here.listed_on, ("published_list", here.listed_on.isoformat())) if here.listed_on else None


_TITLES = (Title.NONE, Title.INNOVATIVE, Title.SPECIALISED, Title.LITTLE_GIANT)

# By fact id. A pack that uses one of these ids need not ask the enterprise; its own ids are asked for.
SUPPLIERS: dict[str, Supply] = {
    "listed": _listed,
    "listed_on": _listed_on,
    "claimed_on": lambda here: Known(here.on, ("claim", here.on.isoformat())),
    "registered": _of_enterprise(lambda _one: True),
    "staff": _of_enterprise(lambda one: one.staff),
    "revenue": _of_enterprise(lambda one: one.revenue_fen),
    "above_scale": _of_enterprise(lambda one: one.above_scale),
    "credit_code": _of_enterprise(lambda one: one.credit_code),
    "industry_code": _of_enterprise(lambda one: one.industry_code),
    "title": _of_enterprise(lambda one: _TITLES.index(Title(one.title))),
    "signed_on": _of_contract(lambda one: one.signed_on),
    "contract_amount": _of_contract(lambda one: one.amount_fen),
    "first_payment": _of_contract(lambda one: one.first_payment_fen),
    "passed": _of_acceptance(lambda one: one.state == AcceptanceState.PASSED),
    "spend": _of_acceptance(lambda one: one.found_fen),
    "level": _of_acceptance(lambda one: one.on_site.level),
    "accepted_on": _of_acceptance(lambda one: china_day(one.decided_at)),
}
# The acts after which a fact may be known that was not known before.
BRINGS_FACTS = (
    "enterprise.registered", "submission.listed", "contract.checked", "acceptance.passed", "fact.recorded",
)  # fmt: skip


def to_record(clause: Clause) -> tuple[Fact, ...]:
    """The clause's platform facts that no room knows, so that an officer enters them."""
    return tuple(
        fact for fact in clause.facts if fact.given_by == Supplier.PLATFORM and fact.id not in SUPPLIERS
    )


def known_facts(clause: Clause, enterprise: Enterprise, on: date) -> dict[str, Known]:
    """By label, what of the clause's platform facts the platform can say; what doesn't fit the clause is left out."""
    here = Setting(enterprise, on)
    found: dict[str, Known] = {}
    for fact in clause.facts:
        if fact.given_by != Supplier.PLATFORM:
            continue
        supply = SUPPLIERS.get(fact.id)
        known = supply(here) if supply else _entered(here, fact)
        if known and (fitting := _fitting(fact, known)):
            found[fact.term.label] = fitting
    return found


def _entered(here: Setting, fact: Fact) -> Known | None:
    row = here.recorded.get(fact.id)
    if row is None:
        return None
    return Known(value_from(fact.kind, row.value), ("officer", china_day(row.recorded_at).isoformat()))


def _fitting(fact: Fact, known: Known) -> Known | None:
    """A level as the clause's word for it; None where the clause means something else by that id."""
    value = known.value
    if fact.kind == Kind.ENUM and type(value) is int:
        if value not in fact.values.values():
            return None
        value = fact.word(value)
    try:
        check_fact(fact, {fact.term.label: value})
    except CaseRefused:
        return None
    return Known(value, known.record)
