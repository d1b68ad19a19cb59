from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.policy.clause import ACCEPTANCE_DECIDED, Value
from egret.rooms.acceptance import actions as acceptances
from egret.rooms.acceptance.actions import Decision
from egret.rooms.acceptance.errors import AcceptanceRefused
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.errors import FactsRefused

from .award_stages import award_on

if TYPE_CHECKING:
    from egret.rooms.acceptance.models import Acceptance
    from egret.rooms.people.models import User


@transaction.atomic
def accept_and_award(
    pk: int, decision: Decision, *, decided_rate: Fraction | None, by: User, at: datetime
) -> Acceptance:
    """Decide an acceptance and award what follows from it: the balance, or the recovery of the advance.

    `decided_rate` is None where the clause leaves no rate to decide.
    """
    acceptance = acceptances.decide(pk, decision, by=by, at=at)
    contract = acceptance.contract
    if awarded.unsettled(contract):
        raise AcceptanceRefused(
            _("An earlier award of this contract is still on its way: decide when it has arrived.")
        )
    facts: dict[str, Value] = {
        "passed": decision.passes,
        "spend": acceptance.found_fen,
        "level": acceptance.on_site.level,
    }
    if decided_rate is not None:
        facts["decided_rate"] = decided_rate if decision.passes else Fraction(0)
    try:
        award_on(ACCEPTANCE_DECIDED, contract, facts, by=by, at=at, acceptance=acceptance)
    except FactsRefused as refused:
        fault = next(iter(refused.faults.values()))
        raise AcceptanceRefused(fault, field="reason") from None
    return acceptance
