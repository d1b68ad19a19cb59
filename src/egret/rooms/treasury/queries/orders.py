from __future__ import annotations

import hashlib

import rfc8785
from django.db.models import QuerySet

from egret.rooms.files import queries as files
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award

from ..models import PaymentOrder, Redemption
from ..states import WITH_BANK, OrderState, Rail
from . import vouchers

S = OrderState
# What an order's payee, place in the books and case are told by.
WITH = (
    "award__enterprise",
    "award__provider",
    "award__claim",
    "redemption__provider",
    "redemption__voucher__enterprise",
)


def visible_to(user: User) -> QuerySet[PaymentOrder]:
    people = ("made_by", "checked_by", "released_by")
    rows = PaymentOrder.objects.select_related(
        "award__enterprise", "redemption__voucher__enterprise", *people
    )
    return rows.filter(awarded.scope(user, "award__") | vouchers.scope(user, "redemption__"))


def may_check(order: PaymentOrder, user: User) -> bool:
    return order.state == S.MADE and user.pk != order.made_by_id


def may_release(order: PaymentOrder, user: User) -> bool:
    return order.state == S.CHECKED and user.pk not in (order.made_by_id, order.checked_by_id)


def to_check(user: User) -> QuerySet[PaymentOrder]:
    """What this officer may check: made by somebody else."""
    return visible_to(user).filter(state=S.MADE).exclude(made_by=user)


def to_release(user: User) -> QuerySet[PaymentOrder]:
    """What this officer may release: made and checked by two others."""
    return visible_to(user).filter(state=S.CHECKED).exclude(made_by=user).exclude(checked_by=user)


def at_bank_for(user: User) -> QuerySet[PaymentOrder]:
    return visible_to(user).filter(state__in=WITH_BANK)


def at_bank() -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(state__in=WITH_BANK, rail=Rail.BANK).order_by("pk")


def locked(pk: int) -> PaymentOrder:
    rows = PaymentOrder.objects.select_for_update(of=("self",))
    return rows.select_related(*WITH).get(pk=pk)


def order_now(pk: int) -> PaymentOrder:
    return PaymentOrder.objects.get(pk=pk)


def of_awards(awards: list[int]) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(award__in=awards).order_by("pk")


def of_redemptions(redemptions: list[int]) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(redemption__in=redemptions).order_by("pk")


def proof_of_award(award: Award) -> str:
    """The hash of what an award rests on, read anew: its acceptance's proof, its contract's paper, or its claim's facts."""
    if award.acceptance_id:
        return _hash_of(award.acceptance.proof)
    if award.contract_id:
        return _hash_of(award.contract.paper)
    return hashlib.sha256(rfc8785.dumps(award.facts)).hexdigest()


def proof_of_redemption(redemption: Redemption) -> str:
    """The hash of the proof that the provider presented, read anew."""
    return _hash_of(redemption.proof)


def _hash_of(file: Attachment) -> str:
    return hashlib.sha256(files.content(file)).hexdigest()
