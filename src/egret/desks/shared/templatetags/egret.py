"""The few words that every template knows."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from egret.core.money import yuan
from egret.core.policy.clause import Term
from egret.core.policy.explaining import rate_text
from egret.desks.shared import words

register = template.Library()


@register.filter
def money(fen: int) -> str:
    """`12345678` → `123,456.78`; its cell says that it is yuan."""
    return yuan(fen)


@register.filter
def rate(exact: Fraction) -> str:
    """`1/2` → `50%`."""
    return rate_text(exact)


@register.filter
def own(term: Term) -> str:
    """A pack's word in the reader's language."""
    return term.label_en if get_language() == "en" else term.label


@register.filter
def titled(row: Any) -> str:
    """A row's own title in the reader's language."""
    return row.title_en if get_language() == "en" else row.title


@register.filter
def called(row: Any) -> str:
    """A row's own name in the reader's language."""
    return row.name_en if get_language() == "en" else row.name


@register.filter
def day(value: date) -> str:
    value = localtime(value) if isinstance(value, datetime) else value
    if get_language() == "en":
        return f"{value:%d %b %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime) -> str:
    """To the second, China time."""
    return f"{day(value)} {localtime(value):%H:%M:%S}"


@register.filter
def word(value: str, kind: str) -> str:
    """The screen's word for a state, a role, a finding."""
    return words.of(kind, value)


@register.filter
def known(value: str, kind: str) -> str:
    """The screen's word, or what somebody typed in its place."""
    return words.of(kind, value) if value in words.WORDS[kind] else value


@register.filter
def bank_words(text: str) -> str:
    return words.bank_reason(text)


@register.inclusion_tag("shared/ui/badge.html")
def badge(value: str, kind: str) -> dict[str, Any]:
    """A state with its colour and its word."""
    return {"word": words.of(kind, value), "colour": words.colour(kind, value)}


@register.filter
def district(code: str) -> str:
    return own(words.district(code))


@register.filter
def industry(industry_id: str) -> str:
    term = words.industry(industry_id)
    return own(term) if term else ""


@register.simple_tag
def bar(value: int, of: int) -> SafeString | str:
    """Whole per cent, held between 0 and 100, for the width of a bar."""
    return str(min(100, value * 100 // of)) if of else "0"
