from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import translation

from egret.rooms.people.models import Organisation, User

from .models import Message


def tell(
    organisation: Organisation, sentence: Callable[[], str], *, path: str, by: User, at: datetime
) -> None:
    """`sentence` is said in Chinese and in English: the reader's language is not known yet."""
    with translation.override("zh-hans"):
        text = sentence()
    with translation.override("en"):
        text_en = sentence()
    Message.objects.create(
        organisation=organisation, text=text, text_en=text_en, path=path, sent_at=at, sent_by=by
    )


def mark_read(organisation: Organisation, *, by: User, at: datetime) -> None:
    Message.objects.filter(organisation=organisation, read_at=None).update(read_at=at, read_by=by)
