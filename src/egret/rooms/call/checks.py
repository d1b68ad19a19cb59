"""Answers against the pack's form: folded, complete, in bounds, each fault at its field."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egret.core.money import NotMoney, fen_from_yuan, yuan
from egret.core.packs.model import Field, Form

_PHONE = re.compile(r"\+?\d[\d-]{6,18}")

Faults = dict[str, str]


def checked_answers(form: Form, given: dict[str, Any]) -> tuple[dict[str, Any], Faults]:
    """Clean values by field id, and for each bad one a sentence that says what to do."""
    clean: dict[str, Any] = {}
    faults: Faults = {}
    for field in form.fields:
        value = given.get(field.id)
        if value in (None, "", [], False):
            if field.needed:
                faults[field.id] = _missing(field)
            continue
        try:
            clean[field.id] = _checked(field, value)
        except ValueError as fault:
            faults[field.id] = str(fault)
    return clean, faults


def _missing(field: Field) -> str:
    if field.type == "pledge":
        return _("Tick the pledge: without it the application can't be received.")
    if field.type == "attachment":
        return _("Attach this file.")
    return _("This is still empty.")


def _checked(field: Field, value: Any) -> Any:
    match field.type:
        case "money":
            return _money(field, value)
        case "date":
            return _date(field, str(value))
        case "choices":
            return _choices(field, value if isinstance(value, list) else [value])
        case "choice":
            return _choices(field, [value])[0]
        case "phone":
            return _phone(str(value))
        case "attachment":
            if not str(value).isdecimal():
                raise ValueError(_("Attach this file."))
            return int(value)
        case "pledge":
            return True
        case _:
            return _text(field, str(value))


def money_fault(code: str, max_fen: int) -> str:
    return {
        "empty": _("Write an amount in yuan, for instance 120,000.00."),
        "letters": _("Write the amount in digits only, for instance 120,000.00."),
        "negative": _("An amount can't be negative."),
        "too_fine": _("An amount has two decimals at most."),
        "too_large": _("An amount here is at most %(max)s yuan. Check the number of zeros.")
        % {"max": yuan(max_fen)},
    }[code]


def _money(field: Field, given: Any) -> int:
    """Typed yuan; of an application that came back, the whole fen that it was kept as."""
    try:
        fen = given if type(given) is int else fen_from_yuan(str(given))
    except NotMoney as fault:
        raise ValueError(money_fault(fault.code, field.max)) from None
    if fen > field.max:
        raise ValueError(money_fault("too_large", field.max))
    return fen


def _date(field: Field, text: str) -> str:
    try:
        day = date.fromisoformat(unicodedata.normalize("NFKC", text).strip())
    except ValueError:
        raise ValueError(_("There is no such day. Write it like 2025-06-18.")) from None
    if (field.from_on and day < field.from_on) or (field.to_on and day > field.to_on):
        raise ValueError(
            _("The day must lie between %(first)s and %(last)s.")
            % {"first": field.from_on, "last": field.to_on}
        )
    return day.isoformat()


def _choices(field: Field, chosen: list[Any]) -> list[str]:
    known = {option.id for option in field.options}
    if not set(chosen) <= known:
        raise ValueError(_("Choose from what is offered."))
    return sorted(set(chosen))


def _phone(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not _PHONE.fullmatch(plain):
        raise ValueError(_("Write a telephone number, for instance 010-55512345."))
    return plain


def _text(field: Field, text: str) -> str:
    text = text.strip()
    if field.max and len(text) > field.max:
        over = len(text) - field.max
        raise ValueError(
            ngettext("This is %(n)s character too long.", "This is %(n)s characters too long.", over)
            % {"n": over}
        )
    return text
