"""A money fact added up from dated documents: which of them count, which are left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .clause import Tally


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of cost on one document. `tax_fen` is the part of `fen` that is tax."""

    id: str
    kind: str
    cost: str
    dated_on: date
    fen: int
    tax_fen: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.tax_fen <= self.fen:
            raise ValueError(f"document {self.id}: tax lies between nothing and the amount")


class LeftOut(StrEnum):
    KIND = "kind"  # no such kind of document counts
    COST = "cost"  # the cost is not on the positive list
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with the fen that it counts for, or the reason why it doesn't count."""

    document: Document
    fen: int
    left_out: LeftOut | None


@dataclass(frozen=True, slots=True)
class Tallied:
    """Every document that was shown, in its order."""

    fact: str
    documents: tuple[Checked, ...]

    @property
    def fen(self) -> int:
        return sum(checked.fen for checked in self.documents)

    @property
    def left_out(self) -> tuple[Checked, ...]:
        return tuple(checked for checked in self.documents if checked.left_out)


def tallied(tally: Tally, documents: Iterable[Document], *, first: date, last: date) -> Tallied:
    """`first` and `last` are the days that the tally's two date facts hold; both count."""
    found = []
    for document in documents:
        reason = _reason(tally, document, first, last)
        counted = document.fen - document.tax_fen if tally.net_of_tax else document.fen
        found.append(Checked(document, 0 if reason else counted, reason))
    return Tallied(tally.fact, tuple(found))


def _reason(tally: Tally, document: Document, first: date, last: date) -> LeftOut | None:
    if document.kind not in tally.kinds:
        return LeftOut.KIND
    if document.cost not in tally.costs:
        return LeftOut.COST
    if document.dated_on < first:
        return LeftOut.TOO_EARLY
    return LeftOut.TOO_LATE if document.dated_on > last else None
