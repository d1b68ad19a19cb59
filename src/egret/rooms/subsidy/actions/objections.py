from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.workflow import MoveRefused, check_move
from egret.rooms.call.states import OBJECTION_MOVES, ObjectionState
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries as awards
from ..errors import AwardRefused
from ..models import AwardObjection
from ..queries import objections as queries
from ..states import AwardState


@dataclass(frozen=True, slots=True)
class Objector:
    """Who objects. `organisation` where it has a desk here."""

    name: str
    contact: str
    organisation: Any = None


@transaction.atomic
def object_to(pk: int, objector: Objector, text: str, *, by: User, at: datetime) -> AwardObjection:
    """`by` is the system where a citizen objects without an account."""
    trail.await_turn()
    award = awards.locked(pk)
    if award.state != AwardState.ON_NOTICE or award.notice_closes_at <= at:
        raise AwardRefused(_("The notice is over: objections can't be taken in any more."))
    objection = AwardObjection.objects.create(
        award=award,
        organisation=objector.organisation,
        name=objector.name,
        contact=objector.contact,
        text=text,
        filed_at=at,
        filed_by=by,
    )
    _recorded(objection, "objected", by=by, at=at, text=text)
    return objection


@transaction.atomic
def decide(pk: int, *, uphold: bool, reason: str, by: User, at: datetime) -> AwardObjection:
    """What follows for the award and its money is the journey's."""
    trail.await_turn()
    objection = queries.locked(pk)
    there = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
    try:
        check_move(OBJECTION_MOVES, ObjectionState(objection.state), there)
    except MoveRefused:
        raise AwardRefused(_("This objection was decided already.")) from None
    if not reason.strip():
        raise AwardRefused(_("Say why: whoever objected will read it."), field="reason")
    objection.state, objection.reason = there, reason.strip()
    objection.decided_at, objection.decided_by = at, by
    objection.save()
    _recorded(objection, f"objection_{there}", by=by, at=at, reason=objection.reason)
    return objection


def _recorded(objection: AwardObjection, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    award = awards.locked(objection.award_id)
    trail.record(
        verb=f"award.{verb}",
        subject=f"award:{award.pk}",
        case=award.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": award.no, "objection": objection.pk, **body},
    )
