from __future__ import annotations

from datetime import datetime

from django.db import transaction

from egret.rooms.trail import actions as trail

from .models import Organisation, User
from .states import OrganisationKind, Role


@transaction.atomic
def found_organisation(
    name: str, *, kind: OrganisationKind, by: User, at: datetime, district: str = ""
) -> Organisation:
    organisation = Organisation.objects.create(name=name, kind=kind, district=district)
    trail.record(
        verb="organisation.founded",
        subject=f"organisation:{organisation.pk}",
        case=f"organisation:{organisation.pk}",
        by=by.actor,
        at=at,
        body={"name": name, "kind": kind},
    )
    return organisation


@transaction.atomic
def open_account(
    username: str,
    *,
    role: Role,
    full_name: str,
    by: User,
    at: datetime,
    place: Organisation | str | None = None,
) -> User:
    """An account without a password; `place` is the organisation it acts for, or the district it serves."""
    organisation = place if isinstance(place, Organisation) else None
    user = User(
        username=username,
        role=role,
        full_name=full_name,
        organisation=organisation,
        district=place if isinstance(place, str) else "",
    )
    user.set_unusable_password()
    user.save()
    trail.record(
        verb="account.opened",
        subject=f"user:{user.pk}",
        case=f"organisation:{organisation.pk}" if organisation else f"user:{user.pk}",
        by=by.actor,
        at=at,
        body={"username": username, "role": role},
    )
    return user


def set_password(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
