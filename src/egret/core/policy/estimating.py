"""What a clause might come to for somebody who tells a few facts, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .answers import Cause, Change, what_would_change, why_nothing
from .clause import Clause, Fact, Kind, Value
from .evaluation import CaseRefused, Evaluation, evaluate, needed_for


class Sure(StrEnum):
    """How far the amount can be trusted; the weakest of what holds is told."""

    AS_TOLD = "as_told"  # every fact was told
    UP_TO = "up_to"  # an officer decides within a ceiling, taken whole here
    ASSUMING = "assuming"  # some facts were assumed
    NOTHING = "nothing"  # it comes to nothing, and why is told
    CLOSED = "closed"  # the clause doesn't hold on that day, or refuses these facts
    UNTOLD = "untold"  # facts are missing that nobody may assume


@dataclass(frozen=True, slots=True)
class Estimate:
    clause: Clause
    sure: Sure
    fen: int
    facts: Mapping[str, Value]
    assumed: tuple[Fact, ...]
    decided: tuple[Fact, ...]
    missing: tuple[Fact, ...]
    evaluation: Evaluation | None
    causes: tuple[Cause, ...]
    refused: CaseRefused | None


def estimate(clause: Clause, told: Mapping[str, Value], *, on: date) -> Estimate:
    """The clause's award on what was `told` (by fact id) and what its pack assumes for the rest, as if all happened `on` that day."""
    told = {fact.id: on for fact in clause.facts if fact.kind == Kind.DATE} | dict(told)
    needed = needed_for(clause, clause.award)
    wanted = [fact for fact in clause.facts if fact.term.label in needed]
    facts = {fact.term.label: told[fact.id] for fact in wanted if fact.id in told}
    untold = [fact for fact in wanted if fact.id not in told]
    missing = tuple(fact for fact in untold if fact.assumed is None)
    guessed = [fact for fact in untold if fact.assumed is not None]
    facts |= {fact.term.label: fact.assumed for fact in guessed if fact.assumed is not None}
    evaluation, refused = (None, None) if missing else _tried(clause, facts)
    fen = evaluation.fen_of(clause.award) if evaluation else 0
    decided = tuple(fact for fact in guessed if fact.decided)
    assumed = tuple(fact for fact in guessed if not fact.decided)
    sure = _sure(missing=missing, refused=refused, fen=fen, assumed=assumed, decided=decided)
    causes = why_nothing(evaluation, clause.award) if evaluation else ()
    return Estimate(clause, sure, fen, facts, assumed, decided, missing, evaluation, causes, refused)


def _sure(
    *,
    missing: tuple[Fact, ...],
    refused: CaseRefused | None,
    fen: int,
    assumed: tuple[Fact, ...],
    decided: tuple[Fact, ...],
) -> Sure:
    if missing:
        return Sure.UNTOLD
    if refused:
        return Sure.CLOSED
    if not fen:
        return Sure.NOTHING
    if assumed:
        return Sure.ASSUMING
    return Sure.UP_TO if decided else Sure.AS_TOLD


def _tried(clause: Clause, facts: Mapping[str, Value]) -> tuple[Evaluation | None, CaseRefused | None]:
    try:
        return evaluate(clause, facts, due=clause.award), None
    except CaseRefused as refused:
        return None, refused


def advice(found: Estimate, told: Mapping[str, Value]) -> tuple[Change, ...]:
    """What would bring more, among the facts that were told: more is better, and an officer's decision is none of theirs."""
    if found.evaluation is None:
        return ()
    changes = what_would_change(found.clause, found.facts, found.clause.award)
    return tuple(change for change in changes if change.by > 0 and change.fact.id in told)
