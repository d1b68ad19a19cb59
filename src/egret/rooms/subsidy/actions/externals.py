from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.money import yuan
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..errors import ClaimRefused
from ..models import ExternalAward, ExternalReturn
from ..queries import externals as queries
from ..queries.documents import folded


@dataclass(frozen=True, slots=True)
class Received:
    """Money from another policy; `external` is that policy's id in the pack, `invoices` the numbers that it was paid for."""

    external: str
    fen: int
    received_on: date
    evidence: Attachment
    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """What the enterprise gave back of it, to the office that paid it."""

    fen: int
    returned_on: date
    evidence: Attachment


@transaction.atomic
def give_back(pk: int, returned: Returned, *, by: User, at: datetime) -> ExternalReturn:
    """From now on it counts as received no more."""
    trail.await_turn()
    trail.await_turn()
    award = queries.locked(pk)
    left = award.fen - queries.given_back_fen(award)
    if returned.fen <= 0:
        raise ClaimRefused(_("Write an amount above zero."), field="fen")
    if returned.fen > left:
        raise ClaimRefused(
            _("Only ¥%(left)s of it is left to give back.") % {"left": yuan(left)}, field="fen"
        )
    if not award.received_on <= returned.returned_on <= china_day(at):
        raise ClaimRefused(_("Money goes back after it came, and not in the future."), field="returned_on")
    made = ExternalReturn.objects.create(
        award=award,
        fen=returned.fen,
        returned_on=returned.returned_on,
        evidence=returned.evidence,
        recorded_at=at,
        recorded_by=by,
    )
    trail.record(
        verb="external.given_back",
        subject=f"external:{award.pk}",
        case=award.enterprise.case,
        by=by.actor,
        at=at,
        body={
            "external": award.external,
            "fen": made.fen,
            "returned_on": made.returned_on.isoformat(),
            "evidence": returned.evidence.sha256,
        },
    )
    return made


@transaction.atomic
def record(enterprise: Enterprise, received: Received, *, by: User, at: datetime) -> ExternalAward:
    """Declared by the enterprise itself, or entered by an officer who found it."""
    if received.external not in {policy.id for policy in queries.policies()}:
        raise ClaimRefused(_("Choose from what is offered."), field="external")
    if received.fen <= 0:
        raise ClaimRefused(_("Write an amount above zero."), field="fen")
    if received.received_on > china_day(at):
        raise ClaimRefused(_("Money can't have come in the future."), field="received_on")
    invoices = sorted({folded(no) for no in received.invoices} - {""})
    if received.external in queries.by_invoice() and not invoices:
        raise ClaimRefused(_("Write the numbers of the invoices that it was paid for."), field="invoices")
    made = ExternalAward.objects.create(
        enterprise=enterprise,
        external=received.external,
        fen=received.fen,
        received_on=received.received_on,
        invoices=invoices,
        evidence=received.evidence,
        recorded_at=at,
        recorded_by=by,
    )
    trail.record(
        verb="external.recorded",
        subject=f"external:{made.pk}",
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={
            "external": made.external,
            "fen": made.fen,
            "received_on": made.received_on.isoformat(),
            "evidence": received.evidence.sha256,
            **({"invoices": invoices} if invoices else {}),
        },
    )
    return made
