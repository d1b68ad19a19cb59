from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.maturity.scoring import AnswerRefused, Answers, score
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.trail import actions as trail

from ..errors import AssessmentRefused
from ..models import Assessment, SecondRating
from ..queries import second as queries
from ..states import Stage
from .assessing import fault_said, milli_of


@transaction.atomic
def ask_second(first_pk: int, *, assessor: User, by: User, at: datetime) -> SecondRating:
    """Have another assessor rate on site what one has rated."""
    trail.await_turn()
    first = Assessment.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=first_pk)
    if first.stage != Stage.ON_SITE:
        raise AssessmentRefused(_("Only a rating on site is repeated."))
    if assessor.role != Role.ASSESSOR:
        raise AssessmentRefused(_("Choose an assessor."), field="assessor")
    if assessor.pk == first.assessed_by_id:
        raise AssessmentRefused(_("This is who rated first: choose somebody else."), field="assessor")
    if SecondRating.objects.filter(first=first).exists():
        raise AssessmentRefused(_("A second rating was asked for already."))
    row = SecondRating.objects.create(first=first, assessor=assessor, asked_at=at, asked_by=by)
    _recorded(row, "asked", by=by, at=at, first=first.pk, assessor=assessor.actor.name)
    return row


@transaction.atomic
def rate_second(pk: int, answers: Answers, *, note: str = "", by: User, at: datetime) -> SecondRating:
    """Once, by whom it was asked of, on the standard of the first rating."""
    trail.await_turn()
    row = queries.locked_second(pk)
    if row.assessor_id != by.pk:
        raise AssessmentRefused(_("This rating was asked of somebody else."))
    if row.rated_at:
        raise AssessmentRefused(_("You have handed this rating in already."))
    try:
        result = score(queries.standard_of(row), answers)
    except AnswerRefused as refused:
        raise AssessmentRefused(fault_said(refused.code), field=refused.question) from None
    row.choices = {code: sorted(keys) for code, keys in answers.choices.items()}
    row.scenes, row.note = dict(answers.scenes), note.strip()
    row.score_milli, row.level = milli_of(result.score), result.level
    row.rated_at, row.rated_by = at, by
    row.save()
    said = {"choices": row.choices, "scenes": row.scenes, "note": row.note}
    _recorded(row, "rated", by=by, at=at, score_milli=row.score_milli, level=row.level, **said)
    return row


def _recorded(row: SecondRating, verb: str, *, by: User, at: datetime, **body: object) -> None:
    trail.record(
        verb=f"second_rating.{verb}",
        subject=f"second_rating:{row.pk}",
        case=row.first.enterprise.case,
        by=by.actor,
        at=at,
        body=body,
    )
