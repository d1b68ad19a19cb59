"""Invented cases for every clause of a pack: seeded, so that the same seed gives the same cases, and bounded as facts are.

Distributions: money log-normal around the clause's own caps; counts and months around its thresholds; nine in ten
conditions met; officers decide four fifths to the whole of a ceiling. None of it is anybody's data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log
from statistics import median

import numpy as np
from numpy.typing import NDArray

from egret.core.packs.model import Pack
from egret.core.policy.clause import Clause, Fact, Kind, Param, Payee
from egret.core.policy.numerators import day_number
from egret.core.policy.population import Ints, Population, Rows, population
from egret.core.policy.syntax import names_in
from egret.core.sizes import SizeClass

from .groups import DISTRICT, INDUSTRY, SIZE, YEAR, day_label, keys_of, years

Column = NDArray[np.generic]

MOST = 1_000_000
_SIZES = {SizeClass.LARGE: 0.0, SizeClass.MEDIUM: 0.2, SizeClass.SMALL: 0.5, SizeClass.MICRO: 0.3}
_TAKING_PART, _PAID_ELSEWHERE = 0.4, 0.02  # of all enterprises, where they are paid and where providers are
_AGAIN = 0.1  # of those, with a second case
_MET, _ON_LIST = 0.9, 0.9
_FEW = 5
_SPREAD = 0.9  # of the logarithm of money
_ABOVE_CAP = 1.6  # what is spent lies so far above the caps, in the middle
_DAYS_BEFORE = 180  # contracts come so long before claims, at most
_SECONDS, _CHINA_AHEAD = 86_400, 8 * 3600


class Names(Sequence[str]):
    """Made when asked for: those of a million enterprises are not kept."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place):
        return f"虚构企业{place + 1:07d}"


@dataclass(frozen=True, slots=True)
class _Draw:
    rng: np.random.Generator
    clause: Clause
    days: Ints  # a row's last day

    @property
    def rows(self) -> int:
        return len(self.days)


def invented(pack: Pack, enterprises: int, *, seed: int = 1) -> Population:
    """Cases of so many enterprises, grouped as the pack's keys are."""
    rng = np.random.default_rng(seed)
    keys = keys_of(pack)
    codes = {
        DISTRICT: _skewed(rng, len(keys[DISTRICT]) - 1, enterprises),
        SIZE: rng.choice(len(_SIZES), enterprises, p=list(_SIZES.values())),
        INDUSTRY: _skewed(rng, len(keys[INDUSTRY]) - 1, enterprises),
    }
    rows = {}
    for clause in pack.clauses:
        who = _taking_part(rng, clause, enterprises)
        frame, days = _frame(rng, clause, len(who))
        of_row = {group: code[who] for group, code in codes.items()} | {YEAR: years(keys, days)}
        rows[clause.id] = Rows(frame, who, days, of_row)
    return population({group: tuple(named) for group, named in keys.items()}, Names(enterprises), rows)


def _skewed(rng: np.random.Generator, keys: int, rows: int) -> Ints:
    """The first key twice as often as the last."""
    weights = np.linspace(2.0, 1.0, keys)
    return rng.choice(keys, rows, p=weights / weights.sum())


def _taking_part(rng: np.random.Generator, clause: Clause, enterprises: int) -> Ints:
    share = _TAKING_PART if clause.payee == Payee.ENTERPRISE else _PAID_ELSEWHERE
    once = np.flatnonzero(rng.random(enterprises) < share)
    again = once[rng.random(len(once)) < _AGAIN]
    return np.concatenate((once, again)).astype(np.int64)


def _frame(rng: np.random.Generator, clause: Clause, rows: int) -> tuple[dict[str, Column], Ints]:
    last = rng.integers(day_number(clause.valid_from), day_number(clause.valid_to) + 1, rows)
    draw = _Draw(rng, clause, last)
    frame = {fact.term.label: _column(draw, fact) for fact in clause.facts}
    return frame, frame[day_label(clause)]


def _column(draw: _Draw, fact: Fact) -> Column:
    ceiling = _ceiling(draw.clause, fact) if fact.decided else None
    return _DRAWS[fact.kind](draw, fact) if ceiling is None else _decided(draw, fact, ceiling)


def _money(draw: _Draw, fact: Fact) -> Column:
    """Around the middle of the clause's amounts, else a thousandth of the bound."""
    said = _said(draw.clause, Kind.MONEY)
    return _around(draw, _ABOVE_CAP * median(said) if said else float(fact.most) / 1000, fact)


