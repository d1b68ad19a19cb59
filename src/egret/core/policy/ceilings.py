"""What bounds the values that an authority decides: 最高, 不超过."""

from __future__ import annotations

from collections.abc import Iterator

from .clause import Clause, Value
from .evaluation import NOTHING, Facts, Scope, Trace, needed_for
from .syntax import Name, Node, Operation


def ceilings(clause: Clause, facts: Facts, due: str) -> dict[str, Trace]:
    """The ceiling of each decided fact that `due` rests on, by label, with where it comes from.

    `facts` by label; decided ones may be absent. A ceiling that other facts are still missing for, that no
    parameter gives on that day, or that stands behind a condition that is not met, is left out.
    """
    wanted = needed_for(clause, due)
    decided = {fact.term.label: NOTHING[fact.kind] for fact in clause.facts if fact.decided}
    scope = Scope(clause, {**decided, **facts})
    found: dict[str, Trace] = {}
    for step in clause.steps:
        if step.term.label not in wanted:
            continue
        try:
            unmet = any(scope.values.get(condition, True) is not True for condition in step.when)
            if step.require and not unmet:
                for label, bound in _bounds(step.require):
                    if label in decided:
                        found[label] = scope.trace(bound)
            scope.run(step, None)
        except (ValueError, KeyError):
            continue
    return {label: trace for label, trace in found.items() if trace.kind == clause.fact(label).kind}


def reaches(value: Value, ceiling: Trace) -> bool:
    """Whether a decided value lies at its ceiling (or above it, which the clause refuses)."""
    return value >= ceiling.value  # type: ignore[operator]


def _bounds(node: Node) -> Iterator[tuple[str, Node]]:
    """`a ≤ X` and `X ≥ a`, alone or joined by 且."""
    match node:
        case Operation("且", left, right):
            yield from _bounds(left)
            yield from _bounds(right)
        case Operation("≤", Name(label), bound) | Operation("≥", bound, Name(label)):
            yield label, bound
