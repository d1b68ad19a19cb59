"""Digital yuan under a condition, simulated: released by the third person, funded, and then paid out or called back.

An order is one amount: it is released whole or recalled whole, so that released and recalled always sum to funded.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day, deadline
from egret.core.ledger.postings import Event
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import PaymentRefused
from ..models import PaymentOrder
from ..queries import wallets
from ..states import WITH_BANK, OrderState, Rail
from .batches import entry_of
from .books import enter_all

S = OrderState


def release_wallet(order: PaymentOrder, *, by: User, at: datetime) -> None:
    """Inside the release of an order: the money is on its way, and nobody has been asked to hold it yet."""
    term = wallets.term()
    if term is None:
        raise PaymentRefused(
            _(
                "The pack does not say how long (simulated) digital yuan waits for its condition: pay by the bank."
            )
        )
    order.released_at, order.released_by = at, by
    order.expires_on = deadline(china_day(at), term.days, term.unit)
    order.save()
    enter_all([entry_of(Event.ORDER, order)], by=by, at=at)


@transaction.atomic
def begin_funding(pk: int, *, by: User, at: datetime) -> PaymentOrder:
    """Written down before it is tried: from here on nobody knows, until the operator says."""
    order = _held(pk)
    if order.bank_reference:
        raise PaymentRefused(_("This order has moved on already: this step is no longer open."))
    if order.state == S.SENT:
        order.state = S.UNKNOWN
        order.save()
    _recorded(order, "handed_over", by=by, at=at)
    return order


@transaction.atomic
def keep_funded(pk: int, reference: str, *, by: User, at: datetime) -> PaymentOrder:
    """The operator holds the money for the payee."""
    order = _held(pk)
    if order.bank_reference == reference and order.state == S.SENT:
        return order
    order.state, order.bank_reference = S.SENT, reference
    order.save()
    _recorded(order, "funded", by=by, at=at, reference=reference)
    return order


def _held(pk: int) -> PaymentOrder:
    trail.await_turn()
    order = queries.locked(pk)
    if order.rail != Rail.ECNY or order.state not in WITH_BANK:
        raise PaymentRefused(_("This order has moved on already: this step is no longer open."))
    return order


def _recorded(order: PaymentOrder, verb: str, *, by: User, at: datetime, **body: str) -> None:
    trail.record(
        verb=f"wallet.{verb}",
        subject=f"order:{order.pk}",
        case=order.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": order.no, "state": order.state, "proof": order.proof_sha, **body},
    )
