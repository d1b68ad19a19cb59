"""Texts and amounts as banks' files carry them: no character that a file, a spreadsheet or XML could not hold."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from egret.core.banking.faults import Code
from egret.core.days import CHINA
from egret.core.money import FEN_MAX, FEN_PER_YUAN

NAME_LONGEST = 140  # ISO 20022 Max140Text
ID_LONGEST = 35  # ISO 20022 Max35Text
SHOWN = 60

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_YUAN = re.compile(r"(0|[1-9][0-9]{0,15})(?:\.([0-9]{1,5}))?")
_FEN = re.compile(r"0|[1-9][0-9]{0,17}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FEN_DIGITS = 2


def shown(text: str) -> str:
    """What a fault repeats of a text from outside: not all of a long one."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def plain(text: str) -> bool:
    """Without line breaks, control and format characters, halves of pairs, and what Unicode has not given out."""
    # Printable is stricter: it knows no space but the plain one. It is quick, and nearly always enough.
    return text.isprintable() or not any(
        unicodedata.category(char)[0] == "C" or unicodedata.category(char) in {"Zl", "Zp"} for char in text
    )


def wrong_text(text: str, longest: int = NAME_LONGEST) -> Code | None:
    """What keeps a text out of a bank's file. An empty one is nobody's fault here."""
    if not plain(text) or text != text.strip():
        return Code.CHARACTERS
    if text[:1] in {"=", "+", "-", "@"}:
        return Code.FORMULA
    return Code.LENGTH if len(text) > longest else None


def wrong_id(text: str) -> Code | None:
    if not text:
        return Code.EMPTY
    if not _ID.fullmatch(text):
        return Code.CHARACTERS
    return Code.LENGTH if len(text) > ID_LONGEST else None


def exact_yuan(fen: int) -> str:
    """`12345678` → `123456.78`: no separators, always two decimals."""
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{size // FEN_PER_YUAN}.{size % FEN_PER_YUAN:02d}"


def fen_of_yuan(text: str) -> int | None:
    """Whole fen of a decimal in yuan; None for anything else, and for parts of a fen."""
    found = _YUAN.fullmatch(text)
    if not found:
        return None
    decimals = found[2] or ""
    if decimals[_FEN_DIGITS:].strip("0"):
        return None
    fen = int(found[1]) * FEN_PER_YUAN + int(decimals[:_FEN_DIGITS].ljust(_FEN_DIGITS, "0"))
    return fen if fen <= FEN_MAX else None


def fen_of_fen(text: str) -> int | None:
    fen = int(text) if _FEN.fullmatch(text) else FEN_MAX + 1
    return fen if fen <= FEN_MAX else None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """A moment without an offset is taken as China's."""
    try:
        moment = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment


def moment_text(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds")
