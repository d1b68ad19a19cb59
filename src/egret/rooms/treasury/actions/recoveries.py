"""Money that comes back, part by part, and the plan that two officers agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.instalments import BadPlan, Part, check_plan
from egret.core.ledger.postings import Event
from egret.core.money import split, yuan
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import actions as trail

from ..errors import PaymentRefused
from ..models import Instalment, InstalmentPlan, Recovery
from ..queries import recoveries as queries
from ..queries.sanctions import entry_used
from ..states import PLAN_MOVES, PlanState
from .awards import parts_of, place_of
from .books import draw

L = PlanState


@dataclass(frozen=True, slots=True)
class CameIn:
    """What the bank says came in for an award. `bank_entry` is the bank's number for it, where it is known."""

    fen: int
    received_on: date
    bank_entry: str = ""


def _recorded(award: Award, verb: str, subject: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=verb,
        subject=subject,
        case=award.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": award.no, **body},
    )


def _owing(award_pk: int) -> tuple[Award, int]:
    """The locked award and what it still owes. Raises when it owes nothing."""
    trail.await_turn()
    award = awarded.locked(award_pk)
    if award.state != AwardState.RECOVERY_DUE:
        raise PaymentRefused(_("Nothing of this award is to be recovered."))
    return award, queries.owed_fen(award)


@transaction.atomic
def recover(award_pk: int, told: CameIn, *, by: User, at: datetime) -> Recovery:
    """Enter one part. The sources get back what they gave, each its share, and the whole to the fen."""
    award, owed = _owing(award_pk)
    _check_came_in(told, owed, on=china_day(at))
    came = -award.delta_fen - owed
    count = Recovery.objects.filter(award=award).count() + 1
    amounts = _shares(award, came, told.fen)
    row = Recovery.objects.create(
        award=award,
        fen=told.fen,
        received_on=told.received_on,
        bank_entry=told.bank_entry.strip() or None,
        entered_at=at,
        entered_by=by,
    )
    draw(Event.RECOVER, amounts, place_of(award), key=f"{Event.RECOVER}:{award.no}:{count}", by=by, at=at)
    _recorded(
        award,
        "recovery.entered",
        f"recovery:{row.pk}",
        by=by,
        at=at,
        fen=row.fen,
        left_fen=owed - row.fen,
        entry=row.bank_entry or "",
    )
    return row


def _check_came_in(told: CameIn, owed: int, *, on: date) -> None:
    if told.fen <= 0:
        raise PaymentRefused(_("Write how much came in."), field="fen")
    if told.fen > owed:
        raise PaymentRefused(
            _("Only ¥%(left)s are still to come: send the rest back, or look for another award.")
            % {"left": yuan(owed)},
            field="fen",
        )
    if told.received_on > on:
        raise PaymentRefused(_("Money can't have come in in the future."), field="received_on")
    entry = told.bank_entry.strip()
    if entry and entry_used(entry):
        raise PaymentRefused(_("This entry of the bank was used already."), field="bank_entry")


def _shares(award: Award, came: int, fen: int) -> dict[str, int]:
    """Fen by source of what came in by now less those of what had come in before: no part is ever below zero."""
    owed = {source: abs(part) for source, part in parts_of(award).items() if part}
    whole = sum(owed.values())
    shares = tuple(Fraction(part, whole) for part in owed.values())
    after, before = split(came + fen, shares), split(came, shares)
    return {source: a - b for source, a, b in zip(owed, after, before, strict=True)}


@transaction.atomic
def propose_plan(
    award_pk: int, parts: Sequence[Part], *, reason: str, by: User, at: datetime
) -> InstalmentPlan:
    """Days and amounts that sum to what is still owed. It holds once somebody else agrees."""
    award, owed = _owing(award_pk)
    if not reason.strip():
        raise PaymentRefused(_("Say why it is paid back in parts."), field="reason")
    if InstalmentPlan.objects.filter(award=award, state=L.PROPOSED).exists():
        raise PaymentRefused(_("A plan waits for a second officer already."))
    try:
        check_plan(parts, owed)
    except BadPlan as bad:
        raise PaymentRefused(_plan_fault(bad, owed)) from None
    if parts[0].due_on < china_day(at):
        raise PaymentRefused(_("The first part of the plan falls due in the past."))
    plan = InstalmentPlan.objects.create(
        award=award, came_fen=-award.delta_fen - owed, reason=reason.strip(), proposed_at=at, proposed_by=by
    )
    Instalment.objects.bulk_create(
        Instalment(plan=plan, place=place, due_on=part.due_on, fen=part.fen)
        for place, part in enumerate(parts, 1)
    )
    told = [[part.due_on.isoformat(), part.fen] for part in parts]
    _recorded(award, "plan.proposed", f"plan:{plan.pk}", by=by, at=at, parts=told, reason=plan.reason)
    return plan


def _plan_fault(bad: BadPlan, owed: int) -> str:
    said = {"owed": yuan(owed), "sum": yuan(bad.fen)}
    return {
        "empty": _("A plan has two parts or more: otherwise the whole is simply due."),
        "nothing": _("Each part of the plan is more than nothing."),
        "order": _("The days of the plan follow each other, each later than the one before."),
        "sum": _("The parts come to ¥%(sum)s; still owed are ¥%(owed)s."),
    }[bad.code] % said


@transaction.atomic
def decide_plan(pk: int, *, agrees: bool, by: User, at: datetime) -> InstalmentPlan:
    """A second officer agrees, or not. What came in meanwhile counts towards its first parts."""
    trail.await_turn()
    plan = queries.locked_plan(pk)
    if plan.proposed_by_id == by.pk:
        raise PaymentRefused(_("You proposed this plan: somebody else must decide it."))
    if plan.award.state != AwardState.RECOVERY_DUE:
        raise PaymentRefused(_("Nothing of this award is to be recovered."))
    there = L.AGREED if agrees else L.REFUSED
    try:
        check_move(PLAN_MOVES, L(plan.state), there)
    except MoveRefused:
        raise PaymentRefused(_("This plan was decided already.")) from None
    if agrees:
        InstalmentPlan.objects.filter(award=plan.award, state=L.AGREED).update(state=L.REPLACED)
    plan.state, plan.decided_at, plan.decided_by = there, at, by
    plan.save()
    _recorded(plan.award, f"plan.{there}", f"plan:{plan.pk}", by=by, at=at)
    return plan
