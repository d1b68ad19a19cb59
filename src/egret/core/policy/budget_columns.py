"""A budget line that runs short, over columns of awards: int64 fen, one row per award."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .budget import BudgetLine, Tie, WhenShort

Ints = NDArray[np.int64]

MOST_EACH = 2**42  # fen of one award: 43.9 bn yuan
_MOST_TOGETHER = 2**62
_BITS = 63


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What awards ask of a line, a row each: fen, day since 1970-01-01, what tells awards of a day apart, rank (or 0)."""

    fens: Ints
    days: Ints
    order: Ints
    ranks: Ints

    def __len__(self) -> int:
        return len(self.fens)


def shared_in_columns(line: BudgetLine, asked: Asked, amount_fen: int) -> Ints:
    """As `budget.shared`."""
    if _checked(asked.fens, amount_fen) <= amount_fen:
        return asked.fens.copy()
    turns = turns_in_columns(line, asked)
    if line.when_short == WhenShort.PRO_RATA:
        return pro_rata_in_columns(asked.fens, amount_fen, turns)
    return in_order_in_columns(asked.fens, amount_fen, turns, stop=line.when_short == WhenShort.STOP)


def turns_in_columns(line: BudgetLine, asked: Asked) -> Ints:
    """As `budget.turns`."""
    firsts = np.zeros_like(asked.fens)
    if line.when_short == WhenShort.BY_RANK:
        firsts = asked.ranks
    elif line.when_short == WhenShort.PRO_RATA and line.tie == Tie.LARGER:
        firsts = -asked.fens
    places = np.empty(len(asked), np.int64)
    places[np.lexsort((asked.order, asked.days, firsts))] = np.arange(len(asked))
    return places


def pro_rata_in_columns(fens: Ints, amount_fen: int, order: Ints | None = None) -> Ints:
    """As `budget.pro_rata`, exact to the fen; without `order` the earlier row wins a tie.

    a × B ÷ S overflows int64 and is no float's business. With ρ = ⌊B × 2^2w ÷ S⌋ cut into words of w bits, a × ρ
    fits, and ⌊a × ρ ÷ 2^2w⌋ is the quotient or one less; the remainder lies below 2S < 2^64, so that it is exact
    modulo 2^64 and says which.
    """
    total = _checked(fens, amount_fen)
    if total <= amount_fen:
        return fens.copy()
    asked, amount, whole = fens.astype(np.uint64), np.uint64(amount_fen), np.uint64(total)
    word = min(_BITS - int(fens.max()).bit_length(), 31)
    ratio = (amount_fen << (2 * word)) // total
    bits = np.uint64(word)
    low = asked * np.uint64(ratio & ((1 << word) - 1))
    low >>= bits
    parts = asked * np.uint64(ratio >> word)
    parts += low
    parts >>= bits
    rest = asked * amount - parts * whole  # modulo 2^64
    one_less = rest >= whole
    parts += one_less
    rest -= one_less * whole
    shares = parts.astype(np.int64)
    shares[_largest(rest, amount_fen - int(shares.sum()), order)] += 1
    return shares


def in_order_in_columns(fens: Ints, amount_fen: int, order: Ints, *, stop: bool = False) -> Ints:
    """As `budget.in_order`: by `order`, whose numbers all differ."""
    _checked(fens, amount_fen)
    places = np.argsort(order)
    asked = fens[places]
    summed = np.cumsum(asked)
    if stop:
        got = np.where(summed <= amount_fen, asked, 0)
    else:
        got = np.minimum(summed, amount_fen) - np.minimum(summed - asked, amount_fen)
    parts = np.empty_like(fens)
    parts[places] = got
    return parts


def _largest(rest: NDArray[np.uint64], count: int, order: Ints | None) -> NDArray[np.intp]:
    """Rows of the `count` largest remainders; where the last of them are equal, those of the lowest order."""
    if not count:
        return np.zeros(0, dtype=np.intp)
    bar = np.partition(rest, len(rest) - count)[len(rest) - count]
    above, level = np.flatnonzero(rest > bar), np.flatnonzero(rest == bar)
    if order is not None:
        level = level[np.argsort(order[level], kind="stable")]
    return np.concatenate((above, level[: count - len(above)]))


def _checked(fens: Ints, amount_fen: int) -> int:
    """The sum of `fens`, known to fit."""
    if not len(fens):
        return 0
    if amount_fen < 0 or int(fens.min()) < 0:
        raise ValueError("a line and what is asked of it are zero or more")
    if int(fens.max()) >= MOST_EACH or int(fens.max()) * len(fens) >= _MOST_TOGETHER:
        raise ValueError("an award, or the sum of all, is too large")
    return int(fens.sum())
