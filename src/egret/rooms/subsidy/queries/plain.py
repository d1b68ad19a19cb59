"""Facts as JSON and back: what an award or a claim keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from egret.core.policy.clause import Clause, Kind, Value

_READ = {
    Kind.RATE: Fraction,
    Kind.QUANTITY: Fraction,
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.SERIES: tuple,
}


def to_plain(facts: Mapping[str, Value]) -> dict[str, Any]:
    """A rational as `n/d`, a day or a moment in ISO form, a series as a list."""
    return {label: _plain(value) for label, value in facts.items()}


def from_plain(clause: Clause, plain: Mapping[str, Any]) -> dict[str, Value]:
    """What `clause` knows of it; a label that the clause has no more is left out."""
    kinds = {fact.term.label: fact.kind for fact in clause.facts}
    return {label: value_from(kinds[label], value) for label, value in plain.items() if label in kinds}


def value_from(kind: Kind, plain: Any) -> Value:
    """One value that `to_plain` kept."""
    found: Value = _READ.get(kind, lambda same: same)(plain)
    return found


def _plain(value: Value) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
