"""A warning, a fine, a ban: proposed within the pack's bounds, confirmed by another, objected to, dropped or paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event
from egret.core.money import yuan
from egret.core.packs.model import Party, SanctionRule
from egret.core.sanctions import banned_until, fine_bounds
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.provider.models import Provider
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import actions as trail

from ..errors import PaymentRefused
from ..models import Sanction
from ..queries import sanctions as queries
from ..states import SANCTION_MOVES, SanctionState
from .books import enter
from .funds import fines_of

N = SanctionState
RECALLED = (AwardState.RECOVERY_DUE, AwardState.RECOVERED)


@dataclass(frozen=True, slots=True)
class Charge:
    """What an officer proposes against a party. `award` is the one whose money was recalled, where there is a fine."""

    party: Enterprise | Provider
    rule: str
    reason: str
    proof: Attachment
    fine_fen: int = 0
    award: Award | None = None


def case_of(sanction: Sanction) -> str:
    return sanction.enterprise.case if sanction.enterprise else f"provider:{sanction.provider_id}"


def _recorded(sanction: Sanction, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"sanction.{verb}",
        subject=f"sanction:{sanction.pk}",
        case=case_of(sanction),
        by=by.actor,
        at=at,
        body={"no": sanction.no, "state": sanction.state, "rule": sanction.rule, **body},
    )


def _moved(sanction: Sanction, there: SanctionState) -> None:
    try:
        check_move(SANCTION_MOVES, N(sanction.state), there)
    except MoveRefused:
        raise PaymentRefused(_("This sanction has moved on already: this step is no longer open.")) from None
    sanction.state = there


@transaction.atomic
def propose_sanction(charge: Charge, *, by: User, at: datetime) -> Sanction:
    trail.await_turn()
    rule = queries.rule(charge.rule)
    on_provider = isinstance(charge.party, Provider)
    if (Party.PROVIDER if on_provider else Party.ENTERPRISE) not in rule.parties:
        raise PaymentRefused(_("This rule is not for such a party."), field="rule")
    if not charge.reason.strip():
        raise PaymentRefused(_("Say what was found and how: the party will read it."), field="reason")
    recalled = _checked_fine(charge, rule)
    year = china_day(at).year
    sanction = Sanction.objects.create(
        no=f"S{year}-{Sanction.objects.count() + 1:05d}",
        rule=rule.id,
        pack_sha=city.pack().sha256,
        enterprise=None if on_provider else charge.party,
        provider=charge.party if on_provider else None,
        award=charge.award if rule.fines else None,
        recalled_fen=recalled,
        fine_fen=charge.fine_fen,
        reason=charge.reason.strip(),
        proof=charge.proof,
        proposed_at=at,
        proposed_by=by,
    )
    _recorded(
        sanction,
        "proposed",
        by=by,
        at=at,
        fine_fen=sanction.fine_fen,
        recalled_fen=recalled,
        reason=sanction.reason,
        proof=charge.proof.sha256,
    )
    return sanction


def _checked_fine(charge: Charge, rule: SanctionRule) -> int:
    """What was recalled, when the fine lies within the rule's rates of it."""
    if not rule.fines:
        if charge.fine_fen:
            raise PaymentRefused(_("This rule knows no fine."), field="fine_fen")
        return 0
    award = charge.award
    if award is None or award.state not in RECALLED:
        raise PaymentRefused(
            _("Name the award whose money was recalled: the fine is a part of it."), field="award"
        )
    owner = award.provider_id if isinstance(charge.party, Provider) else award.enterprise_id
    if owner != charge.party.pk:
        raise PaymentRefused(_("This award belongs to somebody else."), field="award")
    if Sanction.objects.filter(award=award).exclude(state__in=[N.REFUSED, N.DROPPED]).exists():
        raise PaymentRefused(_("This award was fined already."), field="award")
    least, most = fine_bounds(rule.fine_from, rule.fine_to, -award.delta_fen)
    if not least <= charge.fine_fen <= most:
        said = {"least": yuan(least), "most": yuan(most)}
        raise PaymentRefused(
            _("The fine lies between ¥%(least)s and ¥%(most)s here.") % said, field="fine_fen"
        )
    return -award.delta_fen


