from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from egret.base import clock
from egret.core.days import china_day
from egret.core.packs.model import by_id
from egret.desks.shared.access import needs
from egret.desks.shared.templatetags.egret import own
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.call import queries as calls
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission
from egret.rooms.project import queries as contracts
from egret.rooms.subsidy import queries as awards
from egret.rooms.subsidy.queries import claims
from egret.rooms.subsidy.queries import objections as award_objections
from egret.rooms.treasury import queries as orders

from . import promised

FIRST = 6


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    url: str
    since: datetime
    due: date | None = None
    fen: int | None = None

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < clock.today()


@dataclass(frozen=True, slots=True)
class Pile:
    """Tasks of one kind: how many there are, the oldest of them, where the rest is."""

    title: str
    url: str
    count: int
    tasks: tuple[Task, ...]


@needs(Permission.SEE_CASES)
def home(request: HttpRequest) -> HttpResponse:
    piles = [pile for pile in _piles(request.user) if pile.count]
    return render(request, "office/home.html", {"piles": piles})


def _pile(
    title: str, page: str, rows: QuerySet[Any], task: Callable[[Any], Task], *, state: str = ""
) -> Pile:
    oldest = list(rows.order_by("pk")[: FIRST + 1])
    count = len(oldest) if len(oldest) <= FIRST else rows.count()
    url = reverse(page) + (f"?state={state}" if state else "")
    return Pile(title, url, count, tuple(task(row) for row in oldest[:FIRST]))


def _piles(user: Any) -> Iterator[Pile]:
    """By what the role may do, in the order of the loop."""
    if user.may(Permission.CHECK_DISTRICT) or user.may(Permission.REVIEW_CITY):
        rows = calls.waiting_for(user)
        yield _pile(_("Applications to check"), "office:submissions", rows, _submission, state="in_review")
    if user.may(Permission.CHECK_DISTRICT):
        rows = contracts.waiting_for(user)
        yield _pile(_("Contracts to check"), "office:contracts", rows, _contract, state="confirmed")
    if user.may(Permission.CHECK_DISTRICT) or user.may(Permission.DECIDE_CLAIM):
        yield _pile(_claims_title(user), "office:claims", claims.waiting_for(user), _claim)
    if user.may(Permission.PUBLISH):
        yield from _to_publish(user)
        rows = award_objections.waiting_for(user)
        yield _pile(
            _("Objections to awards"), "office:award-objections", rows, _award_objection, state="open"
        )
    if user.may(Permission.DECIDE_ACCEPTANCE):
        yield _pile(
            _("Acceptances to assign or decide"),
            "office:acceptances",
            acceptances.waiting_for(user),
            _acceptance,
        )
    if user.may(Permission.PAY):
        yield from _to_pay(user)
    for title, page, rows, task, state in promised.waiting(user):
        yield _pile(title, page, rows, lambda row, task=task: Task(*task(row)), state=state)
    if user.may(Permission.PAY):
        late = tuple(Task(*told) for told in promised.overdue(user))
        url = reverse("office:awards") + "?state=recovery_due"
        yield Pile(_("Instalments overdue"), url, len(late), late[:FIRST])
    if user.may(Permission.RELEASE_PACK):
        rows = city.to_release(user)
        yield _pile(_("Packs to look at and release"), "office:pack-drafts", rows, _pack, state="proposed")


def _claims_title(user: Any) -> str:
    return _("Claims to check") if user.may(Permission.CHECK_DISTRICT) else _("Claims to decide")


def _to_publish(user: Any) -> Iterator[Pile]:
    page = reverse("office:notices")
    waiting = calls.waiting_by_batch()
    batches = tuple(
        Task(f"{own(by_id(city.pack().batches, batch).term)}: {count}", page, clock.now())
        for batch, count in waiting.items()
    )
    yield Pile(_("Approved, waiting for a notice"), page, sum(waiting.values()), batches)
    objections = calls.objections_waiting_for(user)
    yield _pile(_("Objections to decide"), "office:objections", objections, _objection, state="open")
    run = tuple(Task(row.no, page, row.closes_at) for row in calls.due_notices(clock.now()))
    yield Pile(_("Notices that have run: publish the list"), page, len(run), run)


def _to_pay(user: Any) -> Iterator[Pile]:
    to_pay, to_recover = awards.to_pay(user), awards.to_recover(user)
    yield _pile(_("Awards to pay"), "office:awards", to_pay, _award, state="confirmed")
    yield _pile(_("Money to recover"), "office:awards", to_recover, _award, state="recovery_due")
    yield _pile(_("Orders to check"), "office:orders", orders.to_check(user), _order, state="made")
    yield _pile(_("Orders to release"), "office:orders", orders.to_release(user), _order, state="checked")
    yield _pile(_("Orders at the bank"), "office:orders", orders.at_bank_for(user), _order, state="sent")


def _submission(row: Any) -> Task:
    since = max(filter(None, (row.submitted_at, row.last_checked_at)))
    return Task(row.enterprise.name, reverse("office:submission", args=[row.pk]), since, calls.due_on(row))


def _contract(row: Any) -> Task:
    return Task(row.enterprise.name, reverse("office:contract", args=[row.pk]), row.confirmed_at)


def _pack(row: Any) -> Task:
    return Task(row.title, reverse("office:pack-draft", args=[row.pk]), row.signed_at)


def _acceptance(row: Any) -> Task:
    since = row.reported_at or row.requested_at
    return Task(row.contract.enterprise.name, reverse("office:acceptance", args=[row.pk]), since)


def _objection(row: Any) -> Task:
    due = china_day(row.submission.notice.closes_at)
    return Task(row.submission.enterprise.name, reverse("office:objection", args=[row.pk]), row.filed_at, due)


def _claim(row: Any) -> Task:
    since = row.checked_at or row.answered_at or row.submitted_at
    return Task(row.enterprise.name, reverse("office:claim", args=[row.pk]), since)


def _award_objection(row: Any) -> Task:
    due, url = china_day(row.award.notice_closes_at), reverse("office:award-objection", args=[row.pk])
    return Task(row.award.enterprise.name, url, row.filed_at, due)


def _award(row: Any) -> Task:
    url = reverse("office:award", args=[row.pk])
    return Task(row.enterprise.name, url, row.confirmed_at, fen=row.delta_fen)


def _order(row: Any) -> Task:
    return Task(row.payee, reverse("office:order", args=[row.pk]), row.made_at, fen=row.fen)
