"""Two answers that an enterprise asks for: why is it nothing, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import cast

from .clause import Clause, Fact, HandOver, Kind, Number, Term, Value, Version
from .evaluation import CaseRefused, Evaluation, Facts, Line, Trace, evaluate, needed_for
from .syntax import Call, Name, Operation

_NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.RATE, Kind.QUANTITY)


class Why(StrEnum):
    CONDITION = "condition"  # a yes-or-no fact is no
    COMPARISON = "comparison"  # a comparison does not hold
    NOTHING = "nothing"  # a fact is zero
    VALUE = "value"  # the clause itself says zero here
    HANDED = "handed"  # another policy takes it over


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for nothing. `fact` where one stands behind it, with its evidence; `trace` where a comparison failed."""

    why: Why
    term: Term
    fact: Fact | None = None
    trace: Trace | None = None
    version: Version | None = None
    handed_to: HandOver | None = None


def why_nothing(evaluation: Evaluation, label: str) -> tuple[Cause, ...]:
    """Every cause for which the step came to nothing; empty when it did not."""
    if evaluation.line(label).value:
        return ()
    found: dict[tuple[Why, str], Cause] = {}
    for cause in _line(evaluation, evaluation.line(label)):
        found.setdefault((cause.why, cause.term.label), cause)
    return tuple(found.values())


def _line(evaluation: Evaluation, line: Line) -> Iterator[Cause]:
    if line.handed_to:
        yield Cause(Why.HANDED, line.handed_to.to, handed_to=line.handed_to)
        return
    for term in line.failed:
        yield from _condition(evaluation, term)
    if line.trace:
        yield from _trace(evaluation, line.trace)


def _condition(evaluation: Evaluation, term: Term) -> Iterator[Cause]:
    steps = [line for line in evaluation.lines if line.step.term == term]
    if steps and steps[0].trace:
        yield from _false(evaluation, steps[0].trace, term)
    elif steps:
        yield from _line(evaluation, steps[0])
    else:
        yield Cause(Why.CONDITION, term, evaluation.clause.fact(term.label))


def _false(evaluation: Evaluation, trace: Trace, term: Term) -> Iterator[Cause]:
    """The parts of a condition that do not hold."""
    match trace.node:
        case Operation("且" | "或", _, _):
            for part in trace.of:
                if not part.value:
                    yield from _false(evaluation, part, term)
        case Name() if trace.term:
            yield from _condition(evaluation, trace.term)
        case _:
            yield Cause(Why.COMPARISON, term, trace=trace)


def _trace(evaluation: Evaluation, trace: Trace) -> Iterator[Cause]:
    """Where a zero came from: through the argument that was taken, or the factor that is nothing."""
    match trace.node:
        case Name(label) if not trace.version:
            steps = [line for line in evaluation.lines if line.step.term.label == label]
            if steps:
                yield from _line(evaluation, steps[0])
            elif trace.term:
                yield Cause(Why.NOTHING, trace.term, evaluation.clause.fact(label))
        case Call("取低" | "取高" | "如果", _) if trace.bound is not None:
            yield from _trace(evaluation, trace.of[trace.bound])
        case _ if trace.version and trace.term:
            yield Cause(Why.VALUE, trace.term, version=trace.version)
        case _:
            for part in trace.of:
                if part.kind != Kind.BOOL and not part.value:
                    yield from _trace(evaluation, part)


@dataclass(frozen=True, slots=True)
class Change:
    """With `fact` at `value` instead, and all else as it is, the step comes to `fen`; None where it would be refused."""

    fact: Fact
    value: Value
    fen: int | None
    by: int  # `fen` less what it is now


def what_would_change(clause: Clause, facts: Facts, label: str) -> tuple[Change, ...]:
    """The nearest change of each fact that moves the amount over an edge: a cap reached, a condition met, another word or version."""
    now = _outcome(clause, facts, label)
    needed = needed_for(clause, label)
    changes = []
    for fact in clause.facts:
        if fact.term.label in needed and not fact.decided:
            for value in _others(clause, fact, facts, label):
                then = _outcome(clause, {**facts, fact.term.label: value}, label)
                if then.fen != now.fen:
                    changes.append(Change(fact, value, then.fen, (then.fen or 0) - (now.fen or 0)))
    return tuple(changes)


@dataclass(frozen=True, slots=True)
class _Outcome:
    fen: int | None
    edges: tuple[object, ...]  # what bound and what failed


def _outcome(clause: Clause, facts: Facts, label: str) -> _Outcome:
    try:
        evaluation = evaluate(clause, facts, due=label)
    except CaseRefused as refused:
        return _Outcome(None, (refused.code, refused.term))
    edges: list[object] = []
    for line in evaluation.lines:
        edges += [line.failed, line.handed_to is None]
        edges += _edges(line.trace) if line.trace else []
    return _Outcome(evaluation.fen_of(label), tuple(edges))


def _edges(trace: Trace) -> Iterator[object]:
    yield trace.bound
    if trace.kind == Kind.BOOL:
        yield trace.value
    for part in trace.of:
        yield from _edges(part)


def _others(clause: Clause, fact: Fact, facts: Facts, label: str) -> Iterator[Value]:
    value = facts[fact.term.label]
    if fact.kind == Kind.BOOL:
        yield not value
    elif fact.kind == Kind.ENUM:
        yield from (word for word in fact.values if word != value)
    elif fact.kind == Kind.DATE:
        edges = {
            edge
            for param in clause.params
            if param.as_of == fact.term.label
            for version in param.versions
            for edge in (version.from_on, version.from_on - timedelta(days=1))
        }
        yield from sorted(
            edge for edge in edges if clause.valid_from <= edge <= clause.valid_to and edge != value
        )
    elif fact.kind in _NUMBERS:
        yield from _edges_of_number(clause, fact, facts, label)


def _edges_of_number(clause: Clause, fact: Fact, facts: Mapping[str, Value], label: str) -> Iterator[Number]:
    """The nearest larger amount at which something else binds; in the fact's smallest unit, by halving."""
    unit = Fraction(1, fact.parts)
    start, end = int(Fraction(cast(Number, facts[fact.term.label])) / unit), int(fact.most / unit)

    def at(units: int) -> Number:
        return units if fact.parts == 1 else units * unit

    def outcome(units: int) -> _Outcome:
        return _outcome(clause, {**facts, fact.term.label: _as_kind(fact, at(units))}, label)

    here, step, low, high = outcome(start).edges, 1, start, start
    while outcome(high).edges == here:
        if high == end:
            return
        low, high, step = high, min(high + step, end), step * 2
    high = _first(low, high, lambda units: outcome(units).edges != here)
    reached = outcome(high).fen
    # Where a cap binds, the fen below it may have reached the same amount.
    yield _as_kind(fact, at(_first(start, high, lambda units: outcome(units).fen == reached)))


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first above `low` for which it holds, when it holds at `high` and goes on holding."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _as_kind(fact: Fact, value: Number) -> Number:
    return Fraction(value) if fact.kind in (Kind.RATE, Kind.QUANTITY) else value
