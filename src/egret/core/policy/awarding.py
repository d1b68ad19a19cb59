"""One clause applied to one claim, in the order that every award follows and prints; see `award_lines.ORDER`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from egret.core.money import FEN_MAX

from .award_lines import (
    AwardLine,
    earlier_line,
    formula_lines,
    limit_line,
    overlap_line,
    pot_line,
    revoked_line,
    tally_line,
)
from .budget import Pot
from .clause import Clause, Fact, Formula, Kind, Limit, Step, Supplier, Term, Value
from .evaluation import CaseRefused, Facts, Line, check_fact, evaluate, needed_for
from .limits import Counts, Days, Drawn, Grant, Memory, OutsideProgramme, Window, granted, used_before
from .overlap import Overlap, OverlapGroup, Received, Subject, overlapped
from .settlement import Settlement, settle
from .tallies import Tallied

_CAP = Term("〔上限〕", "[cap]")  # no label of a clause can hold these brackets
_NO_TERM = Term("", "")


@dataclass(frozen=True, slots=True)
class EarlierClaim:
    """Another claim of the same enterprise. `days` by label of date fact, `on` for a label that it doesn't know."""

    key: str
    clause: str
    project: str
    on: date
    awarded_fen: int
    paid_fen: int
    days: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an award depends on beside the clause and the claim's facts.

    `claim` is the claim's own key: its earlier stages are netted, not counted against its limits. `moved` are the
    deltas of those stages in fen. `programme` are the days that a programme's limit runs over. `tallied` tells which
    documents stand behind facts that were added up; the facts hold the sums. Once a grant is `revoked`, nothing is due
    for that claim any more, whatever stage it is at.
    """

    claim: str
    subject: Subject
    programme: Days
    claims: tuple[EarlierClaim, ...] = ()
    groups: tuple[OverlapGroup, ...] = ()
    received: tuple[Received, ...] = ()
    names: Mapping[str, Term] = field(default_factory=dict)  # what members of groups are called
    moved: tuple[int, ...] = ()
    pot: Pot | None = None
    tallied: tuple[Tallied, ...] = ()
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Limited:
    limit: Limit
    grant: Grant
    cap: Line


@dataclass(frozen=True, slots=True)
class Awarding:
    """What one claim gets now. `settlement.due_fen` is due in all, `delta_fen` moves: what is due less what moved
    before, as far as the budget line bears it. due = settled + delta + short.
    """

    evaluated: tuple[Line, ...]
    limited: tuple[Limited, ...]
    overlaps: tuple[Overlap, ...]
    settlement: Settlement
    delta_fen: int
    lines: tuple[AwardLine, ...]

    @property
    def due_fen(self) -> int:
        return self.settlement.due_fen

    @property
    def short_fen(self) -> int:
        return self.settlement.delta_fen - self.delta_fen

    @property
    def demanded(self) -> tuple[Received, ...]:
        """What comes back from other members of the overlap groups, each once; a grant that is revoked wins over nobody."""
        if not self.due_fen:
            return ()
        return tuple(dict.fromkeys(one for overlap in self.overlaps for one in overlap.demanded))


def awarded(clause: Clause, facts: Facts, *, due: str, circumstances: Circumstances) -> Awarding:
    """The award for the step `due`; raises CaseRefused where the clause can't be applied."""
    evaluated, limited, fen = _limited(clause, facts, due, circumstances)
    overlaps = overlapped(circumstances.groups, circumstances.subject, fen, circumstances.received)
    if overlaps:
        fen = overlaps[-1].due_fen
    settlement = settle(0 if circumstances.revoked else fen, circumstances.moved)
    delta, pot = settlement.delta_fen, circumstances.pot
    lines = [
        *(tally_line(one, clause) for one in circumstances.tallied),
        *formula_lines(clause, evaluated),
        *(limit_line(one.limit, one.grant, one.cap) for one in limited),
        *(overlap_line(overlap, circumstances.names) for overlap in overlaps),
        *([revoked_line(clause, fen)] if circumstances.revoked else []),
        earlier_line(settlement, clause.article),
    ]
    if pot and delta > 0:
        delta = pot.bears(delta)
        lines.append(pot_line(pot, settlement.delta_fen, delta))
    return Awarding(evaluated, limited, overlaps, settlement, delta, tuple(lines))


def _limited(
    clause: Clause, facts: Facts, due: str, circumstances: Circumstances
) -> tuple[tuple[Line, ...], tuple[Limited, ...], int]:
    """Lines, limits and fen of `due`. A limit on an earlier step changes what later steps see of it."""
    wanted, places = needed_for(clause, due), [step.term.label for step in clause.steps]
    limits = [limit for limit in clause.limits if limit.of in wanted]
    values: dict[str, Value] = dict(facts)
    lines = {line.step.term.label: line for line in evaluate(clause, facts, due=due).lines}
    fens, found = {label: line.value for label, line in lines.items()}, []
    for limit in sorted(limits, key=lambda limit: places.index(limit.of)):
        grant, cap = _granted(clause, values, limit, cast(int, fens[limit.of]), circumstances)
        found.append(Limited(limit, grant, cap))
        fens[limit.of] = grant.granted_fen
        if grant.bound and limit.of != due:
            clause, values[limit.of] = _given(clause, limit.of), grant.granted_fen
            for line in evaluate(clause, values, due=due).lines:
                label = line.step.term.label
                lines[label], fens[label] = line, line.value
    return tuple(lines.values()), tuple(found), cast(int, fens[due])


def _granted(
    clause: Clause, facts: Facts, limit: Limit, fen: int, circumstances: Circumstances
) -> tuple[Grant, Line]:
    check_fact(clause.fact(limit.on), facts)
    on = cast(date, facts[limit.on])
    memory = Memory(Window(limit.window), Counts(limit.counts), circumstances.programme)
    try:
        used = used_before(on, memory, _drawn(limit, circumstances))
    except OutsideProgramme:
        raise CaseRefused("not_open", clause.fact(limit.on).term) from None
    cap = _cap(clause, facts, limit)
    return granted(fen, max(cap.fen, 0), used), cap


def _drawn(limit: Limit, circumstances: Circumstances) -> list[Drawn]:
    subject = circumstances.subject
    return [
        Drawn(one.days.get(limit.on, one.on), one.awarded_fen, one.paid_fen)
        for one in circumstances.claims
        if one.key != circumstances.claim
        and one.clause in {subject.clause, *limit.shared_with}
        and (limit.per == "enterprise" or one.project == subject.project)
    ]


def _cap(clause: Clause, facts: Facts, limit: Limit) -> Line:
    """The limit's formula as if it were a step, so that it is refused and explained like one."""
    step = Step("cap", _CAP, (), None, (Formula(date.min, limit.cap),), "", Kind.MONEY, (), ())
    return evaluate(replace(clause, steps=(*clause.steps, step)), facts, due=_CAP.label).line(_CAP.label)


def _given(clause: Clause, label: str) -> Clause:
    """The clause with a step taken as a fact: what was granted of it, instead of what it computes to."""
    step = clause.step(label)
    fact = Fact(
        id=step.id,
        term=step.term,
        kind=Kind.MONEY,
        values={},
        words_en={},
        most=FEN_MAX,
        parts=1,
        months=0,
        decided=False,
        given_by=Supplier.PLATFORM,
        assumed=None,
        help=_NO_TERM,
        evidence=(),
    )
    steps = tuple(one for one in clause.steps if one is not step)
    return replace(clause, facts=(*clause.facts, fact), steps=steps)
