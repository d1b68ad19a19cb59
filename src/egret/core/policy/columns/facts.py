"""Facts out of their bounds, refused with the codes and in the order of `evaluation`."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

import numpy as np

from ..clause import Clause, Fact, Kind
from ..numerators import FIRST, FIRST_SECOND, LAST, LAST_SECOND, day_number
from .block import Block
from .frame import Array


def check_facts(block: Block, facts: tuple[Fact, ...]) -> None:
    for fact in facts:
        if check := _CHECKS.get(fact.kind):
            check(block, fact)


def check_open(block: Block, clause: Clause) -> None:
    first, last = day_number(clause.valid_from), day_number(clause.valid_to)
    least, most = block.extent(clause.open_on)
    if least < first or most > last:
        column = block.columns[clause.open_on]
        block.refuse("not_open", (column < first) | (column > last))


def _number(block: Block, fact: Fact) -> None:
    """Whole numbers over `parts` can't be too fine."""
    most = floor(fact.most * fact.parts)
    if not block.within(fact.term.label, most):
        _bounded(block, block.columns[fact.term.label], most)


def _bounded(block: Block, column: Array, most: int) -> None:
    block.refuse("negative", column < 0)
    block.refuse("too_large", column > most)


def _series(block: Block, fact: Fact) -> None:
    column = block.columns[fact.term.label]
    if column.size and (column.min() < 0 or column.max() > fact.most):
        for month in column.T:
            _bounded(block, month, floor(fact.most))


def _enum(block: Block, fact: Fact) -> None:
    places = sorted(fact.values.values())
    if places != list(range(len(places))) or not block.within(fact.term.label, places[-1]):
        block.refuse("unknown_word", ~np.isin(block.columns[fact.term.label], places))


def _day(block: Block, fact: Fact) -> None:
    _between(block, fact, FIRST, LAST)


def _moment(block: Block, fact: Fact) -> None:
    _between(block, fact, FIRST_SECOND, LAST_SECOND)


def _between(block: Block, fact: Fact, first: int, last: int) -> None:
    least, most = block.extent(fact.term.label)
    if least < first or most > last:
        column = block.columns[fact.term.label]
        block.refuse("no_day", (column < first) | (column > last))


_CHECKS: dict[Kind, Callable[[Block, Fact], None]] = {
    **dict.fromkeys((Kind.MONEY, Kind.COUNT, Kind.RATE, Kind.QUANTITY), _number),
    Kind.ENUM: _enum,
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
    Kind.SERIES: _series,
}
