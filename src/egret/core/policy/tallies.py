"""A money fact added up from dated documents: which of them count, which are left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from .clause import Clause, Tally, Value


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of cost on one document. `tax_fen` is the part of `fen` that is tax, `no` the number on the paper.

    Whoever `struck` it says why elsewhere.
    """

    id: str
    kind: str
    cost: str
    dated_on: date
    fen: int
    tax_fen: int = 0
    struck: bool = False
    no: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.tax_fen <= self.fen:
            raise ValueError(f"document {self.id}: tax lies between nothing and the amount")


class LeftOut(StrEnum):
    STRUCK = "struck"  # an officer found that it does not belong here
    KIND = "kind"  # no such kind of document counts
    COST = "cost"  # the cost is not on the positive list
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with the fen that it counts for, or the reason why it doesn't count.

    `pending`: it counts at best, for a day that bounds it is not known yet. `claimed_fen` is what it would count for.
    """

    document: Document
    claimed_fen: int
    left_out: LeftOut | None
    pending: bool = False

    @property
    def fen(self) -> int:
        return 0 if self.left_out else self.claimed_fen


@dataclass(frozen=True, slots=True)
class Tallied:
    """Every document that was shown, in its order. `first` and `last` are None while the day is not known."""

    fact: str
    documents: tuple[Checked, ...]
    first: date | None = None
    last: date | None = None

    @property
    def fen(self) -> int:
        return sum(checked.fen for checked in self.documents)

    @property
    def counted(self) -> tuple[Checked, ...]:
        return tuple(checked for checked in self.documents if not checked.left_out)

    @property
    def left_out(self) -> tuple[Checked, ...]:
        return tuple(checked for checked in self.documents if checked.left_out)


def tallied(tally: Tally, documents: Iterable[Document], *, first: date | None, last: date | None) -> Tallied:
    """`first` and `last` are the days that the tally's two date facts hold; both count, and None leaves that side open."""
    found = []
    for document in documents:
        reason = _reason(tally, document, first, last)
        counted = document.fen - document.tax_fen if tally.net_of_tax else document.fen
        pending = reason is None and (first is None or last is None)
        found.append(Checked(document, counted, reason, pending))
    return Tallied(tally.fact, tuple(found), first, last)


def _reason(tally: Tally, document: Document, first: date | None, last: date | None) -> LeftOut | None:
    if document.struck:
        return LeftOut.STRUCK
    if document.kind not in tally.kinds:
        return LeftOut.KIND
    if document.cost not in tally.costs:
        return LeftOut.COST
    if first is not None and document.dated_on < first:
        return LeftOut.TOO_EARLY
    return LeftOut.TOO_LATE if last is not None and document.dated_on > last else None


def tallies_of(
    clause: Clause, facts: Mapping[str, Value], documents: Mapping[str, Iterable[Document]]
) -> tuple[Tallied, ...]:
    """Each tally of the clause that has documents, by the label of its fact; `facts` hold the days, as far as they are known."""
    return tuple(
        tallied(
            tally,
            documents[tally.fact],
            first=cast("date | None", facts.get(tally.from_fact)),
            last=cast("date | None", facts.get(tally.to_fact)),
        )
        for tally in clause.tallies
        if tally.fact in documents
    )


def numbers_of(tallied: Iterable[Tallied]) -> frozenset[str]:
    """The numbers of the documents that count: by them two policies meet on one invoice."""
    return frozenset(one.document.no for each in tallied for one in each.counted if one.document.no)


def tally_for(clause: Clause, label: str) -> Tally | None:
    return next((tally for tally in clause.tallies if tally.fact == label), None)


def bounds_of(clause: Clause, labels: Iterable[str]) -> frozenset[str]:
    """The date facts that bound the tallies of these facts: whoever rests on the sum rests on them."""
    wanted = frozenset(labels)
    return frozenset(
        day for tally in clause.tallies if tally.fact in wanted for day in (tally.from_fact, tally.to_fact)
    )


def kinds_shown(clause: Clause, tally: Tally) -> tuple[str, ...]:
    """The kinds of document that may be shown: those that count first, then the other papers that the pack names here."""
    others = (kind for one in clause.tallies for kind in one.kinds)
    papers = (paper.label for paper in clause.fact(tally.fact).evidence)
    return tuple(dict.fromkeys((*tally.kinds, *others, *papers)))
