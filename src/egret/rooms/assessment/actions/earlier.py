from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.maturity.registry import UnknownStandard
from egret.core.maturity.scoring import AnswerRefused
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..errors import AssessmentRefused
from ..models import EarlierResult
from ..queries.results import registry

SOURCE_MAX = 200


@dataclass(frozen=True, slots=True)
class AsGiven:
    standard: str
    level: int
    given_on: date
    source: str


@transaction.atomic
def record(enterprise: Enterprise, given: AsGiven, *, by: User, at: datetime) -> EarlierResult:
    """A level by an earlier edition, as its paper says it. Only its standard, its level and its day are checked."""
    try:
        registry().as_given(given.standard, given.level)
    except UnknownStandard:
        raise AssessmentRefused(
            _("Choose an edition whose results are kept as given."), field="standard"
        ) from None
    except AnswerRefused:
        raise AssessmentRefused(_("A level is 0 to 4."), field="level") from None
    source = given.source.strip()
    if not source or len(source) > SOURCE_MAX:
        raise AssessmentRefused(_("Name the paper that says so, in at most 200 characters."), field="source")
    if given.given_on > china_day(at):
        raise AssessmentRefused(_("This day is still to come."), field="given_on")
    row = EarlierResult.objects.create(
        enterprise=enterprise,
        standard=given.standard,
        level=given.level,
        given_on=given.given_on,
        source=source,
        recorded_at=at,
        recorded_by=by,
    )
    trail.record(
        verb="assessment.earlier",
        subject=f"earlier_result:{row.pk}",
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={
            "standard": given.standard,
            "level": given.level,
            "given_on": given.given_on.isoformat(),
            "source": source,
        },
    )
    return row
