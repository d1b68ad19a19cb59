"""The single documents behind a claim: what a fact that is added up of them comes to, and where else they were shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from egret.core.policy.clause import Clause, Value
from egret.core.policy.tallies import Document, Tallied, tallies_of

from ..models import Claim, ClaimDocument
from ..states import ClaimState


def folded(no: str) -> str:
    """A number as it is compared: half width, capitals, no spaces."""
    return "".join(unicodedata.normalize("NFKC", no).split()).upper()


def of_claim(claim: Claim) -> QuerySet[ClaimDocument]:
    return ClaimDocument.objects.filter(claim=claim).select_related("file", "struck_by").order_by("pk")


def by_claim(claims: Iterable[Claim]) -> dict[int, list[ClaimDocument]]:
    """By the claim's key, in one query however many."""
    found: dict[int, list[ClaimDocument]] = {}
    for row in ClaimDocument.objects.filter(claim__in=list(claims)).order_by("pk"):
        found.setdefault(row.claim_id, []).append(row)
    return found


def tallied_in(
    claim: Any, clause: Clause, facts: Mapping[str, Value], *, at: datetime | None = None
) -> tuple[Tallied, ...]:
    """What the claim's documents come to; as struck by `at`, or up to now."""
    if not clause.tallies or not getattr(claim, "pk", claim):
        return ()
    rows = ClaimDocument.objects.filter(claim=claim).order_by("pk")
    return tallied_of(rows, clause, facts, at=at)


def tallied_of(
    rows: Iterable[ClaimDocument], clause: Clause, facts: Mapping[str, Value], *, at: datetime | None = None
) -> tuple[Tallied, ...]:
    labels = {fact.id: fact.term.label for fact in clause.facts}
    shown: dict[str, list[Document]] = {}
    for row in rows:
        if row.fact in labels:
            shown.setdefault(labels[row.fact], []).append(_read(row, at))
    return tallies_of(clause, facts, shown)


def _read(row: ClaimDocument, at: datetime | None) -> Document:
    struck = row.struck_at is not None and (at is None or row.struck_at <= at)
    return Document(
        str(row.pk), row.kind, row.cost, row.dated_on, row.fen, row.tax_fen, struck=struck, no=row.no
    )


def sums(tallied: Iterable[Tallied]) -> dict[str, Value]:
    """The facts that they add up to, in fen by label."""
    return {one.fact: one.fen for one in tallied}


def unfiled(claim: Claim) -> list[ClaimDocument]:
    return list(ClaimDocument.objects.filter(claim=claim, file=None, struck_at=None).order_by("pk"))


def shown_elsewhere(claim: Claim) -> dict[str, list[ClaimDocument]]:
    """By number, what the same enterprise shows under that number in other claims that were handed in and not refused."""
    mine = ClaimDocument.objects.filter(claim=claim, struck_at=None).values("no")
    rows = ClaimDocument.objects.filter(claim__enterprise=claim.enterprise_id, no__in=mine, struck_at=None)
    rows = rows.exclude(claim=claim).exclude(claim__state__in=(ClaimState.DRAFT, ClaimState.REFUSED))
    found: dict[str, list[ClaimDocument]] = {}
    for row in rows.select_related("claim").order_by("pk"):
        found.setdefault(row.no, []).append(row)
    return found
