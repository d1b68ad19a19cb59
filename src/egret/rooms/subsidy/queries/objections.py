from __future__ import annotations

from django.db.models import QuerySet

from egret.rooms.call.states import ObjectionState
from egret.rooms.people.models import User

from ..models import Award, AwardObjection
from .awards import scope


def visible_to(user: User) -> QuerySet[AwardObjection]:
    rows = AwardObjection.objects.filter(scope(user, "award__"))
    return rows.select_related("award__enterprise", "organisation", "decided_by")


def waiting_for(user: User) -> QuerySet[AwardObjection]:
    return visible_to(user).filter(state=ObjectionState.OPEN)


def of_award(award: Award) -> QuerySet[AwardObjection]:
    return AwardObjection.objects.filter(award=award).order_by("pk")


def by_pk(pk: int) -> AwardObjection:
    return AwardObjection.objects.select_related("award").get(pk=pk)


def locked(pk: int) -> AwardObjection:
    rows = AwardObjection.objects.select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=pk)
