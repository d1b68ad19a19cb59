from __future__ import annotations

from django.db.models import QuerySet

from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.project import queries as projects

from .models import Acceptance
from .states import AcceptanceState

S = AcceptanceState


def visible_to(user: User) -> QuerySet[Acceptance]:
    """An assessor sees what was assigned to it; everybody else what its contracts are."""
    rows = Acceptance.objects.select_related("contract__enterprise", "contract__provider", "on_site")
    if user.role == Role.ASSESSOR:
        return rows.filter(assessor=user)
    return rows.filter(projects.scope(user, "contract__"))


def waiting_for(user: User) -> QuerySet[Acceptance]:
    waits_in = {Role.ASSESSOR: (S.ASSIGNED,), Role.CITY: (S.REQUESTED, S.REPORTED)}
    return visible_to(user).filter(state__in=waits_in.get(Role(user.role), ()))


def of_enterprise(enterprise: Enterprise) -> Acceptance | None:
    return Acceptance.objects.filter(contract__enterprise=enterprise).select_related("on_site").first()


def locked(pk: int) -> Acceptance:
    rows = Acceptance.objects.select_for_update(of=("self",))
    return rows.select_related("contract__enterprise", "contract__provider", "on_site").get(pk=pk)


def shows_file(user: User, file: int) -> bool:
    """Whether the file is the paper or the proof of something that this party or assessor works on."""
    visible = visible_to(user)
    return (
        projects.visible_to(user).filter(paper=file).exists()
        or visible.filter(proof=file).exists()
        or visible.filter(contract__paper=file).exists()
    )
