from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast

from django.db.models import QuerySet

from egret.core.packs.model import by_id
from egret.core.policy.clause import Clause, Fact, Kind, Value
from egret.core.policy.evaluation import Evaluation, evaluate, version_for
from egret.core.policy.explaining import rate_text
from egret.core.policy.settlement import Settlement, settle
from egret.core.policy.syntax import names_in
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.project import queries as projects
from egret.rooms.project.models import Contract

from .models import Award, AwardLine
from .states import AwardState

S = AwardState


def visible_to(user: User) -> QuerySet[Award]:
    return Award.objects.filter(projects.scope(user, "contract__")).select_related(
        "contract__enterprise", "contract__provider"
    )


def to_pay(user: User) -> QuerySet[Award]:
    return visible_to(user).filter(state=S.CONFIRMED)


def to_recover(user: User) -> QuerySet[Award]:
    return visible_to(user).filter(state=S.RECOVERY_DUE)


def on_notice(at: datetime) -> QuerySet[Award]:
    """What the public may look at now."""
    return Award.objects.filter(state=S.ON_NOTICE, notice_closes_at__gt=at).select_related(
        "contract__enterprise"
    )


def notice_over(at: datetime) -> QuerySet[Award]:
    return Award.objects.filter(state=S.ON_NOTICE, notice_closes_at__lte=at).order_by("pk")


def of_enterprise(enterprise: Enterprise) -> QuerySet[Award]:
    return Award.objects.filter(contract__enterprise=enterprise).order_by("pk")


def earlier_deltas(contract: Contract, clause: str) -> list[int]:
    return list(Award.objects.filter(contract=contract, clause=clause).values_list("delta_fen", flat=True))


def unsettled(contract: Contract) -> bool:
    """Whether money of an earlier award is still on its way."""
    arrived = (S.PAID, S.RECOVERED, S.CLOSED)
    return Award.objects.filter(contract=contract).exclude(state__in=arrived).exists()


def lines_of(awards: list[Award]) -> QuerySet[AwardLine]:
    return AwardLine.objects.filter(award__in=awards).order_by("award_id", "place")


def locked(pk: int) -> Award:
    rows = Award.objects.select_for_update(of=("self",))
    return rows.select_related("contract__enterprise__organisation").get(pk=pk)


def by_pk(pks: list[int]) -> dict[int, Award]:
    return Award.objects.select_related("contract__enterprise").in_bulk(pks)


def every() -> QuerySet[Award]:
    return Award.objects.order_by("pk")


def clause_of(award: Award) -> Clause:
    return by_id(city.pack_of(award.pack_sha).clauses, award.clause)


def facts_of(award: Award) -> list[tuple[Fact, Value]]:
    """What the award was computed from, in the clause's order."""
    clause = clause_of(award)
    values = from_plain(clause, award.facts)
    return [(fact, values[fact.term.label]) for fact in clause.facts if fact.term.label in values]


def clause_for(contract: Contract) -> Clause:
    """The clause that the contract's batch is supported by, in the pack in force."""
    return clause_of_batch(contract.batch)


def clause_of_batch(batch: str) -> Clause:
    return by_id(city.pack().clauses, city.batch(batch).clause)


def to_plain(facts: dict[str, Value]) -> dict[str, Any]:
    """Facts as JSON: a rate as `n/d`, a day in ISO form."""
    return {
        label: f"{value.numerator}/{value.denominator}"
        if isinstance(value, Fraction)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for label, value in facts.items()
    }


def from_plain(clause: Clause, plain: dict[str, Any]) -> dict[str, Value]:
    kinds = {fact.term.label: fact.kind for fact in clause.facts}
    read = {Kind.RATE: Fraction, Kind.DATE: date.fromisoformat}
    return {label: read.get(kinds[label], lambda value: value)(value) for label, value in plain.items()}


def recomputed(award: Award) -> tuple[Evaluation, Settlement]:
    """The award computed anew from its kept facts, its kept pack and the awards before it."""
    clause = clause_of(award)
    due = clause.stage(award.stage).due
    evaluation = evaluate(clause, from_plain(clause, award.facts), due=due)
    before = Award.objects.filter(contract=award.contract_id, clause=award.clause, pk__lt=award.pk)
    return evaluation, settle(evaluation.fen_of(due), before.values_list("delta_fen", flat=True))


def recomputes(award: Award) -> bool:
    _evaluation, settlement = recomputed(award)
    found = (settlement.due_fen, settlement.settled_fen, settlement.delta_fen)
    return found == (award.due_fen, award.settled_fen, award.delta_fen)


def of_contract(contract: Contract) -> QuerySet[Award]:
    return Award.objects.filter(contract=contract).order_by("pk")


def with_lines(awards: list[Award]) -> list[tuple[Award, list[AwardLine]]]:
    """Each award with its reasoning, in one more query however many."""
    lines = list(lines_of(awards))
    return [(award, [line for line in lines if line.award_id == award.pk]) for award in awards]


def rate_ceiling(contract: Contract) -> str:
    """The clause's first rate that bounds a decided fact, as `40%`; what an officer starts from."""
    clause = clause_for(contract)
    day = next(fact.term.label for fact in clause.facts if fact.id == "signed_on")
    for step in clause.steps:
        if step.require:
            for param in clause.params:
                if param.term.label in names_in(step.require):
                    version = version_for(param, {day: contract.signed_on})
                    return rate_text(cast(Fraction, version.cells[""]))
    return ""
