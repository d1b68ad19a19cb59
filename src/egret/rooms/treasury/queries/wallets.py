"""Orders that go in conditional digital yuan. Everything about it is simulated."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from egret.core.packs.model import Deadline
from egret.rooms.city import queries as city

from ..models import PaymentOrder
from ..states import WITH_BANK, OrderState, Rail


def term() -> Deadline | None:
    """How long digital yuan waits for its condition; a pack that doesn't say offers none."""
    return next((one for one in city.pack().deadlines if one.id == "wallet"), None)


def offers_wallets() -> bool:
    return term() is not None


def _with_operator() -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(rail=Rail.ECNY, state__in=WITH_BANK).order_by("pk")


def wallets_to_fund() -> QuerySet[PaymentOrder]:
    """Released, and nobody knows yet whether the wallet was funded."""
    return _with_operator().filter(bank_reference="")


def wallets_over(on: date) -> QuerySet[PaymentOrder]:
    """Not released within its days: the money comes back."""
    return _with_operator().filter(expires_on__lt=on).exclude(bank_reference="")


def may_release_wallet(order: PaymentOrder) -> bool:
    return order.rail == Rail.ECNY and order.state == OrderState.SENT and bool(order.bank_reference)
