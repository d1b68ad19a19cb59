from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import DayUnit, china_day, deadline, notice_closes
from egret.core.packs.model import by_id
from egret.core.policy.award_lines import Phase
from egret.core.policy.awarding import Awarding, Circumstances, awarded
from egret.core.policy.clause import Payee
from egret.core.policy.evaluation import CaseRefused, Line
from egret.core.policy.explaining import value_text
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..checks import award_refused, check_reasons, check_waits_for_no_share
from ..errors import AwardRefused
from ..models import Award, AwardLine
from ..queries.computing import Case
from ..queries.recalls import Recall, term_of
from ..states import MOVES, AwardState

S = AwardState


def _recorded(award: Award, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"award.{verb}",
        subject=f"award:{award.pk}",
        case=award.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": award.no, "state": award.state, **body},
    )


@transaction.atomic
def award(case: Case, *, by: User, at: datetime) -> Award:
    """Compute the case and keep the answer with every line. Its contract or claim is locked by the caller."""
    trail.await_turn()
    return _awarded(case, queries.standing_of(case, at=at), by=by, at=at)


@transaction.atomic
def award_anew(recall: Recall, *, by: User, at: datetime) -> Award:
    """The latest stage of a case once more. What it takes the place of is withdrawn by the caller, in one transaction."""
    trail.await_turn()
    return _awarded(recall.case, recall.circumstances, by=by, at=at)


def _awarded(case: Case, circumstances: Circumstances, *, by: User, at: datetime) -> Award:
    try:
        reasons = check_reasons(case)
        computed = awarded(case.clause, case.needed, due=case.stage.due, circumstances=circumstances)
    except CaseRefused as refused:
        raise award_refused(refused) from None
    if computed.delta_fen > 0:
        check_waits_for_no_share(case, at)
    rule = by_id(city.pack().deadlines, "award_notice")
    made = Award.objects.create(
        no=_next_no(case),
        enterprise=case.enterprise,
        contract=case.contract,
        claim=case.claim,
        share=case.share,
        acceptance=case.acceptance,
        clause=case.clause.id,
        stage=case.stage.id,
        event=case.stage.on,
        payee=case.clause.payee,
        provider=_provider(case),
        pack_sha=case.pack_sha,
        facts=queries.to_plain(case.needed),
        reasons=reasons,
        circumstances=queries.circumstances_kept(circumstances) | _groups_of(case),
        **_why_anew(case),
        due_fen=computed.due_fen,
        settled_fen=computed.settlement.settled_fen,
        short_fen=computed.short_fen,
        delta_fen=computed.delta_fen,
        awarded_at=at,
        awarded_by=by,
        notice_closes_at=notice_closes(at, rule.days, rule.unit),
    )
    _keep_lines(made, computed)
    _recorded(
        made,
        "awarded",
        by=by,
        at=at,
        stage=made.stage,
        pack=made.pack_sha,
        due_fen=made.due_fen,
        settled_fen=made.settled_fen,
        delta_fen=made.delta_fen,
        **({"short_fen": made.short_fen} if made.short_fen else {}),
        **({"reasons": reasons} if reasons else {}),
        **_told_anew(case),
    )
    return made


def _groups_of(case: Case) -> dict[str, str]:
    """Kept only where the overlap groups of another pack than the award's own hold."""
    anew = case.anew
    return {"groups_of": anew.groups_sha} if anew and anew.groups_sha not in ("", anew.pack_sha) else {}


def _why_anew(case: Case) -> dict[str, Any]:
    anew = case.anew
    if anew is None:
        return {}
    return {
        "occasion": anew.occasion,
        "round": anew.round,
        "cause": anew.cause,
        "ground": anew.ground,
        "proof": anew.proof,
    }


def _told_anew(case: Case) -> dict[str, Any]:
    """What the trail keeps of it: the timeline tells `reason`."""
    anew = case.anew
    if anew is None:
        return {}
    told = {"occasion": str(anew.occasion), "cause": anew.cause.no, "reason": anew.ground}
    return told | ({"proof": anew.proof.sha256} if anew.proof else {})


