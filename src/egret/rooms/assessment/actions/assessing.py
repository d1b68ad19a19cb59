from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.maturity.scoring import AnswerRefused, Answers, score
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import AssessmentRefused
from ..models import Assessment
from ..states import Stage

MILLI = 1000


@dataclass(frozen=True, slots=True)
class Answered(Answers):
    """Answers with the raw numbers given beside them, as exact text."""

    facts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def assess(enterprise: Enterprise, answers: Answers, *, stage: Stage, by: User, at: datetime) -> Assessment:
    """`answers` may be `Answered`: then its numbers are kept too."""
    facts = dict(answers.facts) if isinstance(answers, Answered) else {}
    try:
        result = score(queries.standard(), answers)
    except AnswerRefused as refused:
        raise AssessmentRefused(fault_said(refused.code), field=refused.question) from None
    choices = {code: sorted(keys) for code, keys in answers.choices.items()}
    assessment = Assessment.objects.create(
        enterprise=enterprise,
        stage=stage,
        standard=queries.standard().id,
        choices=choices,
        scenes=dict(answers.scenes),
        facts=facts,
        score_milli=milli_of(result.score),
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
            "score_milli": assessment.score_milli,
            "level": result.level,
            **({"facts": facts} if facts else {}),
        },
    )
    return assessment


def milli_of(points: Fraction) -> int:
    """Thousandths of a point, exact."""
    milli = points * MILLI
    if milli.denominator != 1:
        raise ValueError(f"the standard gives {points} points, finer than thousandths")
    return int(milli)


def fault_said(code: str) -> str:
    """AnswerRefused's code in words."""
    return {
        "missing": _("This question is still open."),
        "none_with_others": _("“None” can't go together with other answers."),
        "several": _("Choose one answer only."),
    }.get(code, _("This answer is not among those offered."))
