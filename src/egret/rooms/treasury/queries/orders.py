from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta

import rfc8785
from django.db.models import Q, QuerySet

from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files import queries as files
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award

from ..models import PaymentOrder, Redemption
from ..states import WITH_BANK, OrderState, Rail
from . import vouchers

S = OrderState
MAY_COME_BACK = timedelta(days=10)
# What an order's payee, place in the books and case are told by, and who hears of it.
WITH = (
    "award__enterprise__organisation",
    "award__provider",
    "award__claim",
    "redemption__provider",
    "redemption__voucher__enterprise__organisation",
)


def visible_to(user: User) -> QuerySet[PaymentOrder]:
    people = ("made_by", "checked_by", "released_by")
    rows = PaymentOrder.objects.select_related(
        "award__enterprise", "redemption__voucher__enterprise", "batch", *people
    )
    return rows.filter(awarded.scope(user, "award__") | vouchers.scope(user, "redemption__"))


def may_check(order: PaymentOrder, user: User) -> bool:
    return order.state == S.MADE and not order.batch_id and user.pk != order.made_by_id


def may_release(order: PaymentOrder, user: User) -> bool:
    return (
        order.state == S.CHECKED
        and not order.batch_id
        and user.pk not in (order.made_by_id, order.checked_by_id)
    )


def to_check(user: User) -> QuerySet[PaymentOrder]:
    """What this officer may check: made by somebody else."""
    return visible_to(user).filter(state=S.MADE, batch=None).exclude(made_by=user)


def to_release(user: User) -> QuerySet[PaymentOrder]:
    """What this officer may release: made and checked by two others."""
    return visible_to(user).filter(state=S.CHECKED, batch=None).exclude(made_by=user).exclude(checked_by=user)


def at_bank_for(user: User) -> QuerySet[PaymentOrder]:
    return visible_to(user).filter(state__in=WITH_BANK)


def expects_mail(at: datetime) -> bool:
    """Whether something is at the bank, or arrived so lately that it may still come back."""
    lately = Q(state=S.SETTLED, answered_at__gte=at - MAY_COME_BACK)
    rows = PaymentOrder.objects.filter(rail=Rail.BANK)
    return rows.filter(Q(state__in=WITH_BANK) | lately).exists()


def locked(pk: int) -> PaymentOrder:
    rows = PaymentOrder.objects.select_for_update(of=("self",))
    return rows.select_related(*WITH).get(pk=pk)


def promised(award: Award) -> Counter[str]:
    """Fen by fund that orders of the same case hold before they are released: the books still show that money as payable."""
    same = PaymentOrder.objects.filter(award__contract=award.contract_id, award__claim=award.claim_id)
    return _held_by(same.filter(award__clause=award.clause))


def promised_to(redemption: Redemption) -> Counter[str]:
    """The same for a redeemed voucher: other services of one provider on it stand at one place in the books."""
    same = PaymentOrder.objects.filter(redemption__voucher=redemption.voucher_id)
    return _held_by(same.filter(redemption__provider=redemption.provider_id))


def _held_by(orders: QuerySet[PaymentOrder]) -> Counter[str]:
    rows = orders.filter(state__in=[S.MADE, S.CHECKED])
    return sum(map(Counter, rows.values_list("parts", flat=True)), Counter[str]())


def order_now(pk: int) -> PaymentOrder:
    return PaymentOrder.objects.get(pk=pk)


def came_back(enterprise: Enterprise) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(award__enterprise=enterprise, state=S.RETURNED).order_by("pk")


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
