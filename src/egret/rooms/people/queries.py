from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from .models import Organisation, User
from .states import Role


def user(username: str) -> User:
    return User.objects.get(username=username)


def system() -> User:
    """The one that acts when a deadline passes and nobody is at the desk."""
    defaults = {"full_name": "system", "role": Role.SYSTEM, "password": "!"}
    return User.objects.get_or_create(username="system", defaults=defaults)[0]


def users_of(organisation: Organisation) -> QuerySet[User]:
    return User.objects.filter(organisation=organisation, is_active=True)


def taken(username: str) -> bool:
    return User.objects.filter(username=username).exists()


def assessors() -> QuerySet[User]:
    return User.objects.filter(role=Role.ASSESSOR, is_active=True).order_by("pk")


def names(actors: set[str]) -> dict[str, str]:
    """Full names behind the trail's `user:12`."""
    keys = {int(actor.removeprefix("user:")): actor for actor in actors if actor.startswith("user:")}
    return {keys[pk]: name for pk, name in User.objects.filter(pk__in=keys).values_list("pk", "full_name")}


def organisations_of(usernames: Iterable[str]) -> set[int]:
    """The organisations that these users belong to."""
    rows = User.objects.filter(username__in=list(usernames), organisation__isnull=False)
    return set(rows.values_list("organisation_id", flat=True))
