"""What a case would come to if its latest stage were awarded anew: after an audit, when it is revoked, when another won.

An audit and a revocation keep the circumstances that the award was made in: they correct the case, not what others
got since; but what another member of an overlap group has given back meanwhile is held by nobody any more. An overlap
is computed in today's circumstances, among them the award that won.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from egret.core.findings import Finding
from egret.core.policy.awarding import Awarding, Circumstances, awarded
from egret.core.policy.clause import (
    ACCEPTANCE_DECIDED,
    AUDITED,
    FAILED,
    REVOKED,
    Clause,
    Fact,
    Kind,
    Reclaim,
    Term,
    Value,
)
from egret.core.policy.evaluation import needed_for
from egret.core.policy.overlap import EXTERNAL, Received
from egret.rooms.city import queries as city
from egret.rooms.people.models import User

from ..models import Award
from ..states import NOT_ORDERED, AwardState, Occasion
from .awards import clause_of, of_case, standing, visible_to
from .circumstances import Here, circumstances, history_of, invoices_of, project_of
from .circumstances import from_plain as kept_circumstances
from .computing import Anew, Case, groups_of, recomputed, stage_s_own, tallied_anew
from .plain import from_plain

EVENT_OF = {Occasion.AUDIT: AUDITED, Occasion.REVOKED: REVOKED}


@dataclass(frozen=True, slots=True)
class Recall:
    """`not_ordered` are the awards that it takes the place of; `before_fen` is what moves in all without it."""

    case: Case
    circumstances: Circumstances
    not_ordered: tuple[Award, ...]
    before_fen: int

    @property
    def computed(self) -> Awarding:
        """Raises CaseRefused."""
        case = self.case
        return awarded(case.clause, case.needed, due=case.stage.due, circumstances=self.circumstances)

    @property
    def back_fen(self) -> int:
        """How much less moves in all with it; raises CaseRefused."""
        computed = self.computed
        return self.before_fen - computed.settlement.settled_fen - computed.delta_fen


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a case is decided anew: `cause` is the award that is corrected or that won; `facts` by label are the right ones."""

    occasion: Occasion
    cause: Award
    ground: str = ""
    proof: Any = None
    facts: Mapping[str, Value] | None = None
    groups_sha: str = ""


def newest(award: Award) -> Award:
    """The newest award of its case that stands; raises Award.DoesNotExist where none does."""
    rows = standing(award).select_related("enterprise__organisation", "contract", "claim", "acceptance")
    return rows.order_by("-pk")[:1].get()


def of_the_same_case(award: Award) -> QuerySet[Award]:
    return of_case(award.contract_id, award.claim_id, award.clause)


def reclaims(award: Award) -> dict[Occasion, Reclaim]:
    """What the clause, as the money was awarded by it, lets an officer demand back."""
    clause = clause_of(award)
    found = {occasion: clause.reclaim_on(event) for occasion, event in EVENT_OF.items()}
    return {occasion: reclaim for occasion, reclaim in found.items() if reclaim}


def term_of(award: Award) -> Reclaim | None:
    """By what event, and within what days, the award is to be paid back; an overlap has no term of its clause."""
    if award.delta_fen >= 0:
        return None
    by_stage = {ACCEPTANCE_DECIDED: FAILED}.get(award.event, "")
    event = EVENT_OF.get(Occasion(award.occasion), "" if award.recalls else by_stage)
    return clause_of(award).reclaim_on(event)


def facts_to_correct(award: Award, *, measured: bool) -> tuple[Fact, ...]:
    """The facts that it rests on; with `measured`, only amounts and what an officer decides."""
    clause = clause_of(award)
    needed = needed_for(clause, clause.stage(award.stage).due)
    return tuple(
        fact
        for fact in clause.facts
        if fact.term.label in needed and (not measured or fact.decided or fact.kind == Kind.MONEY)
    )


