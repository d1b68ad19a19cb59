"""A budget line shared among all who waited for it: every claim awarded its part, the money bound, all or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.rooms.subsidy.actions import shares
from egret.rooms.subsidy.errors import ShareRefused

from .award_stages import award_and_bind

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award


@transaction.atomic
def confirm_share(pk: int, digest: str, *, by: User, at: datetime) -> list[Award]:
    """The second officer confirms what the first proposed."""
    awards = []
    for case in shares.confirm(pk, digest, by=by, at=at):
        award = award_and_bind(case, by=by, at=at)
        if case.pot is None or award.delta_fen != case.pot.left_fen:
            raise ShareRefused(
                _("Claim %(no)s does not come to its part: nothing was shared.") % {"no": case.claim.no}
            )
        awards.append(award)
    return awards
