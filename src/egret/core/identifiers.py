"""Numbers the state gives out: unified social credit codes (GB 32100) and industry codes (GB/T 4754)."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

REGION_DIGITS = 6
MADE_CODES = 100_000  # a region; as many as the digits of the body allow
INDUSTRY_DIGITS = (3, 4)

_SECTIONS = "ABCDEFGHIJKLMNOPQRST"
_LAST_DIVISIONS = (5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


class NotACreditCode(ValueError):
    """`code` names the fault for the screen: empty, length, characters, check."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotAnIndustryCode(ValueError):
    """`code` names the fault for the screen: empty, length, characters, section."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def credit_code(text: str) -> str:
    """The 18 characters of what a person typed: full width, small letters, spaces and hyphens are welcome."""
    plain = _plain(text)
    if not plain:
        raise NotACreditCode("empty")
    try:
        return uscc.validate(plain)
    except InvalidLength:
        raise NotACreditCode("length") from None
    except InvalidFormat:
        raise NotACreditCode("characters") from None
    except InvalidChecksum:
        raise NotACreditCode("check") from None


def made_credit_code(region: str, serial: int) -> str:
    """A valid code of an invented enterprise; its organisation part begins with EGR, to be seen as invented."""
    if len(region) != REGION_DIGITS or not _digits(region):
        raise ValueError(f"a region has {REGION_DIGITS} digits, got {region!r}")
    if not 0 <= serial < MADE_CODES:
        raise ValueError(f"a serial lies below {MADE_CODES}, got {serial}")
    body = f"EGR{serial:05d}"
    number = f"91{region}{body}{_organisation_check(body)}"
    return number + uscc.calc_check_digit(number)


def industry_code(text: str) -> str:
    """Three or four digits; a section letter in front is checked and left out (`C3973` → `3973`)."""
    plain = _plain(text)
    if not plain:
        raise NotAnIndustryCode("empty")
    section, digits = (plain[0], plain[1:]) if plain[0] in _SECTIONS else ("", plain)
    if not _digits(digits):
        raise NotAnIndustryCode("characters")
    if len(digits) not in INDUSTRY_DIGITS:
        raise NotAnIndustryCode("length")
    division = int(digits[:2])
    if not 1 <= division <= _LAST_DIVISIONS[-1]:
        raise NotAnIndustryCode("section")
    if section and section != _SECTIONS[bisect_left(_LAST_DIVISIONS, division)]:
        raise NotAnIndustryCode("section")
    return digits


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _organisation_check(body: str) -> str:
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
