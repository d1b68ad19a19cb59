from __future__ import annotations

from django.db.models import Q, QuerySet

from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.people.states import Role

from .models import Contract
from .states import ContractState


def scope(user: User, path: str = "") -> Q:
    """A provider sees its own contracts, everybody else those of the enterprises it sees."""
    if user.role == Role.PROVIDER:
        return Q(**{f"{path}provider__organisation": user.organisation_id})
    return enterprises.scope(user, f"{path}enterprise__")


def visible_to(user: User) -> QuerySet[Contract]:
    return Contract.objects.filter(scope(user)).select_related("enterprise", "provider")


def waiting_for(user: User) -> QuerySet[Contract]:
    """To confirm for a provider, to check for a district."""
    waits_in = {Role.PROVIDER: ContractState.FILED, Role.DISTRICT: ContractState.CONFIRMED}
    return visible_to(user).filter(state=waits_in.get(Role(user.role), ""))


def of_enterprise(enterprise: Enterprise) -> Contract | None:
    return Contract.objects.filter(enterprise=enterprise).select_related("provider").first()


def locked(pk: int) -> Contract:
    return (
        Contract.objects.select_for_update(of=("self",)).select_related("enterprise", "provider").get(pk=pk)
    )
