"""An event of a contract, and what its clause pays or takes back at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.clause import CONTRACT_CHECKED, Payee, Value
from egret.rooms.call import queries as calls
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries import Case
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
    clause = awarded.clause_for(contract)
    # Whoever decides an acceptance says why in one place, for every value that is decided with it.
    reasons = {fact.term.label: acceptance.reason for fact in clause.facts if acceptance and fact.decided}
    return [
        award_and_bind(
            Case(
                clause,
                stage,
                clause.facts_by_id(known),
                contract.enterprise,
                contract=contract,
                acceptance=acceptance,
                reasons=reasons,
            ),
            by=by,
            at=at,
        )
        for stage in clause.stages_on(event)
    ]


def award_and_bind(case: Case, *, by: User, at: datetime) -> Award:
    """Award the case, bind its money and tell whom it is about."""
    return bind(subsidies.award(case, by=by, at=at), by=by, at=at)


def bind(award: Award, *, by: User, at: datetime) -> Award:
    """Money that is to be paid is bound at once; what is to come back is demanded when its notice has closed."""
    treasury.bind(award, last=is_last(award), by=by, at=at)
    _tell(award, by=by, at=at)
    return award


def is_last(award: Award) -> bool:
    """Whether nothing more can come of its case, so that what is still bound for it is free again."""
    return award.event != CONTRACT_CHECKED


def _tell(award: Award, *, by: User, at: datetime) -> None:
    def sentence() -> str:
        said = {
            "amount": yuan(abs(award.delta_fen)),
            "payee": awarded.account_of(award).name,
            "short": yuan(award.short_fen),
        }
        if award.short_fen and award.delta_fen > 0:
            said["told"] = _awarded(award, said)
            return _("%(told)s ¥%(short)s more was due, and the budget line could not bear it.") % said
        if award.short_fen:
            return (
                _("¥%(short)s was due to you, and the budget line could not bear it: nothing is paid.") % said
            )
        if award.delta_fen > 0:
            return _awarded(award, said)
        if award.delta_fen < 0 and award.payee != Payee.ENTERPRISE:
            return _("¥%(amount)s that %(payee)s received for you must be paid back; see why.") % said
        if award.delta_fen < 0:
            return _("¥%(amount)s of what you received must be paid back; see why.") % said
        return _("Your award was computed: nothing more is to be paid.")

    organisation = award.enterprise.organisation
    if award.delta_fen < 0 and award.provider:
        back = {"amount": yuan(-award.delta_fen), "name": award.enterprise.name}
        notices.tell(
            award.provider.organisation,
            lambda: _("¥%(amount)s that you received for %(name)s must be paid back.") % back,
            path="/provider/",
            by=by,
            at=at,
        )
    notices.tell(organisation, sentence, path=f"/enterprise/money/{award.pk}/", by=by, at=at)


def _awarded(award: Award, said: Mapping[str, str]) -> str:
    if award.payee != Payee.ENTERPRISE:
        return (
            _("¥%(amount)s was awarded for you, to be paid to %(payee)s; it is on public notice now.") % said
        )
    return _("You were awarded ¥%(amount)s; it is on public notice now.") % said
