"""The most that a clause can come to when some facts are still open: what is bound before it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from .ceilings import ceilings
from .clause import Clause, Fact, Kind, Value
from .evaluation import CaseRefused, evaluate, needed_for

COMBINATIONS = 4096


def most(clause: Clause, facts: Mapping[str, Value]) -> int | None:
    """Fen of the clause's award at its highest over every answer that is still open, `facts` by label being known.

    Open yes-or-no and choice facts are tried in every combination, decided ones taken at their ceiling, others as
    the clause assumes them. None where that can't tell: a fact is open that nobody may assume, or too many are.
    """
    needed = needed_for(clause, clause.award)
    open_facts = [fact for fact in clause.facts if fact.term.label in needed and fact.term.label not in facts]
    tried = {fact.term.label: answers for fact in open_facts if (answers := _answers(fact))}
    assumed = {fact.term.label: fact.assumed for fact in open_facts if fact.assumed is not None}
    if any(fact.term.label not in {*tried, *assumed} for fact in open_facts):
        return None
    if prod(len(answers) for answers in tried.values()) > COMBINATIONS:
        return None
    known = {**assumed, **facts}
    return max(_each(clause, known, tried), default=None)


def _answers(fact: Fact) -> tuple[Value, ...]:
    match fact.kind:
        case Kind.BOOL:
            return (True, False)
        case Kind.ENUM:
            return tuple(fact.values)
        case _:
            return ()


def _each(
    clause: Clause, known: Mapping[str, Value], tried: Mapping[str, tuple[Value, ...]]
) -> Iterator[int]:
    for answers in product(*tried.values()):
        facts = {**known, **dict(zip(tried, answers, strict=True))}
        tops = {label: trace.value for label, trace in ceilings(clause, facts, clause.award).items()}
        try:
            yield evaluate(clause, {**facts, **tops}, due=clause.award).fen_of(clause.award)
        except CaseRefused:
            continue
