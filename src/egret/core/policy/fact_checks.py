"""Facts that a clause can't be applied to: missing, of another kind, out of their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import cast

from . import functions
from .clause import Fact, Kind, Term, Value

Facts = Mapping[str, Value]  # by label

REFUSALS = (
    "missing", "kind", "negative", "too_large", "too_fine", "unknown_word", "no_day", "not_open",
    "closed", "ended", "above_ceiling", "no_ratio",
)  # fmt: skip


class CaseRefused(ValueError):
    """The clause can't be applied to these facts. `code` is one of REFUSALS."""

    def __init__(self, code: str, term: Term) -> None:
        super().__init__(f"{code}: {term.label_en}")
        self.code, self.term = code, term


_TYPES = {
    Kind.MONEY: int,
    Kind.COUNT: int,
    Kind.RATE: Fraction,
    Kind.QUANTITY: Fraction,
    Kind.BOOL: bool,
    Kind.ENUM: str,
    Kind.DATE: date,
    Kind.MOMENT: datetime,
    Kind.CODE: str,
    Kind.SERIES: tuple,
}


def check_fact(fact: Fact, facts: Facts) -> None:
    """CaseRefused where the fact is missing, of another kind, or out of its bounds."""
    label = fact.term.label
    if label not in facts:
        raise CaseRefused("missing", fact.term)
    value = facts[label]
    if type(value) is not _TYPES[fact.kind]:
        raise CaseRefused("kind", fact.term)
    match fact.kind:
        case Kind.MONEY | Kind.COUNT | Kind.RATE | Kind.QUANTITY:
            _check_number(fact, cast(Fraction, value))
        case Kind.ENUM:
            if value not in fact.values:
                raise CaseRefused("unknown_word", fact.term)
        case Kind.DATE | Kind.MOMENT:
            _check_day(fact, cast(date, value))
        case Kind.SERIES:
            _check_series(fact, cast(tuple[int, ...], value))


def _check_number(fact: Fact, value: Fraction) -> None:
    if value < 0:
        raise CaseRefused("negative", fact.term)
    if value > fact.most:
        raise CaseRefused("too_large", fact.term)
    if fact.parts > 1 and fact.parts % value.denominator:
        raise CaseRefused("too_fine", fact.term)


def _check_day(fact: Fact, value: date) -> None:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise CaseRefused("kind", fact.term)
        value = value.date()
    if not functions.FIRST_DAY <= value <= functions.LAST_DAY:
        raise CaseRefused("no_day", fact.term)


def _check_series(fact: Fact, value: tuple[int, ...]) -> None:
    if len(value) != fact.months or any(type(count) is not int for count in value):
        raise CaseRefused("kind", fact.term)
    for count in value:
        _check_number(fact, cast(Fraction, count))
