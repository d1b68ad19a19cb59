from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from egret.core.days import china_day
from egret.core.packs.model import by_id
from egret.core.policy.awarding import Awarding
from egret.core.policy.clause import CLAIM_DECIDED, Clause, Fact, Stage, Supplier, Term, Value, Way
from egret.core.policy.evaluation import CaseRefused
from egret.core.policy.tallies import Tallied
from egret.rooms.city import queries as city
from egret.rooms.city.errors import PackUnreadable
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.people.states import Role

from ..models import Award, Claim, ClaimEvidence
from ..states import OPEN_CLAIMS, ClaimState
from .circumstances import History, history_of
from .computing import Case, compute, wanted_for
from .documents import sums, tallied_in
from .known import Known, known_facts
from .plain import from_plain

S = ClaimState


def visible_to(user: User) -> QuerySet[Claim]:
    """A draft is its enterprise's own affair: offices see what was handed in or matched."""
    rows = Claim.objects.filter(enterprises.scope(user, "enterprise__"))
    rows = rows.select_related("enterprise", "contract", "provider", "checked_by", "decided_by")
    return rows if user.role == Role.ENTERPRISE else rows.exclude(state=S.DRAFT)


def waiting_for(user: User) -> QuerySet[Claim]:
    """To check for a district, to decide for the city."""
    waits_in = {Role.DISTRICT: (S.SUBMITTED,), Role.CITY: (S.CHECKED, S.CONFIRMED)}
    return visible_to(user).filter(state__in=waits_in.get(Role(user.role), ()))


