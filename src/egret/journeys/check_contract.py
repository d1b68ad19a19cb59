from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from egret.core.policy.clause import CONTRACT_CHECKED
from egret.core.policy.most import most
from egret.rooms.call import queries as calls
from egret.rooms.project import actions as projects
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury

from .award_stages import award_on

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.project.models import Contract


@transaction.atomic
def check_contract(pk: int, *, version: int, by: User, at: datetime) -> Contract:
    """The district finds the contract good: what it may bring in all is bound, and what is due at once is awarded."""
    contract = projects.check(pk, version=version, by=by, at=at)
    _bind(contract, by=by, at=at)
    award_on(CONTRACT_CHECKED, contract, {}, by=by, at=at)
    return contract


def _bind(contract: Contract, *, by: User, at: datetime) -> None:
    """Budget is held from the contract on, so that whoever finishes the work finds the money there."""
    clause = awarded.clause_for(contract)
    known = {
        "listed": calls.on_list(contract.enterprise, contract.signed_on),
        "signed_on": contract.signed_on,
        "first_payment": contract.first_payment_fen,
        "spend": sum(contract.costs.get(kind.id, 0) for kind in clause.costs if kind.eligible),
    }
    fen = most(clause, clause.facts_by_id(known))
    if fen:
        project = f"contract:{contract.pk}"
        treasury.commit(clause.id, project, fen, key=f"commit:{project}", by=by, at=at)
