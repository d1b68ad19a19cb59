"""One thing paid for once (就高不重复): groups of clauses and of policies outside the pack that share a case.

Evaluated after a clause's own caps and before earlier payments are netted. Both kinds of member are named alike:
a clause by its id, another policy as `external:` and its id; what they paid is known as facts with evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from egret.core.money import Rounding, rounded

from .clause import Term

EXTERNAL = "external:"


class Same(StrEnum):
    """What two members must share for their money to meet."""

    ENTERPRISE = "enterprise"
    PROJECT = "project"
    INVOICE = "invoice"


class Rule(StrEnum):
    HIGHEST = "highest"  # 就高
    STACK = "stack"  # allowed on top, at a named rate


class Settle(StrEnum):
    """How the highest comes to be paid when another member has paid already."""

    TOP_UP = "top_up"  # 补差: what the others paid is deducted
    CHOOSE_ONE = "choose_one"  # 择一: having received another excludes this
    RETURN_LOWER = "return_lower"  # 退低领高: the higher is paid whole, the lower comes back


@dataclass(frozen=True, slots=True)
class External:
    """A policy outside the pack."""

    id: str
    term: Term
    source: str

    @property
    def member(self) -> str:
        return EXTERNAL + self.id


@dataclass(frozen=True, slots=True)
class OverlapGroup:
    """`settle` goes with the rule highest; `rate` and `rounding` with stack."""

    id: str
    term: Term
    members: tuple[str, ...]
    same: Same
    rule: Rule
    settle: Settle | None
    rate: Fraction
    rounding: Rounding | None
    document: str
    article: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose due is looked at: a clause's claim on a project, with its invoices."""

    clause: str
    project: str = ""
    invoices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Received:
    """What the same enterprise holds by another member, less what it gave back."""

    member: str
    fen: int
    evidence: str
    project: str = ""
    invoices: frozenset[str] = frozenset()


class Reason(StrEnum):
    ALONE = "alone"  # nobody else has paid
    TOPPED_UP = "topped_up"  # what the others paid is deducted
    COVERED = "covered"  # the others paid as much or more
    CHOSEN_BEFORE = "chosen_before"  # another member was chosen
    RETURNS_LOWER = "returns_lower"  # this one wins whole, the others come back
    LOWER = "lower"  # another member stands higher
    STACKED = "stacked"  # paid at the group's rate on top


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a group makes of `own_fen`. `winner` is the member that stands highest; `demanded` come back whole."""

    group: OverlapGroup
    own_fen: int
    due_fen: int
    winner: str
    reason: Reason
    others: tuple[Received, ...]
    demanded: tuple[Received, ...] = ()

    @property
    def others_fen(self) -> int:
        return sum(one.fen for one in self.others)


def overlapped(
    groups: Iterable[OverlapGroup], subject: Subject, due_fen: int, received: Iterable[Received]
) -> tuple[Overlap, ...]:
    """Every group that holds the clause, in the pack's order; each takes what the one before left due."""
    if due_fen < 0:
        raise ValueError(f"nothing less than zero can be due, got {due_fen}")
    held, found = tuple(received), []
    for group in groups:
        if subject.clause in group.members:
            found.append(_settled(group, subject.clause, due_fen, others_in(group, subject, held)))
            due_fen = found[-1].due_fen
    return tuple(found)


def others_in(group: OverlapGroup, subject: Subject, received: Iterable[Received]) -> tuple[Received, ...]:
    """What other members of the group have paid for the same enterprise, project or invoice."""
    return tuple(
        one
        for one in received
        if one.fen > 0
        and one.member in group.members
        and one.member != subject.clause
        and _meets(group, subject, one)
    )


def _meets(group: OverlapGroup, subject: Subject, one: Received) -> bool:
    match group.same:
        case Same.ENTERPRISE:
            return True
        case Same.PROJECT:
            return one.project == subject.project
        case Same.INVOICE:
            return bool(one.invoices & subject.invoices)


def _settled(group: OverlapGroup, clause: str, own: int, others: tuple[Received, ...]) -> Overlap:
    if not others:
        return Overlap(group, own, own, clause, Reason.ALONE, others)
    winner = _highest(clause, own, others)
    if group.rule == Rule.STACK:
        if group.rounding is None:
            raise ValueError(f"group {group.id} stacks without a rounding")
        stacked = rounded(own * group.rate, group.rounding)
        return Overlap(group, own, stacked, winner, Reason.STACKED, others)
    match group.settle:
        case Settle.CHOOSE_ONE:
            return Overlap(group, own, 0, others[0].member, Reason.CHOSEN_BEFORE, others)
        case Settle.RETURN_LOWER if winner == clause:
            return Overlap(group, own, own, winner, Reason.RETURNS_LOWER, others, others)
        case Settle.RETURN_LOWER:
            return Overlap(group, own, 0, winner, Reason.LOWER, others)
        case _:
            left = max(own - sum(one.fen for one in others), 0)
            reason = Reason.TOPPED_UP if left else Reason.COVERED
            return Overlap(group, own, left, winner, reason, others)


def _highest(clause: str, own: int, others: tuple[Received, ...]) -> str:
    """On a tie this clause stands before another policy; another clause of the pack that has paid stays.

    Two clauses of equal height would otherwise demand each other's money back for ever.
    """
    top = max(one.fen for one in others)
    if own > top:
        return clause
    tied = [one.member for one in others if one.fen == top]
    if own == top and all(member.startswith(EXTERNAL) for member in tied):
        return clause
    return tied[0]
