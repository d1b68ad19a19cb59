from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.maturity.scoring import AnswerRefused, Answers, score
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from . import queries
from .errors import AssessmentRefused
from .models import Assessment
from .states import Stage

MILLI = 1000


@transaction.atomic
def assess(enterprise: Enterprise, answers: Answers, *, stage: Stage, by: User, at: datetime) -> Assessment:
    try:
        result = score(queries.standard(), answers)
    except AnswerRefused as refused:
        raise AssessmentRefused(_fault(refused.code), field=refused.question) from None
    choices = {code: sorted(keys) for code, keys in answers.choices.items()}
    milli = result.score * MILLI
    if milli.denominator != 1:
        raise ValueError(f"the standard gives {result.score} points, finer than thousandths")
    assessment = Assessment.objects.create(
        enterprise=enterprise,
        stage=stage,
        standard=queries.standard().edition,
        choices=choices,
        scenes=dict(answers.scenes),
        score_milli=int(milli),
        level=result.level,
        assessed_at=at,
        assessed_by=by,
    )
    trail.record(
        verb=f"assessment.{stage}",
        subject=f"assessment:{assessment.pk}",
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={
            "choices": choices,
            "scenes": dict(answers.scenes),
            "score_milli": int(milli),
            "level": result.level,
        },
    )
    return assessment


def _fault(code: str) -> str:
    return {
        "missing": _("This question is still open."),
        "none_with_others": _("“None” can't go together with other answers."),
        "several": _("Choose one answer only."),
    }.get(code, _("This answer is not among those offered."))
