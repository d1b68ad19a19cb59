from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.maturity.roadmap import Improvement, Plan
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..errors import AssessmentRefused
from ..models import Assessment, LevelPlan


@transaction.atomic
def keep(
    assessment: Assessment, plan: Plan, *, without: tuple[str, ...], pack_sha: str, by: User, at: datetime
) -> LevelPlan:
    """What core found stands in the file of the enterprise, with the prices of that pack, so that it reads without it."""
    if not plan.improvements:
        raise AssessmentRefused(_("This level is reached already: there is nothing to plan."))
    enterprise: Enterprise = assessment.enterprise
    row = LevelPlan.objects.create(
        enterprise=enterprise,
        assessment=assessment,
        target=plan.level,
        by=plan.by,
        without=sorted(without),
        steps=[_plain(one) for one in plan.improvements],
        low_fen=plan.low_fen,
        high_fen=plan.high_fen,
        months=plan.months_together,
        proven=plan.proof.least,
        pack_sha=pack_sha,
        planned_at=at,
        planned_by=by,
    )
    trail.record(
        verb="level.planned",
        subject=f"level_plan:{row.pk}",
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={
            "assessment": assessment.pk,
            "target": row.target,
            "by": row.by,
            "without": row.without,
            "steps": [one.step.id for one in plan.improvements],
            "low_fen": row.low_fen,
            "high_fen": row.high_fen,
            "months": row.months,
            "pack": pack_sha,
        },
    )
    return row


def _plain(one: Improvement) -> dict[str, Any]:
    step = one.step
    return {
        "id": step.id,
        "low_fen": step.low_fen,
        "high_fen": step.high_fen,
        "months": step.months,
        "begins": one.begins,
        "points": str(one.points),
        "needs": list(step.needs),
    }