def recall_of(latest: Award, grounds: Grounds, at: datetime) -> Recall:
    """The case of `latest`, its newest award, in the circumstances that it was made in."""
    kept, gone = _split(latest)
    clause, pack = clause_of(latest), city.pack_of(latest.pack_sha)
    groups_sha = grounds.groups_sha or latest.circumstances.get("groups_of", "")
    known = kept_circumstances(latest.circumstances, clause, pack, groups_of(latest))
    # What is not paid out leaves the budget line as full as it was before the first of it was awarded.
    first = gone[0] if gone else latest
    pot = kept_circumstances(first.circumstances, clause, pack, groups_of(first)).pot
    case = _case(latest, replace(grounds, groups_sha=groups_sha), kept)
    return Recall(
        case,
        replace(
            known,
            received=_still_held(known.received, _today(case, latest, at).received),
            moved=tuple(award.delta_fen for award in kept),
            pot=pot,
            tallied=case.tallied,
            revoked=known.revoked or grounds.occasion == Occasion.REVOKED,
        ),
        gone,
        sum(award.delta_fen for award in (*kept, *gone)),
    )


def overtaken(latest: Award, winner: Award, at: datetime) -> Recall:
    """The case of `latest`, its newest award, beside `winner`: what it is worth stays by its own pack, what may not
    be held together is by the winner's."""
    kept, gone = _split(latest)
    grounds = Grounds(Occasion.OVERLAP, winner, groups_sha=winner.pack_sha)
    case, groups = _case(latest, grounds, kept), city.pack_of(winner.pack_sha)
    found = replace(
        _today(case, latest, at),
        groups=groups.overlaps,
        names=groups.member_names,
        moved=tuple(award.delta_fen for award in kept),
    )
    return Recall(case, found, gone, sum(award.delta_fen for award in (*kept, *gone)))


def _today(case: Case, latest: Award, at: datetime) -> Circumstances:
    here = Here(case.key, case.project, case.clause, city.pack_of(latest.pack_sha), invoices_of(latest))
    return replace(circumstances(here, history_of(latest.enterprise, at), None), tallied=case.tallied)


def _still_held(then: tuple[Received, ...], now: tuple[Received, ...]) -> tuple[Received, ...]:
    """What others held then, as far as they hold it now."""
    held: dict[tuple[str, str], int] = {}
    for one in now:
        held[one.member, one.project] = held.get((one.member, one.project), 0) + one.fen
    found = []
    for one in then:
        key = one.member, one.project
        fen = min(one.fen, held.get(key, 0))
        held[key] = held.get(key, 0) - fen
        found.append(replace(one, fen=fen))
    return tuple(one for one in found if one.fen)


def _split(latest: Award) -> tuple[list[Award], tuple[Award, ...]]:
    """The case's awards of which money was ordered, or nothing is to be paid, and those that nobody ordered yet."""
    rows = list(standing(latest).select_related("claim"))
    return (
        [award for award in rows if award.state not in NOT_ORDERED],
        tuple(award for award in rows if award.state in NOT_ORDERED),
    )


def _case(latest: Award, grounds: Grounds, kept: list[Award]) -> Case:
    clause = clause_of(latest)
    rounds = [award.round for award in kept if award.stage == latest.stage]
    facts = from_plain(clause, latest.facts) if grounds.facts is None else grounds.facts
    return Case(
        clause=clause,
        stage=clause.stage(latest.stage),
        facts=facts,
        enterprise=latest.enterprise,
        contract=latest.contract,
        claim=latest.claim,
        acceptance=latest.acceptance,
        reasons=_reasons(clause, latest, grounds),
        tallied=tallied_anew(stage_s_own(latest), clause, facts),
        share=latest.share,
        anew=Anew(
            grounds.occasion,
            0 if grounds.occasion == Occasion.STAGE else 1 + max(rounds, default=0),
            latest.pack_sha,
            grounds.cause,
            grounds.ground,
            grounds.proof,
            grounds.groups_sha,
        ),
    )


