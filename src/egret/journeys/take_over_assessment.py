"""What a visitor answered becomes the self-assessment of the enterprise that the visitor speaks for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.rooms.assessment.actions import visitors
from egret.rooms.assessment.actions.assessing import Answered, assess
from egret.rooms.assessment.errors import AssessmentRefused
from egret.rooms.assessment.queries import visitors as queries
from egret.rooms.assessment.states import Stage
from egret.rooms.project import queries as projects
from egret.rooms.project.states import ContractState
from egret.rooms.trail import actions as trail

if TYPE_CHECKING:
    from egret.rooms.assessment.models import Assessment
    from egret.rooms.enterprise.models import Enterprise
    from egret.rooms.people.models import User


def take_over(typed: str, enterprise: Enterprise, *, source: str, by: User, at: datetime) -> Assessment:
    """Self-assessment before the work, from a resume code; the code opens nothing afterwards."""
    row = visitors.find(typed, source=source, at=at)
    if row is None:
        message = _("No answers are kept under this code. Compare it with what you noted, letter by letter.")
        raise AssessmentRefused(message, field="code")
    return _taken_over(row.pk, enterprise, by=by, at=at)


@transaction.atomic
def _taken_over(pk: int, enterprise: Enterprise, *, by: User, at: datetime) -> Assessment:
    trail.await_turn()
    row = queries.locked(pk)
    contract = projects.of_enterprise(enterprise)
    if contract and contract.state == ContractState.CHECKED:
        message = _(
            "Your contract is checked: an assessment before the work comes too late. Answer anew below."
        )
        raise AssessmentRefused(message, field="code")
    if row.became_id:
        raise AssessmentRefused(_("These answers were taken over already."), field="code")
    if row.level is None:
        here = queries.stands(row)
        left = len(here.open_questions) + len(here.open_scenarios)
        message = _("%(left)s questions are still open under this code. Finish them first; nothing is lost.")
        raise AssessmentRefused(message % {"left": left}, field="code")
    given = queries.answers_of(row)
    answers = Answered(given.choices, given.scenes, dict(row.facts))
    became = assess(enterprise, answers, stage=Stage.BEFORE, by=by, at=at)
    visitors.close(row.pk, became, by=by, at=at)
    return became
