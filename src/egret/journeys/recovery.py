"""Money that is demanded back comes in: at once or in parts, by a plan that two officers agree on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.money import yuan
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.actions import CameIn
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.queries import recoveries

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award
    from egret.rooms.treasury.models import InstalmentPlan


@transaction.atomic
def recover_part(award_pk: int, told: CameIn, *, by: User, at: datetime) -> Award:
    """One part came in; with the last the award is recovered."""
    row = treasury.recover(award_pk, told, by=by, at=at)
    left = recoveries.owed_fen(row.award)
    award = row.award if left else subsidies.move(award_pk, AwardState.RECOVERED, by=by, at=at)
    said = {"amount": yuan(told.fen), "left": yuan(left)}

    def sentence() -> str:
        if left:
            return _("¥%(amount)s of what you pay back came in; ¥%(left)s are still to come.") % said
        return _("¥%(amount)s of what you pay back came in: nothing more is owed.") % said

    _tell(award, sentence, by=by, at=at)
    return award


@transaction.atomic
def recover_rest(award_pk: int, *, by: User, at: datetime) -> Award:
    """All at once."""
    trail.await_turn()
    left = recoveries.owed_fen(awarded.locked(award_pk))
    if not left:
        raise PaymentRefused(_("Nothing of this award is to be recovered."))
    return recover_part(award_pk, CameIn(left, china_day(at)), by=by, at=at)


@transaction.atomic
def decide_plan(pk: int, *, agrees: bool, by: User, at: datetime) -> InstalmentPlan:
    plan = treasury.decide_plan(pk, agrees=agrees, by=by, at=at)
    if agrees:
        _tell(plan.award, lambda: _("You may pay back in parts: see the days and amounts."), by=by, at=at)
    return plan


def _tell(award: Award, sentence: Callable[[], str], *, by: User, at: datetime) -> None:
    path = f"/enterprise/money/{award.pk}/"
    notices.tell(award.enterprise.organisation, sentence, path=path, by=by, at=at)
