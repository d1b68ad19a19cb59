"""Money that less of is due after all: the latest stage is awarded anew, and what was paid too much comes back.

What nobody ordered yet is not paid out to be demanded back: it is withdrawn, its money set free, and what remains due
is awarded in its place. What is ordered runs its course; the recall's notice closes only when the payment has arrived,
and where it fails the recall is made once more, for what is left of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from egret.core.ledger.postings import Event
from egret.core.policy.clause import Value
from egret.core.policy.evaluation import CaseRefused
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.checks import award_refused
from egret.rooms.subsidy.errors import AwardRefused
from egret.rooms.subsidy.queries import recalls as queries
from egret.rooms.subsidy.queries.recalls import Grounds, Recall
from egret.rooms.subsidy.states import AwardState, Occasion
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury

from .award_stages import award_and_bind, bind, is_last

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award


@dataclass(frozen=True, slots=True)
class Correction:
    """What an officer found: the facts as they are, by label, why, and the paper that proves it.

    A revocation needs no facts. `proof` may be left out only where a withdrawn award is decided anew.
    """

    ground: str
    proof: Any = None
    facts: Mapping[str, Value] | None = None


@transaction.atomic
def cut(pk: int, found: Correction, *, by: User, at: datetime) -> Award:
    """审计核减: `pk` is the newest award of its case, as the officer saw it. Only what lowers it is taken."""
    return _demanded(pk, Occasion.AUDIT, found, by=by, at=at)


@transaction.atomic
def revoke(pk: int, found: Correction, *, by: User, at: datetime) -> Award:
    """撤销: nothing is due for this case any more, at this stage and at every later one."""
    return _demanded(pk, Occasion.REVOKED, found, by=by, at=at)


def _demanded(pk: int, occasion: Occasion, found: Correction, *, by: User, at: datetime) -> Award:
    trail.await_turn()
    award = _newest(pk)
    if occasion not in queries.reclaims(award):
        raise AwardRefused(_("The clause that this was awarded by says nothing of that."))
    if not found.ground.strip():
        raise AwardRefused(_("Say why: the enterprise will read it."), field="ground")
    if found.proof is None:
        raise AwardRefused(_("Attach what proves it."), field="proof")
    grounds = Grounds(occasion, award, found.ground.strip(), found.proof, found.facts)
    recall = queries.recall_of(award, grounds, at)
    if _back_fen(recall) <= 0 and not _ends(recall, award):
        raise AwardRefused(
            _(
                "With this nothing would come back: no less is due than before. An award is only ever cut here."
            )
        )
    return _recalled(recall, grounds.ground, by=by, at=at)


def _ends(recall: Recall, award: Award) -> bool:
    """A grant of which nothing was paid is revoked all the same, so that nothing follows; once."""
    anew = recall.case.anew
    return bool(anew) and anew.occasion == Occasion.REVOKED and not awarded.revoked(award)


def _newest(pk: int) -> Award:
    """The award that the officer looked at, locked, if nothing was awarded for its case since."""
    seen = awarded.locked(pk)
    newest = awarded.standing(seen).last()
    if newest is None or newest.pk != seen.pk:
        raise AwardRefused(
            _("Another award of this case was made while your page was open. Look at it anew.")
        )
    return queries.newest(seen)


def _back_fen(recall: Recall) -> int:
    try:
        return recall.back_fen
    except CaseRefused as refused:
        raise award_refused(refused) from None


def _recalled(recall: Recall, reason: str, *, by: User, at: datetime) -> Award:
    for award in reversed(recall.not_ordered):
        set_free(award, reason, by=by, at=at)
    return bind(subsidies.award_anew(recall, by=by, at=at), by=by, at=at)


def set_free(award: Award, reason: str, *, by: User, at: datetime) -> Award:
    """Withdraw what nobody ordered yet; its money is bound for its case no more."""
    if award.state == AwardState.CONFIRMED:
        treasury.draw_for(award, Event.UNDO_PAYABLE, by=by, at=at)
    withdrawn = subsidies.withdraw(award.pk, reason=reason, by=by, at=at)
    treasury.bind(withdrawn, last=is_last(withdrawn), by=by, at=at)
    return withdrawn


def demand_lower(winner: Award, *, by: User, at: datetime) -> list[Award]:
    """退低领高: `winner` stands, so every case that its computation asked back gives way. Runs in the caller's transaction.

    A case that stands higher than what was borne of the winner keeps its money: then nothing is lower.
    """
    return [
        _recalled(recall, _overtaken_by(winner), by=by, at=at)
        for loser in queries.overtaken_by(winner)
        if _back_fen(recall := queries.overtaken(loser, winner, at)) > 0
    ]


def _overtaken_by(winner: Award) -> str:
    """Kept with the award for everybody, so in the house's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(no)s stands higher for the same thing, and only the higher is paid.") % {"no": winner.no}


def payment_failed(award: Award, *, by: User, at: datetime) -> Award | None:
    """An ordered payment came back to be ordered again: an open recall of its case counts it no more."""
    newest = queries.newest(award)
    if newest.pk == award.pk or newest.state != AwardState.ON_NOTICE or newest.occasion == Occasion.STAGE:
        return None
    reason = newest.ground or _overtaken_by(newest.cause)
    return _recalled(queries.again(newest, at), reason, by=by, at=at)


@transaction.atomic
def decide_anew(pk: int, found: Correction, *, by: User, at: datetime) -> Award:
    """A contract's stage whose award an objection took back: the same event, with the facts as they are now decided."""
    trail.await_turn()
    award = awarded.locked(pk)
    if not queries.to_decide_anew(by).filter(pk=pk).exists():
        raise AwardRefused(_("This was decided anew already, or nothing of it was taken back."))
    if not found.ground.strip():
        raise AwardRefused(_("Say why: the enterprise will read it."), field="ground")
    grounds = Grounds(Occasion.STAGE, award, found.ground.strip(), found.proof, found.facts)
    return award_and_bind(queries.anew_of(award, grounds), by=by, at=at)
