from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet

from egret.core.industries import Industries, read_industries
from egret.core.sizes import SizeRule, read_sizes
from egret.core.titles import Titles, read_titles
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.people.states import Role

from .models import Enterprise


@lru_cache(maxsize=1)
def size_rule() -> SizeRule:
    file = settings.STANDARDS_DIR / "sizes.toml"
    return read_sizes(file.read_text(encoding="utf-8"), file.name).rule(city.pack().sector)


@lru_cache(maxsize=1)
def industries() -> Industries:
    file = settings.STANDARDS_DIR / "industries.toml"
    return read_industries(file.read_text(encoding="utf-8"), file.name)


@lru_cache(maxsize=1)
def titles() -> Titles:
    """Every rule set of titles, read once."""
    folder = settings.STANDARDS_DIR / "titles"
    return read_titles({file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.toml")})


def industry_codes() -> frozenset[str]:
    """The four-digit codes of the classes that are known by name."""
    return frozenset(member.code for group in industries().classes for member in group.members)


def of_user(user: User) -> Enterprise:
    return Enterprise.objects.get(organisation=user.organisation_id)


def locked(pk: int) -> Enterprise:
    return Enterprise.objects.select_for_update().get(pk=pk)


def scope(user: User, path: str = "") -> Q:
    """A party sees itself, a district its own, an office of the city all; nobody else sees any.

    `path` leads from the rows to their enterprise. A join, not a list of keys: a page costs the same however many there are.
    """
    match Role(user.role):
        case Role.ENTERPRISE:
            return Q(**{f"{path}organisation": user.organisation_id})
        case Role.DISTRICT:
            return Q(**{f"{path}district": user.district})
        case Role.CITY | Role.FINANCE | Role.AUDITOR:
            return Q()
        case _:
            return Q(pk__in=[])


def visible_to(user: User) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(scope(user))


def sees_organisation(user: User, organisation: int) -> bool:
    return visible_to(user).filter(organisation=organisation).exists()


def by_pk(pks: Iterable[int]) -> dict[int, Enterprise]:
    return Enterprise.objects.in_bulk(list(pks))


def registered(credit_code: str) -> bool:
    return Enterprise.objects.filter(credit_code=credit_code).exists()
