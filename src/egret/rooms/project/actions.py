from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.call import queries as calls
from egret.rooms.enterprise.checks import check_not_banned
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.notice import actions as notices
from egret.rooms.people.models import User
from egret.rooms.provider.checks import check_not_banned as check_provider_not_banned
from egret.rooms.provider.models import Provider
from egret.rooms.trail import actions as trail

from . import queries
from .errors import ContractRefused
from .models import Contract
from .states import MOVES, ContractState

S = ContractState


@dataclass(frozen=True, slots=True)
class Terms:
    """`costs`: fen by kind; they sum to the amount."""

    provider: Provider
    title: str
    signed_on: date
    first_payment_fen: int
    costs: dict[str, int]
    paper: Attachment

    @property
    def amount_fen(self) -> int:
        return sum(self.costs.values())


def _recorded(contract: Contract, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"contract.{verb}",
        subject=f"contract:{contract.pk}",
        case=contract.enterprise.case,
        by=by.actor,
        at=at,
        body={"state": contract.state, **body},
    )


def _moved(contract: Contract, there: ContractState, version: int) -> None:
    if version != contract.version:
        raise ContractRefused(_("Somebody moved this contract while your page was open. Look at it anew."))
    try:
        check_move(MOVES, S(contract.state), there)
    except MoveRefused:
        raise ContractRefused(_("This contract has moved on already: this step is no longer open.")) from None
    contract.state = there
    contract.version += 1


def _check_terms(enterprise: Enterprise, terms: Terms, at: datetime) -> None:
    if terms.amount_fen <= 0:
        raise ContractRefused(_("The costs come to nothing: write at least one amount."), field="costs")
    if terms.first_payment_fen > terms.amount_fen:
        message = _("The first payment is larger than the whole contract.")
        raise ContractRefused(message, field="first_payment")
    if terms.signed_on > china_day(at):
        raise ContractRefused(_("The contract can't have been signed in the future."), field="signed_on")
    if not calls.on_list(enterprise, terms.signed_on):
        message = _(
            "On that day you were not on a published list yet: only contracts signed afterwards count."
        )
        raise ContractRefused(message, field="signed_on")


@transaction.atomic
def file_contract(enterprise: Enterprise, terms: Terms, *, by: User, at: datetime) -> Contract:
    """File, or file anew what was returned."""
    trail.await_turn()
    check_not_banned(enterprise, china_day(at))
    check_provider_not_banned(terms.provider, china_day(at))
    _check_terms(enterprise, terms, at)
    contract = Contract.objects.select_for_update(of=("self",)).filter(enterprise=enterprise).first()
    if contract:
        _moved(contract, S.FILED, contract.version)
    else:
        listed = calls.listed_submission(enterprise)
        contract = Contract(enterprise=enterprise, batch=listed.batch)
    contract.provider, contract.title, contract.signed_on = terms.provider, terms.title, terms.signed_on
    contract.amount_fen, contract.first_payment_fen = terms.amount_fen, terms.first_payment_fen
    contract.costs, contract.paper = terms.costs, terms.paper
    contract.filed_at, contract.filed_by = at, by
    contract.confirmed_at = contract.confirmed_by = None
    contract.save()
    _recorded(
        contract,
        "filed",
        by=by,
        at=at,
        provider=terms.provider.pk,
        amount_fen=terms.amount_fen,
        first_payment_fen=terms.first_payment_fen,
        signed_on=terms.signed_on.isoformat(),
        paper=terms.paper.sha256,
    )
    return contract


@transaction.atomic
def confirm(pk: int, *, version: int, by: User, at: datetime) -> Contract:
    trail.await_turn()
    contract = queries.locked(pk)
    _moved(contract, S.CONFIRMED, version)
    contract.confirmed_at, contract.confirmed_by = at, by
    contract.save()
    _recorded(contract, "confirmed", by=by, at=at)
    return contract


@transaction.atomic
def check(pk: int, *, version: int, by: User, at: datetime) -> Contract:
    trail.await_turn()
    contract = queries.locked(pk)
    _moved(contract, S.CHECKED, version)
    contract.checked_at, contract.checked_by, contract.reason = at, by, ""
    contract.save()
    _recorded(contract, "checked", by=by, at=at)
    return contract


@transaction.atomic
def give_back(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Contract:
    trail.await_turn()
    contract = queries.locked(pk)
    if not reason.strip():
        raise ContractRefused(_("Say why, so that the enterprise knows what to do."), field="reason")
    _moved(contract, S.RETURNED, version)
    contract.reason = reason.strip()
    contract.save()
    _recorded(contract, "returned", by=by, at=at, reason=contract.reason)
    notices.tell(
        contract.enterprise.organisation,
        lambda: _("Your contract came back: see why, mend it, file it again."),
        path="/enterprise/contract/",
        by=by,
        at=at,
    )
    return contract
