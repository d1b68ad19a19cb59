"""Budget lines: what a year holds for some clauses, and who gets what when that runs short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .clause import Term


class WhenShort(StrEnum):
    FIRST_COME = "first_come"  # 先到先得: in order until the line is empty; the last one takes what is left
    PRO_RATA = "pro_rata"  # 按比例: each its share to the fen, by largest remainder
    BY_RANK = "by_rank"  # 按排序: rank 1 first, then as first come
    STOP = "stop"  # 停止受理: the first that doesn't fit and all after it get nothing


class Tie(StrEnum):
    """Who gets the odd fen where remainders are equal."""

    EARLIER = "earlier"
    LARGER = "larger"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Both days included. `rank` is the label of the count fact that by_rank sorts by, "" otherwise."""

    id: str
    term: Term
    clauses: tuple[str, ...]
    from_on: date
    to_on: date
    amount_fen: int
    when_short: WhenShort
    rank: str
    tie: Tie
    document: str
    article: str

    @property
    def waits(self) -> bool:
        """Whether claims wait until the line is shared among all of them at once."""
        return self.when_short in (WhenShort.PRO_RATA, WhenShort.BY_RANK)

    def holds(self, clause: str, on: date) -> bool:
        return clause in self.clauses and self.from_on <= on <= self.to_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an award asks of a line. `order` tells awards of one day apart; `rank` 1 stands first."""

    key: str
    on: date
    order: int
    fen: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    wanted: Wanted
    fen: int

    @property
    def short_fen(self) -> int:
        return self.wanted.fen - self.fen


@dataclass(frozen=True, slots=True)
class Pot:
    """What a line has for one award: what is left of it, or the award's part where the line was shared among all.

    Of a share, `of_fen` was left to be shared and `wanted_fen` is what all asked for together.
    """

    line: BudgetLine
    left_fen: int
    of_fen: int | None = None
    wanted_fen: int | None = None

    def bears(self, fen: int) -> int:
        """Of `fen` to be paid; what comes back needs no pot."""
        if fen <= self.left_fen or fen <= 0:
            return fen
        return 0 if self.line.when_short == WhenShort.STOP else self.left_fen


def line_for(lines: Iterable[BudgetLine], clause: str, on: date) -> BudgetLine | None:
    """The line that bears `clause` on that day; a pack has one at most."""
    return next((line for line in lines if line.holds(clause, on)), None)


def shared(line: BudgetLine, wanted: Iterable[Wanted], left_fen: int | None = None) -> tuple[Part, ...]:
    """What each award gets of `line`, as they came in. No more than the line; all of it when it is short, save stop.

    `left_fen` is what there is to share, the line's whole amount where it is not told.
    """
    asked, amount_fen = tuple(wanted), line.amount_fen if left_fen is None else left_fen
    order = turns(line, asked)
    fens = [one.fen for one in asked]
    if line.when_short == WhenShort.PRO_RATA:
        parts = pro_rata(fens, amount_fen, order)
    else:
        parts = in_order(fens, amount_fen, order, stop=line.when_short == WhenShort.STOP)
    return tuple(Part(one, fen) for one, fen in zip(asked, parts, strict=True))


def turns(line: BudgetLine, wanted: Sequence[Wanted]) -> list[int]:
    """The place of each in the line's own order, from 0: who is served first, or pro rata gets the odd fen first."""
    match line.when_short:
        case WhenShort.PRO_RATA:
            firsts = [-one.fen if line.tie == Tie.LARGER else 0 for one in wanted]
        case WhenShort.BY_RANK:
            firsts = [one.rank for one in wanted]
        case _:
            firsts = [0] * len(wanted)
    return _places([(first, one.on, one.order) for first, one in zip(firsts, wanted, strict=True)])


def pro_rata(fens: Sequence[int], amount_fen: int, order: Sequence[int]) -> tuple[int, ...]:
    """Shares of `amount_fen` in proportion to `fens`, whole where it suffices; their sum is exact.

    The fen left by rounding down go to the largest remainders, among equal ones to the lowest `order`.
    """
    _check(fens, amount_fen)
    total = sum(fens)
    if total <= amount_fen:
        return tuple(fens)
    divided = [divmod(fen * amount_fen, total) for fen in fens]
    parts = [whole for whole, _ in divided]
    by_rest = sorted(range(len(fens)), key=lambda place: (-divided[place][1], order[place]))
    for place in by_rest[: amount_fen - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def in_order(fens: Sequence[int], amount_fen: int, order: Sequence[int], *, stop: bool) -> tuple[int, ...]:
    """One after another by `order` until nothing is left; with `stop` nobody is paid in part, nor any after."""
    _check(fens, amount_fen)
    parts, left = [0] * len(fens), amount_fen
    for place in sorted(range(len(fens)), key=lambda place: order[place]):
        if stop and fens[place] > left:
            break
        parts[place] = min(fens[place], left)
        left -= parts[place]
    return tuple(parts)


def exhausted_on(line: BudgetLine, awarded: Iterable[tuple[date, int]]) -> date | None:
    """The day on which dated awards of the line leave nothing of it; None while something is left."""
    left = line.amount_fen
    for on, fen in sorted(awarded):
        left -= fen
        if left <= 0:
            return on
    return None


def _places(keys: Sequence[tuple[int, date, int]]) -> list[int]:
    places = [0] * len(keys)
    for place, row in enumerate(sorted(range(len(keys)), key=lambda row: keys[row])):
        places[row] = place
    return places


def _check(fens: Sequence[int], amount_fen: int) -> None:
    if amount_fen < 0 or min(fens, default=0) < 0:
        raise ValueError("a line and what is asked of it are zero or more")
