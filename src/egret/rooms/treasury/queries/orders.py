from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award

from ..models import PaymentOrder
from ..states import WITH_BANK, OrderState

S = OrderState
MAY_COME_BACK = timedelta(days=10)


def visible_to(user: User) -> QuerySet[PaymentOrder]:
    rows = PaymentOrder.objects.select_related(
        "award__enterprise", "batch", "made_by", "checked_by", "released_by"
    )
    return rows.filter(awarded.scope(user, "award__"))


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
    return PaymentOrder.objects.filter(Q(state__in=WITH_BANK) | lately).exists()


def locked(pk: int) -> PaymentOrder:
    rows = PaymentOrder.objects.select_for_update(of=("self",))
    return rows.select_related("award__enterprise", "award__provider", "award__claim").get(pk=pk)


def promised(award: Award) -> Counter[str]:
    """Fen by fund that orders of the same case hold before they are released: the books still show that money as payable."""
    same = PaymentOrder.objects.filter(award__contract=award.contract_id, award__claim=award.claim_id)
    rows = same.filter(award__clause=award.clause, state__in=[S.MADE, S.CHECKED])
    return sum(map(Counter, rows.values_list("parts", flat=True)), Counter[str]())


def order_now(pk: int) -> PaymentOrder:
    return PaymentOrder.objects.get(pk=pk)


def came_back(enterprise: Enterprise) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(award__enterprise=enterprise, state=S.RETURNED).order_by("pk")


def of_awards(awards: list[int]) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(award__in=awards).order_by("pk")
