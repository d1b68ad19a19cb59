"""A claim's way to its award: decided by the city, or confirmed with one click where nobody need ask."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.clause import CLAIM_DECIDED, Supplier
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy.actions import claims, records
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import shares
from egret.rooms.subsidy.queries.known import BRINGS_FACTS
from egret.rooms.subsidy.states import ClaimState
from egret.rooms.trail import queries as trail

from .award_stages import award_and_bind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egret.core.policy.clause import Clause, Value
    from egret.rooms.enterprise.models import Enterprise
    from egret.rooms.files.models import Attachment
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Claim


@transaction.atomic
def decide_claim(pk: int, decision: Decision, *, by: User, at: datetime) -> Claim:
    """The city awards the claim, its money bound at once; approves it where its line is shared later; or refuses it."""
    claim, case = claims.decide(pk, decision, by=by, at=at)
    if case:
        award_and_bind(case, by=by, at=at)
    elif claim.state == ClaimState.APPROVED:
        _tell_approved(claim, by=by, at=at)
    else:
        notices.tell(
            claim.enterprise.organisation,
            lambda: _("Your claim was refused; see why."),
            path="/enterprise/claims/",
            by=by,
            at=at,
        )
    return claim


def _tell_approved(claim: Claim, *, by: User, at: datetime) -> None:
    about = {"amount": yuan(shares.want_of(claim, at) or 0)}
    notices.tell(
        claim.enterprise.organisation,
        lambda: (
            _(
                "Your claim is approved: about ¥%(amount)s. The money is shared among all approved claims at once; "
                "you are told your part then."
            )
            % about
        ),
        path="/enterprise/claims/",
        by=by,
        at=at,
    )


@transaction.atomic
def answer_match(pk: int, *, accepts: bool, version: int, by: User, at: datetime) -> Claim:
    """One click: confirmed and awarded in one step, unless an officer has something to decide in it."""
    claim = claims.answer(pk, accepts=accepts, version=version, by=by, at=at)
    if accepts and not _waits_for_an_officer(claim):
        return decide_claim(pk, Decision(awards=True, version=claim.version), by=by, at=at)
    return claim


def _waits_for_an_officer(claim: Claim) -> bool:
    return any(one.fact.given_by == Supplier.OFFICER for one in claimed.stated_in(claim))


@transaction.atomic
def take(enterprise: Enterprise, clause_id: str, *, by: User, at: datetime) -> Claim | None:
    """The enterprise looks first: matched and confirmed in one; None when something is missing after all."""
    clause = claimed.clause_open(clause_id)
    claim = claims.match(enterprise, clause, by=by, at=at) if clause else None
    return answer_match(claim.pk, accepts=True, version=claim.version, by=by, at=at) if claim else None


@transaction.atomic
def record_facts(
    enterprise: Enterprise,
    clause: Clause,
    facts: Mapping[str, Value],
    *,
    evidence: Attachment,
    by: User,
    at: datetime,
) -> list[Claim]:
    """What an officer found out is entered, and what it entitles the enterprise to is told to it at once."""
    records.record(enterprise, clause, facts, evidence=evidence, by=by, at=at)
    found = [claims.match(enterprise, one, by=by, at=at) for one in claimed.entitled()]
    return [claim for claim in found if claim]


def match_touched(*, by: User, at: datetime) -> int:
    """Look anew at every enterprise of which something became known since the last checkpoint."""
    entitled = [clause for clause in claimed.entitled() if clause.stages_on(CLAIM_DECIDED)]
    if not entitled:
        return 0
    checkpoint = trail.latest_checkpoint()
    touched = trail.cases_with(BRINGS_FACTS, after=checkpoint.size if checkpoint else 0)
    found = enterprises.by_pk(int(case.removeprefix("enterprise:")) for case in touched)
    made = [
        claims.match(enterprise, clause, by=by, at=at)
        for _pk, enterprise in sorted(found.items())
        for clause in entitled
    ]
    return len([claim for claim in made if claim])
