from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from egret.core.packs.model import by_id
from egret.core.policy.clause import Clause, Fact, Payee, Value
from egret.rooms.call.states import ObjectionState
from egret.rooms.city import queries as city
from egret.rooms.city.errors import PackUnreadable
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.project.models import Contract

from ..models import Award, AwardLine, AwardObjection
from ..states import AwardState, Occasion
from .plain import from_plain

S = AwardState


def scope(user: User, path: str = "") -> Q:
    """A provider sees what its contracts brought and what is paid to it, everybody else what its enterprises have."""
    if user.role == Role.PROVIDER:
        own = {f"{path}contract__provider__organisation": user.organisation_id}
        return Q(**own) | Q(**{f"{path}provider__organisation": user.organisation_id})
    return enterprises.scope(user, f"{path}enterprise__")


def visible_to(user: User) -> QuerySet[Award]:
    return Award.objects.filter(scope(user)).select_related("enterprise", "contract__provider", "provider")


def to_pay(user: User) -> QuerySet[Award]:
    return visible_to(user).filter(state=S.CONFIRMED)


def to_recover(user: User) -> QuerySet[Award]:
    return visible_to(user).filter(state=S.RECOVERY_DUE)


def on_notice(at: datetime) -> QuerySet[Award]:
    """What the public may look at, and object to, now."""
    rows = Award.objects.filter(state=S.ON_NOTICE, notice_closes_at__gt=at)
    return rows.select_related("enterprise", "provider")


def notice_over(at: datetime) -> QuerySet[Award]:
    """Has run its days, and neither an objection nor a payment under way holds it."""
    rows = Award.objects.filter(state=S.ON_NOTICE, notice_closes_at__lte=at)
    under_way = of_case(OuterRef("contract"), OuterRef("claim"), OuterRef("clause")).filter(state=S.ORDERED)
    return rows.exclude(Exists(_open_objections())).exclude(Exists(under_way)).order_by("pk")


def of_case(contract: Any, claim: Any, clause: Any) -> QuerySet[Award]:
    """Every award of one clause for one contract, or for one claim; by key."""
    own = Q(contract__isnull=False, contract=contract) | Q(claim__isnull=False, claim=claim)
    return Award.objects.filter(own, clause=clause).order_by("pk")


def standing(award: Award) -> QuerySet[Award]:
    """The awards of its case that were not withdrawn, oldest first."""
    return of_case(award.contract_id, award.claim_id, award.clause).exclude(state=S.WITHDRAWN)


def revoked(award: Award) -> bool:
    """Whether nothing is due for its case any more, for good."""
    return standing(award).filter(occasion=Occasion.REVOKED).exists()


def under_way(award: Award) -> bool:
    """Whether a payment of its case is ordered: what is to come back can't be told before it has arrived or failed."""
    return standing(award).filter(state=S.ORDERED).exists()


def held(award: Award) -> bool:
    """Whether an open objection keeps its notice from closing."""
    return AwardObjection.objects.filter(award=award, state=ObjectionState.OPEN).exists()


def _open_objections() -> QuerySet[AwardObjection]:
    return AwardObjection.objects.filter(award=OuterRef("pk"), state=ObjectionState.OPEN)


def of_enterprise(enterprise: Enterprise) -> QuerySet[Award]:
    return Award.objects.filter(enterprise=enterprise).order_by("pk")


def of_contract(contract: Contract) -> QuerySet[Award]:
    return Award.objects.filter(contract=contract).order_by("pk")


def on_notice_of(award: Award) -> QuerySet[Award]:
    """The awards of the same case that are on notice; what they bring is not payable yet."""
    same = Award.objects.filter(contract=award.contract_id, claim=award.claim_id, clause=award.clause)
    return same.filter(state=S.ON_NOTICE).order_by("pk")


def unsettled(contract: Contract) -> bool:
    """Whether money of an earlier award is still on its way."""
    arrived = (S.PAID, S.RECOVERED, S.CLOSED, S.WITHDRAWN)
    return Award.objects.filter(contract=contract).exclude(state__in=arrived).exists()


def lines_of(awards: list[Award]) -> QuerySet[AwardLine]:
    return AwardLine.objects.filter(award__in=awards).order_by("award_id", "place")


def with_lines(awards: list[Award]) -> list[tuple[Award, list[AwardLine]]]:
    """Each award with its reasoning, in one more query however many."""
    lines = list(lines_of(awards))
    return [(award, [line for line in lines if line.award_id == award.pk]) for award in awards]


def locked(pk: int) -> Award:
    return all_locked([pk]).get()


def all_locked(pks: Collection[int]) -> QuerySet[Award]:
    rows = Award.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return rows.select_related("enterprise__organisation", "provider__organisation", "claim")


def by_pk(pks: list[int]) -> dict[int, Award]:
    return Award.objects.select_related("enterprise").in_bulk(pks)


def every() -> QuerySet[Award]:
    return Award.objects.order_by("pk")


def clause_of(award: Award) -> Clause:
    return by_id(city.pack_of(award.pack_sha).clauses, award.clause)


def readable_clause(award: Award) -> Clause | None:
    """Its clause for a list that must not break on one row; None where its pack can't be opened here."""
    try:
        return clause_of(award)
    except PackUnreadable:
        return None


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


@dataclass(frozen=True, slots=True)
class Account:
    """Where an award's money goes. `case` names the payee in the books; `changed_at` is None for the first account."""

    name: str
    bank_name: str
    account_no: str
    case: str
    bank_no: str = ""
    changed_at: datetime | None = None


def account_of(award: Award) -> Account:
    """The payee's account as it stands now."""
    match Payee(award.payee):
        case Payee.ENTERPRISE:
            one, case = award.enterprise, award.enterprise.case
        case Payee.PROVIDER:
            one, case = award.provider, f"provider:{award.provider_id}"
        case Payee.THIRD_PARTY:
            claim = award.claim
            return Account(
                claim.payee_name, claim.bank_name, claim.account_no, f"third_party:{award.claim_id}"
            )
    return Account(one.name, one.bank_name, one.account_no, case, one.bank_no, one.account_changed_at)
