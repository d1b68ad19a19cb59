"""Budget lines that are shared among all who wait: what each claim asks for now, and what it would get."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from django.db.models import QuerySet

from egret.core.days import china_day
from egret.core.packs.model import by_id
from egret.core.policy.awarding import awarded
from egret.core.policy.budget import BudgetLine, Part, Pot, Wanted, WhenShort, shared, turns
from egret.core.policy.evaluation import CaseRefused
from egret.core.policy.tallies import numbers_of
from egret.rooms.city import queries as city

from ..models import Award, BudgetShare, Claim, ClaimDocument, SharePart
from ..states import AwardState, ClaimState, Occasion, ShareState
from . import documents
from .circumstances import History, circumstances, histories_of, used_of
from .claims import clause_open, facts_of, preview, stage_of
from .computing import Case, here_of


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of a share. `place` counts from 1 in the line's own order; `clause` is its clause in force."""

    claim: Claim
    case: Case
    place: int
    part: Part


@dataclass(frozen=True, slots=True)
class Stuck:
    """A claim that waits and can't be computed now, so that it takes no part."""

    claim: Claim
    refused: CaseRefused


@dataclass(frozen=True)
class Table:
    """What sharing `line` at that moment would give; `rows` by place."""

    line: BudgetLine
    pack_sha: str
    used_fen: int
    rows: tuple[Row, ...]
    stuck: tuple[Stuck, ...]

    @property
    def left_fen(self) -> int:
        return max(self.line.amount_fen - self.used_fen, 0)

    @property
    def wanted_fen(self) -> int:
        return sum(row.part.wanted.fen for row in self.rows)

    @property
    def parts_fen(self) -> int:
        return sum(row.part.fen for row in self.rows)

    @property
    def short_fen(self) -> int:
        return self.wanted_fen - self.parts_fen

    @cached_property
    def digest(self) -> str:
        """Names everything that the shares hang on: two tables with the same digest give every claim the same fen."""
        rows = [
            [row.claim.pk, row.claim.version, one.fen, one.rank, one.on.isoformat(), row.part.fen]
            for row in sorted(self.rows, key=lambda row: row.claim.pk)
            for one in (row.part.wanted,)
        ]
        stuck = sorted(one.claim.pk for one in self.stuck)
        told = [self.pack_sha, self.line.id, self.left_fen, rows, stuck]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def lines() -> list[BudgetLine]:
    """The lines of the pack in force that are shared among all who wait."""
    return [line for line in city.pack().budget if line.waits]


def line_of(line_id: str) -> BudgetLine | None:
    return next((line for line in lines() if line.id == line_id), None)


def line_for(claim: Claim, at: datetime) -> BudgetLine | None:
    """The shared line that an approved claim waits for, or that another would wait for if it were approved now."""
    day = china_day(claim.decided_at if claim.state == ClaimState.APPROVED and claim.decided_at else at)
    return next((line for line in lines() if line.holds(claim.clause, day)), None)


def waiting(line: BudgetLine, at: datetime) -> QuerySet[Claim]:
    """Claims that were approved by then, on a day of the line."""
    rows = Claim.objects.filter(state=ClaimState.APPROVED, clause__in=line.clauses, decided_at__lte=at)
    rows = rows.filter(decided_at__date__range=(line.from_on, line.to_on))
    return rows.select_related("enterprise__organisation", "contract", "provider").order_by("pk")


def table(line: BudgetLine, at: datetime) -> Table:
    """In six queries however many wait."""
    claims = list(waiting(line, at))
    histories = histories_of((claim.enterprise_id for claim in claims), at)
    wants, stuck = _wants(line, claims, histories, at)
    used = used_of(line, at)
    parts = shared(line, [want for _case, want in wants], max(line.amount_fen - used, 0))
    places = turns(line, [want for _case, want in wants])
    rows = [
        Row(case.claim, case, place + 1, part)
        for (case, _want), part, place in zip(wants, parts, places, strict=True)
    ]
    return Table(line, city.pack().sha256, used, tuple(sorted(rows, key=lambda row: row.place)), tuple(stuck))


def _wants(
    line: BudgetLine, claims: Sequence[Claim], histories: Mapping[int, History], at: datetime
) -> tuple[list[tuple[Case, Wanted]], list[Stuck]]:
    """What each asks for. Of an enterprise's claims, a later one reckons with the earlier ones at what they ask for."""
    shown = documents.by_claim(claims)
    cases = {claim.pk: case_of(claim, shown.get(claim.pk, ())) for claim in claims}
    found: list[tuple[Case, Wanted]] = []
    stuck = []
    known = dict(histories)
    for claim in sorted(claims, key=lambda claim: _turn(line, cases[claim.pk])):
        case, history = cases[claim.pk], known[claim.enterprise_id]
        try:
            computed = awarded(
                case.clause,
                case.needed,
                due=case.stage.due,
                circumstances=circumstances(here_of(case), history, None),
            )
        except CaseRefused as refused:
            stuck.append(Stuck(claim, refused))
            continue
        found.append((case, wanted_of(line, case, max(computed.delta_fen, 0))))
        asked = _as_if_awarded(case, computed.delta_fen, at)
        known[claim.enterprise_id] = replace(history, awards=(*history.awards, asked))
    return found, stuck