@transaction.atomic
def decide_sanction(pk: int, *, confirms: bool, reason: str = "", by: User, at: datetime) -> Sanction:
    """Somebody else confirms it, and it is in force at once, or refuses it with a reason."""
    trail.await_turn()
    sanction = queries.locked(pk)
    if by.pk == sanction.proposed_by_id:
        raise PaymentRefused(_("You proposed this sanction: somebody else must decide it."))
    if confirms and sanction.fine_fen and by.role != Role.FINANCE:
        raise PaymentRefused(_("A fine is confirmed by a finance officer."))
    if not confirms and not reason.strip():
        raise PaymentRefused(_("You refuse the sanction: say why."), field="reason")
    _moved(sanction, N.IN_FORCE if confirms else N.REFUSED)
    sanction.decided_at, sanction.decided_by = at, by
    if confirms:
        sanction.banned_until = banned_until(china_day(at), queries.rule_of(sanction).ban_months)
    sanction.save()
    if confirms and sanction.fine_fen:
        _entered(sanction, Event.FINE, by=by, at=at)
    until = sanction.banned_until.isoformat() if sanction.banned_until else ""
    _recorded(sanction, sanction.state, by=by, at=at, banned_until=until, reason=reason.strip())
    return sanction


def _entered(sanction: Sanction, event: Event, *, by: User, at: datetime) -> None:
    """The fine is in the fund of fines of the year in which it was decided, whenever it moves."""
    fund = fines_of(china_day(sanction.decided_at).year, by=by, at=at)
    place = Place(project=sanction.project, payee=case_of(sanction))
    enter(event, {fund.code: sanction.fine_fen}, place, key=f"{event}:{sanction.no}", by=by, at=at)


@transaction.atomic
def object_to_sanction(pk: int, *, text: str, by: User, at: datetime) -> Sanction:
    """The party says why it is wrong; it stays in force until that is answered."""
    trail.await_turn()
    sanction = queries.locked(pk)
    if sanction.state != N.IN_FORCE or sanction.objected_at:
        raise PaymentRefused(_("An objection can be made once, while the sanction is in force and unpaid."))
    if not text.strip():
        raise PaymentRefused(_("Say what is wrong and how it can be checked."), field="text")
    sanction.objection, sanction.objected_at, sanction.objected_by = text.strip(), at, by
    sanction.save()
    _recorded(sanction, "objected", by=by, at=at, text=sanction.objection)
    return sanction


@transaction.atomic
def answer_objection(pk: int, *, uphold: bool, answer: str, by: User, at: datetime) -> Sanction:
    """Somebody who did not propose the sanction answers; upheld, it is dropped."""
    trail.await_turn()
    sanction = queries.locked(pk)
    if not sanction.objected_at or sanction.answered_at:
        raise PaymentRefused(_("No objection waits for an answer here."))
    return _answered(sanction, answer, drops=uphold, by=by, at=at)


@transaction.atomic
def drop_sanction(pk: int, *, answer: str, by: User, at: datetime) -> Sanction:
    """Found wrong without anybody's objection."""
    trail.await_turn()
    sanction = queries.locked(pk)
    if sanction.answered_at or sanction.objected_at:
        raise PaymentRefused(_("There is an objection: answer that."))
    return _answered(sanction, answer, drops=True, by=by, at=at)


def _answered(sanction: Sanction, answer: str, *, drops: bool, by: User, at: datetime) -> Sanction:
    if by.pk == sanction.proposed_by_id:
        raise PaymentRefused(_("You proposed this sanction: somebody else must decide it."))
    if not answer.strip():
        raise PaymentRefused(_("Say why: whoever is concerned will read it."), field="answer")
    if drops:
        _moved(sanction, N.DROPPED)
    sanction.answer, sanction.answered_at, sanction.answered_by = answer.strip(), at, by
    sanction.save()
    if drops and sanction.fine_fen:
        _entered(sanction, Event.DROP_FINE, by=by, at=at)
    _recorded(sanction, "dropped" if drops else "objection_dismissed", by=by, at=at, reason=sanction.answer)
    return sanction


@transaction.atomic
def pay_fine(pk: int, *, bank_entry: str, by: User, at: datetime) -> Sanction:
    """The whole fine came in."""
    trail.await_turn()
    sanction, entry = queries.locked(pk), bank_entry.strip()
    if not sanction.fine_fen:
        raise PaymentRefused(_("This sanction knows no fine."))
    if not entry:
        raise PaymentRefused(_("Write the bank's number for the entry."), field="bank_entry")
    if queries.entry_used(entry):
        raise PaymentRefused(_("This entry of the bank was used already."), field="bank_entry")
    if sanction.objected_at and not sanction.answered_at:
        raise PaymentRefused(_("There is an objection: answer that."))
    _moved(sanction, N.PAID)
    sanction.bank_entry, sanction.paid_at, sanction.paid_by = entry, at, by
    sanction.save()
    _entered(sanction, Event.PAY_FINE, by=by, at=at)
    _recorded(sanction, "paid", by=by, at=at, entry=entry)
    return sanction
