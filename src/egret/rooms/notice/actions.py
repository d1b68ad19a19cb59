from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from egret.rooms.people.models import Organisation, User

from .models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """`sentence` is said in Chinese and in English: the reader's language is not known yet."""

    organisation: Organisation
    sentence: Callable[[], str]
    path: str


def tell(
    organisation: Organisation, sentence: Callable[[], str], *, path: str, by: User, at: datetime
) -> None:
    tell_all([Letter(organisation, sentence, path)], by=by, at=at)


def tell_all(letters: Iterable[Letter], *, by: User, at: datetime) -> None:
    letters = list(letters)
    with translation.override("zh-hans"):
        texts = [letter.sentence() for letter in letters]
    with translation.override("en"):
        texts_en = [letter.sentence() for letter in letters]
    Message.objects.bulk_create(
        [
            Message(
                organisation=letter.organisation,
                text=text,
                text_en=text_en,
                path=letter.path,
                sent_at=at,
                sent_by=by,
            )
            for letter, text, text_en in zip(letters, texts, texts_en, strict=True)
        ],
        batch_size=500,
    )


def mark_read(organisation: Organisation, *, by: User, at: datetime) -> None:
    Message.objects.filter(organisation=organisation, read_at=None).update(read_at=at, read_by=by)
