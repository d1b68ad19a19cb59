"""The finance officer's day: what waits, in the order in which money moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from egret.base import clock
from egret.core.days import CHINA
from egret.core.packs.model import by_id
from egret.core.policy.explaining import rate_text
from egret.desks.office.piles import FIRST, Pile, Task, pile
from egret.desks.shared.templatetags.egret import own
from egret.rooms.city import queries as city
from egret.rooms.subsidy import queries as awards
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.queries import day, recoveries

from .named import pot_said

# What is overdue comes first, what has no term last.
_BY_TERM = (F("pay_back_by").asc(nulls_last=True), "pk")


def piles_of_money(user: Any) -> Iterator[Pile]:
    yield _shares()
    yield pile(_("Orders to check"), "office:orders", orders.to_check(user), _order, state="made")
    yield pile(_("Orders to release"), "office:orders", orders.to_release(user), _order, state="checked")
    yield pile(
        _("Came back from the bank"), "office:orders", day.came_back(user), _came_back, state="rejected"
    )
    yield pile(_("Awards to pay"), "office:awards", awards.to_pay(user), _award, state="confirmed")
    # What is paid back by a plan has the plan's days, and a pile of its own.
    rows = awards.to_recover(user).exclude(pk__in=recoveries.in_force().values("award"))
    yield pile(_("Money to recover"), "office:awards", rows, _award, state="recovery_due", by=_BY_TERM)
    yield pile(
        _("Transfers to decide"), "office:transfers", day.transfers_for(user), _transfer, state="asked"
    )
    yield pile(_("Orders at the bank"), "office:orders", orders.at_bank_for(user), _order, state="sent")
    yield _months()


def _shares() -> Pile:
    near = day.shares_near_limit()
    tasks = tuple(
        Task(_share_said(one), reverse("office:funds"), None, fen=one.standing.room_fen) for one in near
    )
    return Pile(
        _("Rules of shares almost used up: what other purposes may still be given"),
        reverse("office:funds"),
        len(near),
        tasks,
    )


def _share_said(one: Any) -> str:
    pack = city.pack()
    return _("Of “%(source)s”, at least %(least)s is for “%(purpose)s”.") % {
        "source": own(by_id(pack.fund_sources, one.rule.fund_source).term),
        "least": rate_text(one.rule.at_least),
        "purpose": own(next(purpose.term for purpose in pack.purposes if purpose.id == one.rule.purpose)),
    }


def _months() -> Pile:
    """The oldest first, as they are closed."""
    url = reverse("office:months")
    open_ones = [one for one in reversed(day.months(clock.today())) if not one.closed]
    tasks = tuple(
        Task(f"{one.month:%Y-%m}", url, datetime.combine(one.over_on, time(0), CHINA))
        for one in open_ones[:FIRST]
    )
    return Pile(_("Months to close"), url, len(open_ones), tasks)


def _award(row: Any) -> Task:
    url = reverse("office:award", args=[row.pk])
    return Task(row.enterprise.name, url, row.confirmed_at, row.pay_back_by, fen=row.delta_fen)


def _order(row: Any) -> Task:
    return Task(row.payee, reverse("office:order", args=[row.pk]), row.made_at, fen=row.fen)


def _came_back(row: Any) -> Task:
    return Task(
        f"{row.payee} · {row.reason}", reverse("office:order", args=[row.pk]), row.answered_at, fen=row.fen
    )


def _transfer(row: Any) -> Task:
    name = f"{pot_said(row.from_purpose, row.from_policy)} → {pot_said(row.to_purpose, row.to_policy)}"
    return Task(name, reverse("office:transfer", args=[row.pk]), row.asked_at, fen=row.fen)