def case_of(claim: Claim, shown: Iterable[ClaimDocument] | None = None) -> Case:
    """The approved claim under its clause in force, with the reasons that its award will keep.

    Its documents are added up again, as at every step; `shown` are they, where they are at hand.
    """
    clause = clause_open(claim.clause) or by_id(city.pack_of(claim.pack_sha).clauses, claim.clause)
    facts, rows = facts_of(claim, clause), documents.of_claim(claim) if shown is None else shown
    tallied = documents.tallied_of(rows, clause, facts)
    return Case(
        clause,
        stage_of(clause),
        {**facts, **documents.sums(tallied)},
        claim.enterprise,
        claim=claim,
        reasons=claim.reasons,
        tallied=tallied,
    )


def handed_in(claim: Claim) -> date:
    return china_day(claim.submitted_at or claim.answered_at or claim.begun_at)


def _turn(line: BudgetLine, case: Case) -> tuple[int, date, int]:
    """Who goes first among claims of one enterprise; wants are not known yet."""
    return _rank(line, case), handed_in(case.claim), case.claim.pk


def _rank(line: BudgetLine, case: Case) -> int:
    return int(case.facts.get(line.rank, 0)) if line.when_short == WhenShort.BY_RANK else 0  # type: ignore[arg-type]


def wanted_of(line: BudgetLine, case: Case, fen: int) -> Wanted:
    claim = case.claim
    return Wanted(claim.no, handed_in(claim), claim.pk, fen, _rank(line, case))


def _as_if_awarded(case: Case, fen: int, at: datetime) -> Award:
    """Not kept: only for what the enterprise's next claim reckons with."""
    claim = case.claim
    return Award(
        no=claim.no,
        enterprise=claim.enterprise,
        claim=claim,
        clause=case.clause.id,
        stage=case.stage.id,
        facts=claim.facts,
        circumstances={"invoices": sorted(numbers_of(case.tallied))},
        delta_fen=fen,
        state=AwardState.ON_NOTICE,
        awarded_at=at,
    )


def in_turn(table: Table) -> Iterator[Case]:
    """The cases to be awarded, each with its part, in the order in which wants were reckoned."""
    for row in sorted(table.rows, key=lambda row: _turn(table.line, row.case)):
        pot = Pot(table.line, row.part.fen, table.left_fen, table.wanted_fen)
        yield replace(row.case, pot=pot)


def want_of(claim: Claim, at: datetime) -> int | None:
    """What an approved claim asks of its line, as far as nothing but itself changes; None where it can't be computed."""
    computed = preview(case_of(claim), at=at)
    return None if isinstance(computed, CaseRefused) else max(computed.delta_fen, 0)


def locked(pk: int) -> BudgetShare:
    return BudgetShare.objects.select_for_update(of=("self",)).get(pk=pk)


def locked_claims(line: BudgetLine, at: datetime) -> list[Claim]:
    return list(waiting(line, at).select_for_update(of=("self",)))


def proposed(line: BudgetLine) -> BudgetShare | None:
    rows = BudgetShare.objects.filter(line=line.id, state=ShareState.PROPOSED)
    return rows.select_related("proposed_by").first()


def to_confirm() -> QuerySet[BudgetShare]:
    return BudgetShare.objects.filter(state=ShareState.PROPOSED).select_related("proposed_by")


def confirmed() -> QuerySet[BudgetShare]:
    rows = BudgetShare.objects.filter(state=ShareState.CONFIRMED)
    return rows.select_related("proposed_by", "confirmed_by").order_by("pk")


def line_then(share: BudgetShare) -> BudgetLine:
    """The line as it was in the pack of the share."""
    return by_id(city.pack_of(share.pack_sha).budget, share.line)


def parts_of(share: BudgetShare) -> QuerySet[SharePart]:
    return SharePart.objects.filter(share=share).select_related("claim__enterprise").order_by("place")


def awards_of(share: BudgetShare) -> QuerySet[Award]:
    """What the share itself awarded; what was awarded anew of that later goes by its own reasons."""
    return Award.objects.filter(share=share, occasion=Occasion.STAGE).order_by("pk")