def _count(draw: _Draw, fact: Fact) -> Column:
    """Around the highest of the clause's counts, which is a threshold, not a number of months; else a few."""
    return _around(draw, max(_said(draw.clause, Kind.COUNT), default=_FEW), fact)


def _around(draw: _Draw, middle: float, fact: Fact) -> Column:
    drawn = np.exp(draw.rng.normal(log(middle), _SPREAD, draw.rows))
    return np.minimum(drawn, float(fact.most)).astype(np.int64)


def _said(clause: Clause, kind: Kind) -> list[int]:
    return [
        int(value)
        for param in clause.params
        if param.kind == kind
        for version in param.versions
        for value in (*version.cells.values(), *(band.value for band in version.bands))
        if isinstance(value, int) and value
    ]


def _rate(draw: _Draw, fact: Fact) -> Column:
    """Whole per cents, anything up to the bound."""
    hundredth = max(fact.parts // 100, 1)
    return draw.rng.integers(0, int(fact.most * fact.parts) // hundredth + 1, draw.rows) * hundredth


def _decided(draw: _Draw, fact: Fact, ceiling: Fraction) -> Column:
    """Four fifths to the whole of the ceiling, in twentieths of it where that is fine enough."""
    return draw.rng.integers(16, 21, draw.rows) * int(ceiling * fact.parts) // 20


def _ceiling(clause: Clause, fact: Fact) -> Fraction | None:
    """The lowest that a decided fact is held to."""
    held_to = [
        Fraction(value)
        for step in clause.steps
        if step.require and fact.term.label in names_in(step.require)
        for param in clause.params
        if param.term.label in names_in(step.require) and param.kind == fact.kind
        for value in _cells(param)
        if value
    ]
    return min(held_to, default=None)


def _cells(param: Param) -> Iterator[Fraction]:
    for version in param.versions:
        yield from (Fraction(value) for value in version.cells.values() if isinstance(value, int | Fraction))


def _quantity(draw: _Draw, fact: Fact) -> Column:
    most = min(int(fact.most), 20) * fact.parts
    return draw.rng.integers(1, most + 1, draw.rows)


def _bool(draw: _Draw, _fact: Fact) -> Column:
    return draw.rng.random(draw.rows) < _MET


def _enum(draw: _Draw, fact: Fact) -> Column:
    """Later words more often: whoever applies has usually reached something."""
    places = np.array(list(fact.values.values()), np.int64)
    weights = np.arange(1.0, len(places) + 1)
    return draw.rng.choice(places, draw.rows, p=weights / weights.sum())


def _date(draw: _Draw, fact: Fact) -> Column:
    if fact.term.label == day_label(draw.clause):
        return draw.days
    before = draw.days - draw.rng.integers(0, _DAYS_BEFORE, draw.rows)
    return np.maximum(before, day_number(draw.clause.valid_from))


def _moment(draw: _Draw, _fact: Fact) -> Column:
    return draw.days * _SECONDS - _CHINA_AHEAD + draw.rng.integers(9 * 3600, 17 * 3600, draw.rows)


def _code(draw: _Draw, _fact: Fact) -> Column:
    listed = [entry.code for register in draw.clause.registers for entry in register.entries] or ["-"]
    codes = draw.rng.choice(np.array([*listed, "-"]), draw.rows)
    return np.where(draw.rng.random(draw.rows) < _ON_LIST, codes, "-")


def _series(draw: _Draw, fact: Fact) -> Column:
    """Around the lowest of the clause's counts above twelve: that is a month's threshold, not a number of months."""
    months = [count for count in _said(draw.clause, Kind.COUNT) if count > fact.months]
    middle = 1.5 * min(months, default=max(int(fact.most) // 1000, 1))
    drawn = np.exp(draw.rng.normal(log(middle), _SPREAD, (draw.rows, 1)))
    drawn = drawn * draw.rng.uniform(0.7, 1.3, (draw.rows, fact.months))
    return np.minimum(drawn, float(fact.most)).astype(np.int64)


_DRAWS: dict[Kind, Callable[[_Draw, Fact], Column]] = {
    Kind.MONEY: _money,
    Kind.COUNT: _count,
    Kind.RATE: _rate,
    Kind.QUANTITY: _quantity,
    Kind.BOOL: _bool,
    Kind.ENUM: _enum,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.CODE: _code,
    Kind.SERIES: _series,
}
