from __future__ import annotations

from django.db.models import QuerySet

from egret.rooms.people.models import Organisation

from .models import Message


def newest(organisation: Organisation, limit: int = 20) -> QuerySet[Message]:
    return Message.objects.filter(organisation=organisation).order_by("-id")[:limit]


def unread(organisation: Organisation) -> int:
    return Message.objects.filter(organisation=organisation, read_at=None).count()