def _reasons(clause: Clause, latest: Award, grounds: Grounds) -> dict[str, str]:
    """A decided value keeps its reason; one that is corrected has the ground of the correction."""
    before, now = from_plain(clause, latest.facts), grounds.facts
    return {
        label: grounds.ground
        if now is not None and now.get(label) != before.get(label)
        else latest.reasons.get(label, grounds.ground)
        for fact in clause.facts
        if fact.decided and (label := fact.term.label)
    }


def corrected(award: Award) -> set[str]:
    """Labels of the facts that are others by now than when its stage was first awarded."""
    if award.cause_id is None:
        return set()
    first = of_the_same_case(award).filter(stage=award.stage)[:1].get()
    return {label for label, value in award.facts.items() if first.facts.get(label) != value}


def again(latest: Award, at: datetime) -> Recall:
    """The recall `latest` once more: a payment before it failed, so there is less, or nothing, to come back."""
    facts = from_plain(clause_of(latest), latest.facts)
    grounds = Grounds(Occasion(latest.occasion), latest.cause, latest.ground, latest.proof, facts)
    return recall_of(latest, grounds, at)


def overtaken_by(winner: Award) -> Iterator[Award]:
    """The newest award of each case that must give way to `winner`, as its own computation demands."""
    if not winner.circumstances.get("received"):
        return
    demanded = {(one.member, one.project) for one in recomputed(winner).demanded}
    clauses = {member for member, _project in demanded}
    rows = Award.objects.filter(enterprise=winner.enterprise_id, clause__in=clauses).select_related("claim")
    cases: dict[str, Award] = {}
    for award in rows.exclude(state=AwardState.WITHDRAWN).order_by("pk"):
        if (award.clause, project_of(award)) in demanded:
            cases[f"{award.project} {award.clause}"] = award
    for award in cases.values():
        yield newest(award)


def demanded_elsewhere(award: Award) -> list[tuple[Received, Term]]:
    """What the enterprise is to give back to offices of other policies, which nobody here can demand; and their names."""
    if not award.circumstances.get("received"):
        return []
    names = groups_of(award).member_names
    demanded = recomputed(award).demanded
    return [(one, names[one.member]) for one in demanded if one.member.startswith(EXTERNAL)]


def to_decide_anew(user: User) -> QuerySet[Award]:
    """Awards of a contract's stage that an objection took back, and nothing was awarded in their place."""
    later = Award.objects.filter(contract=OuterRef("contract"), clause=OuterRef("clause"))
    stands = later.filter(stage=OuterRef("stage")).exclude(state=AwardState.WITHDRAWN)
    rows = visible_to(user).filter(state=AwardState.WITHDRAWN, contract__isnull=False)
    return rows.exclude(Exists(later.filter(pk__gt=OuterRef("pk")))).exclude(Exists(stands))


def anew_of(award: Award, grounds: Grounds) -> Case:
    """The stage of a withdrawn award once more; the pack stays the one that it was awarded by."""
    return _case(award, grounds, [])


def faults() -> tuple[Finding, ...]:
    """Every case whose awards that stand don't come, in all, to what its newest says is due."""
    moved: dict[tuple[Any, ...], int] = {}
    last: dict[tuple[Any, ...], Award] = {}
    rows = Award.objects.exclude(state=AwardState.WITHDRAWN).order_by("pk")
    for award in rows.iterator(2000):
        key = award.contract_id, award.claim_id, award.clause
        moved[key], last[key] = moved.get(key, 0) + award.delta_fen, award
    return tuple(
        Finding(
            "awards",
            award.no,
            f"the awards of its case move {moved[key]} fen, due less short is {award.due_fen - award.short_fen}",
            "Stop paying this case and compare with the trail",
        )
        for key, award in last.items()
        if moved[key] != award.due_fen - award.short_fen
    )
