"""Answers to a pack's form in words, for whoever reads them over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.packs.model import Field, Page
from egret.desks.shared.templatetags.egret import day, own


def answers_shown(
    page: Page, answers: dict[str, Any], attached: dict[str, Any], faults: dict[str, str]
) -> list[dict[str, Any]]:
    """One entry a field: its label, its answer in words, the file behind it, what is wrong with it."""
    return [
        {
            "id": field.id,
            "label": own(field.term),
            "text": _text(field, answers.get(field.id)),
            "file": attached.get(field.id),
            "fault": faults.get(field.id, ""),
        }
        for field in page.fields
    ]


def _text(field: Field, value: Any) -> str:
    if value in (None, "", [], False):
        return ""
    match field.type:
        case "money":
            return yuan(value) if isinstance(value, int) else str(value)
        case "choice" | "choices":
            chosen = value if isinstance(value, list) else [value]
            return _(", ").join(own(option.term) for option in field.options if option.id in chosen)
        case "pledge":
            return _("Yes")
        case "date":
            return _day(str(value))
        case "attachment":
            return ""
        case _:
            return str(value)


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
