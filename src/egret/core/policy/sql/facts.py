"""Facts out of their bounds, as conditions in the order of `evaluation`."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from ..clause import Fact, Kind
from ..numerators import FIRST, FIRST_SECOND, LAST, LAST_SECOND
from .text import Refusal, quoted


def refusals(fact: Fact) -> list[Refusal]:
    name = quoted(fact.term.label)
    check = _CHECKS.get(fact.kind)
    return [(f"{name} IS NULL", "missing"), *(check(fact, name) if check else [])]


def _number(fact: Fact, name: str) -> list[Refusal]:
    """Whole numbers over `parts` can't be too fine."""
    return [(f"{name} < 0", "negative"), (f"{name} > {floor(fact.most * fact.parts)}", "too_large")]


def _enum(fact: Fact, name: str) -> list[Refusal]:
    places = ", ".join(map(str, sorted(fact.values.values())))
    return [(f"{name} NOT IN ({places})", "unknown_word")]


def _day(_fact: Fact, name: str) -> list[Refusal]:
    return [(f"{name} NOT BETWEEN {FIRST} AND {LAST}", "no_day")]


def _moment(_fact: Fact, name: str) -> list[Refusal]:
    return [(f"{name} NOT BETWEEN {FIRST_SECOND} AND {LAST_SECOND}", "no_day")]


def _series(fact: Fact, name: str) -> list[Refusal]:
    most = floor(fact.most)
    each = quoted("#each")
    first_fault = f"list_filter({name}, lambda {each}: {each} < 0 OR {each} > {most})[1]"
    nulls = f"len(list_filter({name}, lambda {each}: {each} IS NULL)) > 0"
    return [
        (f"len({name}) <> {fact.months} OR {nulls}", "kind"),
        (f"{first_fault} < 0", "negative"),
        (f"{first_fault} > {most}", "too_large"),
    ]


_CHECKS: dict[Kind, Callable[[Fact, str], list[Refusal]]] = {
    **dict.fromkeys((Kind.MONEY, Kind.COUNT, Kind.RATE, Kind.QUANTITY), _number),
    Kind.ENUM: _enum,
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
    Kind.SERIES: _series,
}
