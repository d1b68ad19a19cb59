from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from egret.core.policy.clause import CONTRACT_CHECKED
from egret.rooms.project import actions as projects

from .award_stages import award_on

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.project.models import Contract


@transaction.atomic
def check_contract(pk: int, *, version: int, by: User, at: datetime) -> Contract:
    """The district finds the contract good, and what is due at that is awarded."""
    contract = projects.check(pk, version=version, by=by, at=at)
    award_on(CONTRACT_CHECKED, contract, {}, by=by, at=at)
    return contract
