from __future__ import annotations

from datetime import datetime

from egret.rooms.people.models import Organisation, User

from .models import Message


def tell(organisation: Organisation, texts: tuple[str, str], *, path: str, by: User, at: datetime) -> None:
    """`texts` is the sentence in Chinese and in English: the reader's language is not known yet."""
    text, text_en = texts
    Message.objects.create(
        organisation=organisation, text=text, text_en=text_en, path=path, sent_at=at, sent_by=by
    )


def mark_read(organisation: Organisation, *, by: User, at: datetime) -> None:
    Message.objects.filter(organisation=organisation, read_at=None).update(read_at=at, read_by=by)
