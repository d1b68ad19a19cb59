"""Why an award was made once more, and by when money is to be back: the same words for all who read it."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.utils.translation import gettext as _

from egret.base import clock
from egret.rooms.subsidy.states import AwardState, Occasion


def why_anew(award: Any) -> str:
    """A sentence, empty for the award of a stage that nothing befell."""
    said = {"ground": award.ground, "no": award.cause.no if award.cause_id else ""}
    match Occasion(award.occasion):
        case Occasion.AUDIT:
            return _("After an audit less is due: %(ground)s") % said
        case Occasion.REVOKED:
            return _("The grant is revoked, so nothing of it is due any more: %(ground)s") % said
        case Occasion.OVERLAP:
            return _("Award %(no)s stands higher for the same thing, and only the higher is paid.") % said
        case _ if award.cause_id:
            return _("Decided anew in the place of %(no)s: %(ground)s") % said
        case _:
            return ""


def overdue(award: Any, in_parts: Container[int] = ()) -> bool:
    """Whether its money should have been back before today; `in_parts` are awards with a plan, whose days hold instead."""
    term = award.pay_back_by
    late = term is not None and term < clock.today()
    return late and award.state == AwardState.RECOVERY_DUE and award.pk not in in_parts
