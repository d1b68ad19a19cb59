from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from egret.rooms.people.models import User

from .models import Provider


def in_pool() -> QuerySet[Provider]:
    return Provider.objects.order_by("id")


def of_user(user: User) -> Provider:
    return Provider.objects.get(organisation=user.organisation_id)


def by_pk(pks: Iterable[int]) -> dict[int, Provider]:
    return Provider.objects.in_bulk(list(pks))


def admitted_between(start: datetime, end: datetime) -> int:
    return Provider.objects.filter(admitted_at__gte=start, admitted_at__lt=end).count()
