"""The city's own cases as reforms are weighed over them: what was awarded, and what is claimed and not decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from egret.core.days import china_day
from egret.core.policy.clause import Clause, Value
from egret.core.policy.overlap import EXTERNAL
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.project.models import Contract

from ..states import AwardState, ClaimState, Occasion
from . import awards, claims, externals
from .computing import Case
from .plain import from_plain

_ENDED = (Occasion.REVOKED, Occasion.OVERLAP)
_WAITING = (ClaimState.SUBMITTED, ClaimState.CHECKED, ClaimState.CONFIRMED, ClaimState.APPROVED)


@dataclass(frozen=True, slots=True)
class Counted:
    """One case of a clause in force. `facts` by label, as far as they are known; `on` is the day it is placed by.

    `paid` is what other policies paid for it, by member of an overlap group, less what went back, as it was known when it was awarded.
    """

    clause: str
    enterprise: Enterprise
    facts: Mapping[str, Value]
    on: date
    paid: Mapping[str, int]


def counted(user: User) -> list[Counted]:
    """In four queries however many: the last award of each clause's case, and open claims at their ceilings."""
    clauses = {clause.id: clause for clause in city.pack().clauses}
    elsewhere = _elsewhere(user)
    return [*_awarded(user, clauses, elsewhere), *_claimed(user, clauses, elsewhere)]


@dataclass(frozen=True, slots=True)
class _Moved:
    """Money of another policy that came; below zero what went back."""

    member: str
    fen: int
    recorded_at: datetime


_Elsewhere = Mapping[int, list[_Moved]]


def _elsewhere(user: User) -> _Elsewhere:
    """By the enterprise's key."""
    found: dict[int, list[_Moved]] = {}
    for one in externals.visible_to(user):
        came = _Moved(EXTERNAL + one.external, one.fen, one.recorded_at)
        found.setdefault(one.enterprise_id, []).append(came)
    for one in externals.returns_visible_to(user):
        went = _Moved(EXTERNAL + one.award.external, -one.fen, one.recorded_at)
        found.setdefault(one.award.enterprise_id, []).append(went)
    return found


def _paid(rows: Iterable[_Moved]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in rows:
        sums[one.member] = sums.get(one.member, 0) + one.fen
    return {member: fen for member, fen in sums.items() if fen}


def _awarded(user: User, clauses: Mapping[str, Clause], elsewhere: _Elsewhere) -> Iterator[Counted]:
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
            paid = _paid(
                one for one in elsewhere.get(award.enterprise_id, ()) if one.recorded_at <= award.awarded_at
            )
            yield Counted(clause.id, award.enterprise, {**known, **facts}, china_day(award.awarded_at), paid)


def _of_contract(clause: Clause, contract: Contract) -> dict[str, Value]:
    """What the last stage did not ask for, but another formula may."""
    known: dict[str, Value] = {
        "signed_on": contract.signed_on,
        "first_payment": contract.first_payment_fen,
        "contract_amount": contract.amount_fen,
    }
    return clause.facts_by_id(known)


def _claimed(user: User, clauses: Mapping[str, Clause], elsewhere: _Elsewhere) -> Iterator[Counted]:
    asked = Q(submitted_at__isnull=False) | Q(answered_at__isnull=False)
    rows = claims.visible_to(user).filter(asked, state__in=_WAITING).order_by("pk")
    for claim in rows.filter(clause__in=clauses):
        clause = clauses[claim.clause]
        facts = from_plain(clause, claim.facts)
        best = Case(clause, clause.stages[-1], facts, claim.enterprise, claim=claim).at_best
        paid = _paid(elsewhere.get(claim.enterprise_id, ()))
        yield Counted(
            clause.id, claim.enterprise, best.facts, china_day(claim.submitted_at or claim.answered_at), paid
        )
