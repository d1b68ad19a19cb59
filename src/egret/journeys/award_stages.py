"""An event of a contract, and what its clause pays or takes back at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from egret.core.ledger.postings import Event
from egret.core.money import yuan
from egret.core.policy.clause import Value
from egret.rooms.call import queries as calls
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury

if TYPE_CHECKING:
    from egret.rooms.acceptance.models import Acceptance
    from egret.rooms.people.models import User
    from egret.rooms.project.models import Contract
    from egret.rooms.subsidy.models import Award


def award_on(
    event: str,
    contract: Contract,
    facts: Mapping[str, Value],
    *,
    by: User,
    at: datetime,
    acceptance: Acceptance | None = None,
) -> list[Award]:
    """Every stage of the contract's clause that `event` brings, its money bound in the books. Runs in the caller's transaction."""
    known = {
        "listed": calls.on_list(contract.enterprise, contract.signed_on),
        "signed_on": contract.signed_on,
        "first_payment": contract.first_payment_fen,
        **facts,
    }
    awards = []
    for stage in awarded.clause_for(contract).stages_on(event):
        award = subsidies.award(contract, stage, known, by=by, at=at, acceptance=acceptance)
        if award.delta_fen > 0:
            treasury.enter_for(award, Event.COMMIT, by=by, at=at)
        _tell(award, by=by, at=at)
        awards.append(award)
    return awards


def _tell(award: Award, *, by: User, at: datetime) -> None:
    def sentence() -> str:
        amount = {"amount": yuan(abs(award.delta_fen))}
        if award.delta_fen > 0:
            return _("You were awarded ¥%(amount)s; it is on public notice now.") % amount
        if award.delta_fen < 0:
            return _("¥%(amount)s of what you received must be paid back; see why.") % amount
        return _("Your award was computed: nothing more is to be paid.")

    organisation = award.contract.enterprise.organisation
    notices.tell(organisation, sentence, path="/enterprise/money/", by=by, at=at)
