from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.maturity.scoring import Answers
from egret.rooms.assessment import actions as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.project import queries as projects
from egret.rooms.trail import actions as trail

from . import queries
from .checks import check_may_request, check_step
from .errors import AcceptanceRefused
from .models import Acceptance
from .states import AcceptanceState, Aspect, Finding

S = AcceptanceState


@dataclass(frozen=True, slots=True)
class Report:
    """What the assessor found on site: a finding and a note for each aspect, the level, the spend that counts."""

    visited_on: date
    aspects: Mapping[Aspect, tuple[Finding, str]]
    answers: Answers
    found_fen: int
    satisfaction: int
    recommends: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """`version` is the acceptance's as the officer saw it."""

    passes: bool
    reason: str
    version: int


def _recorded(acceptance: Acceptance, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"acceptance.{verb}",
        subject=f"acceptance:{acceptance.pk}",
        case=acceptance.contract.enterprise.case,
        by=by.actor,
        at=at,
        body={"state": acceptance.state, **body},
    )


def _moved(acceptance: Acceptance, there: AcceptanceState, version: int) -> None:
    check_step(acceptance, there, version)
    acceptance.state = there
    acceptance.version += 1


@transaction.atomic
def request(
    contract_pk: int, *, claimed_fen: int, summary: str, proof: Attachment, by: User, at: datetime
) -> Acceptance:
    trail.await_turn()
    contract = projects.locked(contract_pk)
    check_may_request(contract, at)
    if not 0 < claimed_fen <= contract.amount_fen:
        raise AcceptanceRefused(
            _("Claim more than nothing and at most the contract's amount."), field="claimed"
        )
    if queries.of_enterprise(contract.enterprise):
        raise AcceptanceRefused(_("Acceptance of this contract was requested already."))
    acceptance = Acceptance.objects.create(
        contract=contract,
        claimed_fen=claimed_fen,
        summary=summary,
        proof=proof,
        requested_at=at,
        requested_by=by,
    )
    _recorded(acceptance, "requested", by=by, at=at, claimed_fen=claimed_fen, proof=proof.sha256)
    return acceptance


@transaction.atomic
def assign(pk: int, *, assessor: User, version: int, by: User, at: datetime) -> Acceptance:
    """Send an assessor; sending one after a report asks for a second visit."""
    trail.await_turn()
    acceptance = queries.locked(pk)
    if assessor.role != Role.ASSESSOR:
        raise AcceptanceRefused(_("Choose an assessor."), field="assessor")
    _moved(acceptance, S.ASSIGNED, version)
    acceptance.assessor, acceptance.assigned_at, acceptance.assigned_by = assessor, at, by
    acceptance.save()
    _recorded(acceptance, "assigned", by=by, at=at, assessor=assessor.actor.name)
    return acceptance


@transaction.atomic
def report(pk: int, found: Report, *, version: int, by: User, at: datetime) -> Acceptance:
    trail.await_turn()
    acceptance = queries.locked(pk)
    if acceptance.assessor_id != by.pk:
        raise AcceptanceRefused(_("This visit was assigned to somebody else."))
    if not china_day(acceptance.requested_at) <= found.visited_on <= china_day(at):
        raise AcceptanceRefused(_("The visit lies between the request and today."), field="visited_on")
    if not 0 <= found.found_fen <= acceptance.claimed_fen:
        raise AcceptanceRefused(_("What counts can't be more than what was claimed."), field="found")
    if found.aspects.keys() != set(Aspect):
        raise AcceptanceRefused(_("Judge all four aspects."), field="aspects")
    _moved(acceptance, S.REPORTED, version)
    enterprise = acceptance.contract.enterprise
    acceptance.on_site = assessments.assess(enterprise, found.answers, stage=Stage.ON_SITE, by=by, at=at)
    acceptance.visited_on, acceptance.found_fen = found.visited_on, found.found_fen
    acceptance.aspects = {
        aspect: {"finding": finding, "note": note} for aspect, (finding, note) in found.aspects.items()
    }
    acceptance.satisfaction, acceptance.recommends = found.satisfaction, found.recommends
    acceptance.reported_at, acceptance.reported_by = at, by
    acceptance.save()
    _recorded(
        acceptance,
        "reported",
        by=by,
        at=at,
        found_fen=found.found_fen,
        level=acceptance.on_site.level,
        recommends=found.recommends,
        aspects=acceptance.aspects,
    )
    return acceptance


@transaction.atomic
def decide(pk: int, decision: Decision, *, by: User, at: datetime) -> Acceptance:
    trail.await_turn()
    acceptance = queries.locked(pk)
    if decision.passes != acceptance.recommends and not decision.reason:
        raise AcceptanceRefused(_("You decide against the assessor: say why."), field="reason")
    _moved(acceptance, S.PASSED if decision.passes else S.FAILED, decision.version)
    acceptance.reason = decision.reason
    acceptance.decided_at, acceptance.decided_by = at, by
    acceptance.save()
    _recorded(acceptance, acceptance.state, by=by, at=at, reason=acceptance.reason)
    return acceptance
