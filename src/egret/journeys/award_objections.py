"""An objection against an award: upheld, its money is set free and the claim is decided anew."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.rooms.call.states import ObjectionState
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims, objections
from egret.rooms.subsidy.states import AwardState

from .recalls import set_free

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import AwardObjection


@transaction.atomic
def decide_objection(pk: int, *, uphold: bool, reason: str, by: User, at: datetime) -> AwardObjection:
    objection = objections.decide(pk, uphold=uphold, reason=reason, by=by, at=at)
    if uphold:
        award = awarded.locked(objection.award_id)
        # A recall may have taken its place while the objection was open: then there is nothing left to withdraw.
        if award.state != AwardState.WITHDRAWN:
            set_free(award, objection.reason, by=by, at=at)
            if award.claim_id and not awarded.standing(award).exists():
                claims.reopen(award.claim_id, reason=objection.reason, by=by, at=at)
        notices.tell(
            award.enterprise.organisation,
            lambda: _("Award %(no)s was withdrawn after an objection; see why.") % {"no": award.no},
            path=f"/enterprise/money/{award.pk}/",
            by=by,
            at=at,
        )
    _tell(objection, by=by, at=at)
    return objection


def _tell(objection: AwardObjection, *, by: User, at: datetime) -> None:
    """A party with a desk reads it there; a citizen at the address that came with the objection."""
    if objection.organisation is None:
        return

    def sentence() -> str:
        if objection.state == ObjectionState.UPHELD:
            return _("Your objection was upheld: %(reason)s") % {"reason": objection.reason}
        return _("Your objection was dismissed: %(reason)s") % {"reason": objection.reason}

    path = f"/enterprise/money/{objection.award_id}/"
    notices.tell(objection.organisation, sentence, path=path, by=by, at=at)
