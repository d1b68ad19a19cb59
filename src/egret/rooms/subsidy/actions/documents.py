"""The single documents behind a claim: shown one by one or many at once in a draft, struck by the officer who has the claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.money import FEN_MAX
from egret.core.policy.clause import Clause, Tally
from egret.core.policy.tallies import kinds_shown, tally_for
from egret.rooms.files.models import Attachment
from egret.rooms.notice import actions as notices
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.trail import actions as trail

from ..checks import check_fresh
from ..errors import ClaimRefused, PaperRefused
from ..models import Claim, ClaimDocument
from ..queries import claims as queries
from ..queries.documents import folded
from ..queries.plain import to_plain
from ..states import ClaimState
from .claims import EDITABLE

S = ClaimState
# Whose desk the claim lies on strikes; a claim that is decided is past it.
STRIKES_IN = {Role.DISTRICT: (S.SUBMITTED,), Role.CITY: (S.CHECKED, S.CONFIRMED)}
MOST = 1000
NO_MAX = 40


@dataclass(frozen=True, slots=True)
class Paper:
    """What the enterprise says of one document; `fact` and `cost` are ids in the clause, `fen` has the tax in it."""

    fact: str
    no: str
    kind: str
    cost: str
    dated_on: date
    fen: int
    tax_fen: int = 0
    file: Attachment | None = None


@transaction.atomic
def add(claim_pk: int, papers: Iterable[Paper], *, at: datetime) -> list[ClaimDocument]:
    """All of them, or none: the first that is wrong is named by its place."""
    claim, clause = _draft(claim_pk)
    made = []
    for place, paper in enumerate(papers):
        _check(claim, clause, paper, at=at, place=place)
        made.append(ClaimDocument.objects.create(claim=claim, **_columns(clause, paper)))
    if ClaimDocument.objects.filter(claim=claim).count() > MOST:
        raise PaperRefused(_("A claim holds at most %(count)s documents.") % {"count": MOST}, field="no")
    return made


@transaction.atomic
def change(claim_pk: int, pk: int, paper: Paper, *, at: datetime) -> ClaimDocument:
    """The file stays where none comes with it."""
    claim, clause = _draft(claim_pk)
    row = _mine(claim, pk)
    _check(claim, clause, paper, at=at, but=row.pk)
    for name, value in _columns(clause, paper).items():
        if name != "file" or value is not None:
            setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def remove(claim_pk: int, pk: int) -> None:
    claim, _clause = _draft(claim_pk)
    _mine(claim, pk).delete()


@transaction.atomic
def give_file(claim_pk: int, fact_id: str, file: Attachment) -> int:
    """One scan for every document of the fact that has none yet; how many took it."""
    claim, _clause = _draft(claim_pk)
    rows = ClaimDocument.objects.filter(claim=claim, fact=fact_id, file=None, struck_at=None)
    return rows.update(file=file)


def _draft(claim_pk: int) -> tuple[Claim, Clause]:
    claim = queries.locked(claim_pk)
    if claim.state not in EDITABLE:
        raise ClaimRefused(_("This claim was handed in already and can't be changed."))
    clause = queries.clause_open(claim.clause)
    if clause is None:
        raise ClaimRefused(_("This clause is not open to claims."))
    return claim, clause


def _mine(claim: Claim, pk: int) -> ClaimDocument:
    """What an officer struck stays, so that the reason stays with it."""
    row = ClaimDocument.objects.filter(claim=claim, pk=pk).first()
    if row is None:
        raise ClaimRefused(_("This document is not here any more. Look at the list anew."))
    if row.struck_at:
        raise ClaimRefused(
            _("No. %(no)s was struck and stays so. Show it anew with what was missing.") % {"no": row.no}
        )
    return row


def _tally(clause: Clause, fact_id: str) -> Tally:
    label = next((fact.term.label for fact in clause.facts if fact.id == fact_id), "")
    tally = tally_for(clause, label)
    if tally is None:
        raise PaperRefused(_("This fact is not added up from documents."), field="no")
    return tally


def _columns(clause: Clause, paper: Paper) -> dict[str, Any]:
    return {
        "fact": paper.fact,
        "no": folded(paper.no),
        "kind": paper.kind,
        "cost": paper.cost,
        "dated_on": paper.dated_on,
        "fen": paper.fen,
        "tax_fen": paper.tax_fen if _tally(clause, paper.fact).net_of_tax else 0,
        "file": paper.file,
    }


def _check(
    claim: Claim, clause: Clause, paper: Paper, *, at: datetime, place: int = 0, but: int | None = None
) -> None:
    def refuse(field: str, message: str) -> None:
        raise PaperRefused(message, field=field, place=place)

    tally, no = _tally(clause, paper.fact), folded(paper.no)
    if not no or len(no) > NO_MAX:
        refuse("no", _("Write the number that is printed on it, at most 40 signs."))
    if paper.kind not in kinds_shown(clause, tally):
        refuse("kind", _("Choose from what is offered."))
    if paper.cost not in {cost.id for cost in clause.costs}:
        refuse("cost", _("Choose from what is offered."))
    if paper.dated_on > china_day(at):
        refuse("dated_on", _("This day has not come yet."))
    if not 0 < paper.fen <= FEN_MAX:
        refuse("fen", _("Write an amount above zero."))
    if not 0 <= paper.tax_fen <= paper.fen:
        refuse("tax_fen", _("The tax is a part of the amount: it can't be more."))
    _check_once(claim, paper, no, refuse=refuse, but=but)


def _check_once(claim: Claim, paper: Paper, no: str, *, refuse: Any, but: int | None) -> None:
    """One number is one document. It may stand once for each kind of cost on it, always with the same day."""
    said = {"no": no}
    same = ClaimDocument.objects.filter(claim=claim, kind=paper.kind, no=no, struck_at=None).exclude(pk=but)
    for row in same:
        if row.cost == paper.cost:
            refuse(
                "no",
                _("No. %(no)s stands in this claim already. Each document counts once.") % said,
            )
        if row.dated_on != paper.dated_on:
            refuse(
                "dated_on",
                _("No. %(no)s stands here already with another day. One of the two is wrong.") % said,
            )


def may_strike(user: User, claim: Claim) -> bool:
    return claim.state in STRIKES_IN.get(Role(user.role), ())


@transaction.atomic
def strike(claim_pk: int, pk: int, *, reason: str, version: int, by: User, at: datetime) -> ClaimDocument:
    """It counts no more; the fact is added up anew and the enterprise reads why."""
    trail.await_turn()
    claim = queries.locked(claim_pk)
    check_fresh(claim, version)
    if not may_strike(by, claim):
        raise ClaimRefused(_("The claim is not on your desk now, so nothing of it can be struck."))
    row = ClaimDocument.objects.filter(claim=claim, pk=pk).first()
    if row is None or row.struck_at:
        raise ClaimRefused(_("This document was struck already."))
    if not reason.strip():
        raise ClaimRefused(_("Say why it is struck: the enterprise reads it."), field="reason")
    row.struck_reason, row.struck_at, row.struck_by = reason.strip(), at, by
    row.save()
    clause = queries.clause_of(claim)
    claim.facts = to_plain(queries.case_for(claim, clause, queries.facts_of(claim, clause)).facts)
    claim.version += 1
    claim.save()
    _tell_struck(claim, row, by=by, at=at)
    return row


def _tell_struck(claim: Claim, row: ClaimDocument, *, by: User, at: datetime) -> None:
    trail.record(
        verb="claim.document_struck",
        subject=f"claim:{claim.pk}",
        case=claim.enterprise.case,
        by=by.actor,
        at=at,
        body={
            "no": claim.no or "",
            "document": [row.kind, row.no, row.cost, row.dated_on.isoformat(), row.fen],
            "fact": row.fact,
            "reason": row.struck_reason,
            "facts": claim.facts,
        },
    )
    said = {"no": row.no, "reason": row.struck_reason}
    notices.tell(
        claim.enterprise.organisation,
        lambda: _("Document %(no)s of your claim was struck: %(reason)s") % said,
        path=f"/enterprise/claims/{claim.clause}/",
        by=by,
        at=at,
    )
