"""What was typed into a page of the pack's form, as the draft keeps it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from egret.core.packs.model import Form, Page, by_id
from egret.rooms.city import queries as city


def form_of(submission: Any) -> Form:
    return by_id(city.pack().forms, city.batch(submission.batch).form)


def typed(page: Page, data: QueryDict) -> dict[str, Any]:
    """Every field but the attachments: text as it stands, ticks as lists, a pledge as yes or no."""
    answers: dict[str, Any] = {}
    for field in page.fields:
        match field.type:
            case "attachment":
                continue
            case "choices":
                answers[field.id] = [_plain(value) for value in data.getlist(field.id)]
            case "pledge":
                answers[field.id] = field.id in data
            case _:
                answers[field.id] = _plain(data.get(field.id, ""))
    return answers


def _plain(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\0", "")
