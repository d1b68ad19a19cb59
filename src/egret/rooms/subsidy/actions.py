from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import notice_closes
from egret.core.packs.model import by_id
from egret.core.policy.clause import Stage, Value
from egret.core.policy.evaluation import CaseRefused, Evaluation, evaluate, needed_for
from egret.core.policy.explaining import calculation
from egret.core.policy.settlement import settle
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.acceptance.models import Acceptance
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.project.models import Contract
from egret.rooms.trail import actions as trail

from . import queries
from .errors import AwardRefused
from .models import Award, AwardLine
from .states import MOVES, AwardState

S = AwardState


def _recorded(award: Award, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"award.{verb}",
        subject=f"award:{award.pk}",
        case=award.contract.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": award.no, "state": award.state, **body},
    )


@transaction.atomic
def award(
    contract: Contract,
    stage: Stage,
    known: Mapping[str, Value],
    *,
    by: User,
    at: datetime,
    acceptance: Acceptance | None = None,
) -> Award:
    """Compute one stage and keep the answer with every line. `known` by fact id; `contract` is locked by the caller."""
    pack = city.pack()
    clause = queries.clause_for(contract)
    needed = needed_for(clause, stage.due)
    facts = {label: value for label, value in clause.facts_by_id(known).items() if label in needed}
    try:
        evaluation = evaluate(clause, facts, due=stage.due)
    except CaseRefused as refused:
        raise AwardRefused(_refusal(refused)) from None
    settlement = settle(evaluation.fen_of(stage.due), queries.earlier_deltas(contract, clause.id))
    rule = by_id(pack.deadlines, "award_notice")
    made = Award.objects.create(
        no=f"{contract.batch}-{contract.pk:05d}-{clause.id}-{stage.id}",
        contract=contract,
        acceptance=acceptance,
        clause=clause.id,
        stage=stage.id,
        event=stage.on,
        pack_sha=pack.sha256,
        facts=queries.to_plain(facts),
        due_fen=settlement.due_fen,
        settled_fen=settlement.settled_fen,
        delta_fen=settlement.delta_fen,
        awarded_at=at,
        awarded_by=by,
        notice_closes_at=notice_closes(at, rule.days, rule.unit),
    )
    _keep_lines(made, evaluation)
    _recorded(
        made,
        "awarded",
        by=by,
        at=at,
        stage=stage.id,
        pack=pack.sha256,
        due_fen=made.due_fen,
        settled_fen=made.settled_fen,
        delta_fen=made.delta_fen,
    )
    return made


def _keep_lines(award: Award, evaluation: Evaluation) -> None:
    AwardLine.objects.bulk_create(
        AwardLine(
            award=award,
            place=place,
            label=line.step.term.label,
            label_en=line.step.term.label_en,
            fen=line.fen,
            article=evaluation.clause.article,
            calculation=calculation(line, "zh"),
            calculation_en=calculation(line, "en"),
        )
        for place, line in enumerate(evaluation.lines, 1)
    )


def _refusal(refused: CaseRefused) -> str:
    term = {"name": refused.term.label}
    return {
        "missing": _("“%(name)s” is not known yet, and the award rests on it."),
        "above_ceiling": _("The decided rate lies above the ceiling of the clause."),
        "closed": _("The clause had no value for “%(name)s” on that day."),
        "too_large": _("“%(name)s” is larger than the clause allows for: check the number of zeros."),
    }.get(refused.code, _("“%(name)s” is not what the clause expects.")) % term


def _moved(award: Award, there: AwardState) -> None:
    try:
        check_move(MOVES, S(award.state), there)
    except MoveRefused:
        raise AwardRefused(_("This award has moved on already: this step is no longer open.")) from None
    award.state = there


@transaction.atomic
def close_notice(pk: int, *, by: User, at: datetime) -> Award:
    """After its notice an award is to be paid, to be recovered, or closed because nothing moves."""
    award = queries.locked(pk)
    if award.notice_closes_at > at:
        raise AwardRefused(_("The notice is still running."))
    _moved(award, S.CONFIRMED if award.delta_fen > 0 else S.RECOVERY_DUE if award.delta_fen < 0 else S.CLOSED)
    award.confirmed_at, award.confirmed_by = at, by
    award.save()
    _recorded(award, award.state, by=by, at=at, delta_fen=award.delta_fen)
    return award


@transaction.atomic
def move(pk: int, there: AwardState, *, by: User, at: datetime) -> Award:
    """Follow the money: ordered, paid, confirmed again when the bank refused, recovered."""
    award = queries.locked(pk)
    _moved(award, there)
    award.save()
    _recorded(award, there, by=by, at=at)
    return award
