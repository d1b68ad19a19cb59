"""The city's own cases as reforms are weighed over them: what was awarded, and what is claimed and not decided yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from egret.core.days import china_day
from egret.core.policy.clause import Clause, Value
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.project.models import Contract

from ..states import AwardState, ClaimState, Occasion
from . import awards, claims
from .computing import Case
from .plain import from_plain

_ENDED = (Occasion.REVOKED, Occasion.OVERLAP)
_WAITING = (ClaimState.SUBMITTED, ClaimState.CHECKED, ClaimState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Counted:
    """One case of a clause in force. `facts` by label, as far as they are known; `on` is the day it is placed by."""

    clause: str
    enterprise: Enterprise
    facts: Mapping[str, Value]
    on: date


def counted(user: User) -> list[Counted]:
    """In two queries however many: the last award of each clause's case, and open claims at their ceilings."""
    clauses = {clause.id: clause for clause in city.pack().clauses}
    return [*_awarded(user, clauses), *_claimed(user, clauses)]


def _awarded(user: User, clauses: Mapping[str, Clause]) -> Iterator[Counted]:
    rows = awards.visible_to(user).exclude(state=AwardState.WITHDRAWN).order_by("pk")
    newest = {
        (award.contract_id, award.claim_id, award.clause): award for award in rows.filter(clause__in=clauses)
    }
    for award in newest.values():
        clause = clauses[award.clause]
        # What was revoked, or gave way to another, is paid by no reform either.
        if award.stage == clause.stages[-1].id and award.occasion not in _ENDED:
            facts = from_plain(clause, award.facts)
            known = _of_contract(clause, award.contract) if award.contract else {}
            yield Counted(clause.id, award.enterprise, {**known, **facts}, china_day(award.awarded_at))


def _of_contract(clause: Clause, contract: Contract) -> dict[str, Value]:
    """What the last stage did not ask for, but another formula may."""
    known: dict[str, Value] = {
        "signed_on": contract.signed_on,
        "first_payment": contract.first_payment_fen,
        "contract_amount": contract.amount_fen,
    }
    return clause.facts_by_id(known)


def _claimed(user: User, clauses: Mapping[str, Clause]) -> Iterator[Counted]:
    rows = claims.visible_to(user).filter(state__in=_WAITING, submitted_at__isnull=False).order_by("pk")
    for claim in rows.filter(clause__in=clauses):
        clause = clauses[claim.clause]
        facts = from_plain(clause, claim.facts)
        best = Case(clause, clause.stages[-1], facts, claim.enterprise, claim=claim).at_best
        yield Counted(clause.id, claim.enterprise, best.facts, china_day(claim.submitted_at))
