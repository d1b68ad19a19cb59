from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from egret.rooms.people.models import User

from .models import Provider


def in_pool() -> QuerySet[Provider]:
    return Provider.objects.order_by("id")


def contractable(on: date) -> QuerySet[Provider]:
    """Those of the pool who are not banned on that day."""
    return in_pool().filter(Q(banned_until=None) | Q(banned_until__lt=on))


def of_user(user: User) -> Provider:
    return Provider.objects.get(organisation=user.organisation_id)


def by_pk(pks: Iterable[int]) -> dict[int, Provider]:
    return Provider.objects.in_bulk(list(pks))


def admitted_between(start: datetime, end: datetime) -> int:
    return Provider.objects.filter(admitted_at__gte=start, admitted_at__lt=end).count()