def _next_no(case: Case) -> str:
    """`2025-00012-8-advance` of a contract, `2025-C00007-3-once` of a claim, `…-r1` of its first recall; what takes
    the place of a withdrawn one has `-2` behind.
    """
    round_ = case.anew.round if case.anew else 0
    if case.claim:
        no = f"{case.claim.period}-C{case.claim.pk:05d}-{case.clause.id}-{case.stage.id}"
    else:
        no = f"{case.contract.batch}-{case.contract.pk:05d}-{case.clause.id}-{case.stage.id}"
    before = Award.objects.filter(
        contract=case.contract,
        claim=case.claim,
        clause=case.clause.id,
        stage=case.stage.id,
        round=round_,
    ).count()
    no += f"-r{round_}" if round_ else ""
    return f"{no}-{before + 1}" if before else no


def _provider(case: Case) -> Any:
    if case.clause.payee != Payee.PROVIDER:
        return None
    return case.claim.provider if case.claim else case.contract.provider


def _keep_lines(award: Award, computed: Awarding) -> None:
    """Every line but the netting of earlier payments, which the award's own amounts say."""
    values = {line.step.term: _in_words(line) for line in computed.evaluated}
    told = [line for line in computed.lines if line.phase != Phase.EARLIER]
    AwardLine.objects.bulk_create(
        AwardLine(
            award=award,
            place=place,
            label=line.title.label,
            label_en=line.title.label_en,
            fen=line.fen,
            **(values.get(line.title, {}) if line.fen is None else {}),
            article=line.article,
            calculation=line.text.label,
            calculation_en=line.text.label_en,
        )
        for place, line in enumerate(told, 1)
    )


def _in_words(line: Line) -> dict[str, str]:
    kind = line.step.kind
    return {"value": value_text(line.value, kind, "zh"), "value_en": value_text(line.value, kind, "en")}


def _moved(award: Award, there: AwardState) -> None:
    try:
        check_move(MOVES, S(award.state), there)
    except MoveRefused:
        raise AwardRefused(_("This award has moved on already: this step is no longer open.")) from None
    award.state = there


@transaction.atomic
def close_notice(pk: int, *, by: User, at: datetime) -> Award:
    """After its notice an award is to be paid, to be recovered, or closed because nothing moves."""
    trail.await_turn()
    award = queries.locked(pk)
    if award.state != S.ON_NOTICE:
        raise AwardRefused(_("This award has moved on already: this step is no longer open."))
    if award.notice_closes_at > at:
        raise AwardRefused(_("The notice is still running."))
    if queries.held(award):
        raise AwardRefused(_("An objection is open: decide it first."))
    if queries.under_way(award):
        raise AwardRefused(
            _("A payment of this case is under way: what is to come back is told when it has arrived.")
        )
    _moved(award, S.CONFIRMED if award.delta_fen > 0 else S.RECOVERY_DUE if award.delta_fen < 0 else S.CLOSED)
    award.confirmed_at, award.confirmed_by = at, by
    term = term_of(award)
    if term:
        award.pay_back_by = deadline(china_day(at), term.within_days, DayUnit.CALENDAR)
    award.save()
    told = {"pay_back_by": award.pay_back_by.isoformat()} if term else {}
    _recorded(award, award.state, by=by, at=at, delta_fen=award.delta_fen, **told)
    return award


@transaction.atomic
def move(pk: int, there: AwardState, *, by: User, at: datetime) -> Award:
    """Follow the money: ordered, paid, confirmed again when the bank refused, recovered."""
    [award] = move_all([pk], there, by=by, at=at)
    return award


@transaction.atomic
def move_all(pks: Collection[int], there: AwardState, *, by: User, at: datetime) -> list[Award]:
    """Many at once or none, in the order of their keys."""
    trail.await_turn()
    awards = list(queries.all_locked(pks))
    for award in awards:
        _moved(award, there)
    Award.objects.filter(pk__in=pks).update(state=there)
    trail.record_all([_told(award, there) for award in awards], by=by.actor, at=at)
    return awards


def _told(award: Award, verb: str) -> trail.Told:
    body = {"no": award.no, "state": award.state}
    return trail.Told(f"award.{verb}", f"award:{award.pk}", award.enterprise.case, body)


@transaction.atomic
def withdraw(pk: int, *, reason: str, by: User, at: datetime) -> Award:
    """Take an award back that nobody ordered yet: nothing of it moves, and what it rests on may be decided anew."""
    trail.await_turn()
    award = queries.locked(pk)
    if not reason.strip():
        raise AwardRefused(_("Say why the award is withdrawn."), field="reason")
    _moved(award, S.WITHDRAWN)
    award.reason, award.withdrawn_at, award.withdrawn_by = reason.strip(), at, by
    award.save()
    _recorded(award, "withdrawn", by=by, at=at, reason=award.reason)
    return award
