"""What waits for a finance officer beside orders: payments that came back, transfers, rules of shares, months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from egret.core.days import china_day
from egret.rooms.people.models import User

from ..models import ClosedMonth, PaymentOrder, Posting, Transfer
from ..states import OrderState
from .funds import Share, shares, transfers_to_decide
from .orders import visible_to

_ALIVE = (OrderState.MADE, OrderState.CHECKED, OrderState.SENT, OrderState.SETTLED)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the books, by its first day; `closed` where it is."""

    month: date
    closed: ClosedMonth | None

    @property
    def over_on(self) -> date:
        """The first day after it."""
        return next_month(self.month)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def came_back(user: User) -> QuerySet[PaymentOrder]:
    """What the bank rejected, the last try of each award, where nobody has ordered it again yet."""
    again = PaymentOrder.objects.filter(award=OuterRef("award"))
    again = again.filter(Q(state__in=_ALIVE) | Q(state=OrderState.REJECTED, pk__gt=OuterRef("pk")))
    return visible_to(user).filter(state=OrderState.REJECTED).exclude(Exists(again))


def transfers_for(user: User) -> QuerySet[Transfer]:
    """What somebody else asked for."""
    return transfers_to_decide().exclude(asked_by=user)


def shares_near_limit() -> list[Share]:
    return [share for share in shares() if share.standing.warns]


def months(today: date) -> list[Month]:
    """Every month from the first posting on that is over, newest first."""
    first = Posting.objects.aggregate(first=Min("posted_at"))["first"]
    closed = {one.month: one for one in ClosedMonth.objects.select_related("closed_by")}
    month = min(
        [*closed, *([china_day(first).replace(day=1)] if first else [])], default=today.replace(day=1)
    )
    found = []
    while month < today.replace(day=1):
        found.append(Month(month, closed.get(month)))
        month = next_month(month)
    return found[::-1]