def search(rows: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Those of an enterprise whose name holds `text`, or whose own number or credit code begins with it."""
    named = Q(enterprise__name__icontains=text) | Q(no__startswith=text.upper())
    return rows.filter(named | Q(enterprise__credit_code__startswith=text.upper()))


def of_enterprise(enterprise: Enterprise) -> QuerySet[Claim]:
    return Claim.objects.filter(enterprise=enterprise).order_by("-pk")


def locked(pk: int) -> Claim:
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("enterprise__organisation", "contract", "provider").get(pk=pk)


def evidence_of(claim: Claim) -> dict[str, list[Attachment]]:
    """The files behind each fact, by fact id."""
    found: dict[str, list[Attachment]] = {}
    for row in ClaimEvidence.objects.filter(claim=claim).select_related("file").order_by("pk"):
        found.setdefault(row.fact, []).append(row.file)
    return found


def awards_of(claim: Claim) -> QuerySet[Award]:
    return Award.objects.filter(claim=claim).select_related("enterprise").order_by("pk")


def open_to_claims() -> tuple[Clause, ...]:
    """The clauses of the pack in force that are claimed, or come without asking."""
    return tuple(
        clause
        for clause in city.pack().clauses
        if clause.way != Way.PROJECT and clause.stages_on(CLAIM_DECIDED)
    )


def clause_open(clause_id: str) -> Clause | None:
    return next((clause for clause in open_to_claims() if clause.id == clause_id), None)


def clause_of(claim: Claim) -> Clause:
    """The clause as it was when the claim last moved."""
    return by_id(city.pack_of(claim.pack_sha).clauses, claim.clause)


def stage_of(clause: Clause) -> Stage:
    """`due` is cumulative, so the last stage that a decision brings is all of them."""
    return clause.stages_on(CLAIM_DECIDED)[-1]


def facts_of(claim: Claim, clause: Clause) -> dict[str, Value]:
    return from_plain(clause, claim.facts)


def case_for(claim: Claim, clause: Clause, facts: Mapping[str, Value]) -> Case:
    """The claim as a case; what its documents add up to stands over what was said."""
    tallied = tallied_in(claim, clause, facts)
    return Case(
        clause=clause,
        stage=stage_of(clause),
        facts={**facts, **sums(tallied)},
        enterprise=claim.enterprise,
        claim=claim if claim.pk else None,
        tallied=tallied,
    )


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact as it stands: its value, or None while nobody said it; where it comes from; the files behind it."""

    fact: Fact
    value: Value | None
    record: tuple[str, str] | None
    files: tuple[Attachment, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether the enterprise is to say it: it is its own to say, or the platform does not know it."""
        return self.fact.given_by != Supplier.OFFICER and self.record is None


def stated(
    clause: Clause,
    facts: Mapping[str, Value],
    records: Mapping[str, tuple[str, str]],
    files: Mapping[str, list[Attachment]],
) -> list[Stated]:
    """The facts that the clause's award rests on, in the clause's order."""
    needed = wanted_for(clause, stage_of(clause))
    return [
        Stated(fact, facts.get(label), records.get(label), tuple(files.get(fact.id, ())))
        for fact in clause.facts
        if (label := fact.term.label) in needed
    ]


def stated_in(claim: Claim) -> list[Stated]:
    clause = clause_of(claim)
    records = {label: (kind, about) for label, (kind, about) in claim.sources.items()}
    return stated(clause, facts_of(claim, clause), records, evidence_of(claim))


@dataclass(frozen=True, slots=True)
class Opening:
    """What a clause offers an enterprise now. `fen` is what it comes to at best, None while too little is known."""

    clause: Clause
    claim: Claim | None
    stated: list[Stated]
    fen: int | None
    refused: CaseRefused | None
    tallied: tuple[Tallied, ...] = ()

    @property
    def missing(self) -> list[Stated]:
        return [one for one in self.stated if one.asked and one.value is None]

    @property
    def matched(self) -> bool:
        """Everything is at hand and something is due: one click is enough."""
        entitled = self.clause.way == Way.ENTITLED and (self.claim is None or self.claim.state == S.MATCHED)
        return entitled and bool(self.fen) and not self.missing


def openings(enterprise: Enterprise, at: datetime) -> list[Opening]:
    """Every clause that is claimed or comes without asking, with the enterprise's newest claim of this year."""
    newest = {row.clause: row for row in of_enterprise(enterprise).filter(period=period_of(at)).reverse()}
    history = history_of(enterprise, at)
    return [_opening(clause, history, newest.get(clause.id), enterprise, at) for clause in open_to_claims()]


def _opening(
    clause: Clause, history: History, claim: Claim | None, enterprise: Enterprise, at: datetime
) -> Opening:
    known = known_facts(clause, enterprise, china_day(at))
    facts, records = taken(known)
    if claim:
        facts = {**facts, **facts_of(claim, clause)}
    tallied = tallied_in(claim, clause, facts)
    facts = {**facts, **sums(tallied)}
    case = Case(clause, stage_of(clause), facts, enterprise, tallied=tallied)
    fen, refused = best(case, at=at, history=history)
    return Opening(clause, claim, stated(clause, facts, records, {}), fen, refused, tallied)


def taken(known: Mapping[str, Known]) -> tuple[dict[str, Value], dict[str, tuple[str, str]]]:
    """Values and records by label."""
    return (
        {label: one.value for label, one in known.items()},
        {label: one.record for label, one in known.items()},
    )


def best(
    case: Case, *, at: datetime, history: History | None = None
) -> tuple[int | None, CaseRefused | None]:
    """What the case comes to when every value that is still to be decided is decided at its ceiling."""
    computed = preview(case.at_best, at=at, history=history)
    if isinstance(computed, CaseRefused):
        return None, computed if computed.code != "missing" else None
    return computed.delta_fen, None


def preview(case: Case, *, at: datetime, history: History | None = None) -> Awarding | CaseRefused:
    try:
        return compute(case, at=at, history=history)
    except CaseRefused as refused:
        return refused


def period_of(at: datetime) -> str:
    return str(china_day(at).year)


def has_claim(enterprise: Enterprise, clause: Clause, at: datetime) -> bool:
    rows = Claim.objects.filter(enterprise=enterprise, clause=clause.id, period=period_of(at))
    return rows.exists()


def open_claim(enterprise: Enterprise, clause_id: str, at: datetime) -> Claim | None:
    rows = Claim.objects.filter(enterprise=enterprise, clause=clause_id, period=period_of(at))
    return rows.filter(state__in=OPEN_CLAIMS).first()


def entitled() -> Iterator[Clause]:
    return (clause for clause in open_to_claims() if clause.way == Way.ENTITLED)


def shown_in(claims: Iterable[Claim]) -> list[tuple[Claim, Any]]:
    """Each claim with its clause's title; the clause's number alone where its pack can't be opened here."""
    return [(claim, _title_of(claim)) for claim in claims]


def _title_of(claim: Claim) -> Term:
    try:
        return clause_of(claim).term
    except PackUnreadable:
        return Term(claim.clause, claim.clause)


def still_valid(clause: Clause, on: date) -> bool:
    """Whether a claim may be begun: a clause that names its own day is judged by that day later."""
    return bool(clause.open_on) or clause.valid_from <= on <= clause.valid_to
