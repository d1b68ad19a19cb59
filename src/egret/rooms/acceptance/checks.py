from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.project.models import Contract
from egret.rooms.project.states import ContractState

from .errors import AcceptanceRefused
from .models import Acceptance
from .states import MOVES, AcceptanceState


def check_may_request(contract: Contract, at: datetime) -> None:
    batch = city.batch(contract.batch)
    if contract.state != ContractState.CHECKED:
        raise AcceptanceRefused(_("Your district has not checked the contract yet."))
    if not batch.accepts_from <= china_day(at) <= batch.accepts_to:
        raise AcceptanceRefused(
            _("Acceptance of this batch runs from %(first)s to %(last)s.")
            % {"first": batch.accepts_from, "last": batch.accepts_to}
        )


def check_step(acceptance: Acceptance, there: AcceptanceState, version: int) -> None:
    """The page is fresh and the table of moves leads there."""
    if version != acceptance.version:
        raise AcceptanceRefused(
            _("Somebody moved this acceptance while your page was open. Look at it anew.")
        )
    try:
        check_move(MOVES, AcceptanceState(acceptance.state), there)
    except MoveRefused:
        raise AcceptanceRefused(
            _("This acceptance has moved on already: this step is no longer open.")
        ) from None
