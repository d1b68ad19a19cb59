"""Whole fen. A rate is an exact rational; money times a rate is not money until a rounding is named."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

FEN_PER_YUAN = 100
FEN_MAX = 10**15  # 10 trillion yuan: far above any programme, far below int64


class Rounding(StrEnum):
    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class NotMoney(ValueError):
    """`code` names the fault for the screen: letters, negative, too_fine, too_large, empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """Whole fen of an exact, non-negative amount of fen."""
    if exact < 0:
        raise ValueError(f"only amounts of zero and more are rounded, got {exact}")
    whole, rest = divmod(exact.numerator, exact.denominator)
    if not rest:
        return whole
    twice = 2 * rest - exact.denominator
    match rounding:
        case Rounding.DOWN:
            up = False
        case Rounding.UP:
            up = True
        case Rounding.HALF_UP:
            up = twice >= 0
        case Rounding.HALF_EVEN:
            up = twice > 0 or (twice == 0 and whole % 2 == 1)
    return whole + int(up)


def yuan(fen: int) -> str:
    """`12345678` → `123,456.78`."""
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{size // FEN_PER_YUAN:,}.{size % FEN_PER_YUAN:02d}"


def fen_from_yuan(text: str) -> int:
    """Fen of what a person typed: full-width digits, thousands separators and a ¥ sign are welcome."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元")
    plain = plain.replace(",", "").replace(" ", "")
    if not plain:
        raise NotMoney("empty")
    if plain.startswith("-"):
        raise NotMoney("negative")
    if not all(c in "0123456789." for c in plain):
        raise NotMoney("letters")
    try:
        fen = Decimal(plain) * FEN_PER_YUAN
    except InvalidOperation:
        raise NotMoney("letters") from None
    if fen != fen.to_integral_value():
        raise NotMoney("too_fine")
    if fen > FEN_MAX:
        raise NotMoney("too_large")
    return int(fen)


def split(fen: int, shares: tuple[Fraction, ...]) -> tuple[int, ...]:
    """Parts of `fen` by `shares` (which sum to one): each share of what the ones before left, rounded half up.

    The parts sum to `fen`, stray at most half a fen for each other share, and none shrinks when `fen` grows: what is
    paid in stages never takes back from one source what another pays. Largest remainder can't hold that for three.
    """
    if fen < 0 or sum(shares) != 1:
        raise ValueError(f"cannot split {fen} by {shares}")
    parts, left, of = [], fen, Fraction(1)
    for share in shares:
        part = rounded(left * share / of, Rounding.HALF_UP) if of else 0
        parts.append(part)
        left, of = left - part, of - share
    return tuple(parts)
