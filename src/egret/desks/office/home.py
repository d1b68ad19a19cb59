from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from egret.base import clock
from egret.core.days import china_day
from egret.core.packs.model import by_id
from egret.desks.shared import words
from egret.desks.shared.access import needs
from egret.desks.shared.templatetags.egret import own
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.call import queries as calls
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission
from egret.rooms.project import queries as contracts
from egret.rooms.subsidy.queries import claims, recalls, shares
from egret.rooms.subsidy.queries import objections as award_objections
from egret.rooms.treasury import queries as orders

from . import promised
from .funds.day import piles_of_money
from .piles import FIRST, Pile, Task, pile


@needs(Permission.SEE_CASES)
def home(request: HttpRequest) -> HttpResponse:
    piles = [one for one in _piles(request.user) if one.count]
    user: Any = request.user
    balance = orders.balance() if user.may(Permission.PAY) else None
    return render(request, "office/home.html", {"piles": piles, "balance": balance})


def _piles(user: Any) -> Iterator[Pile]:
    """By what the role may do, in the order of the loop."""
    if user.may(Permission.CHECK_DISTRICT) or user.may(Permission.REVIEW_CITY):
        rows = calls.waiting_for(user)
        yield pile(_("Applications to check"), "office:submissions", rows, _submission, state="in_review")
    if user.may(Permission.CHECK_DISTRICT):
        rows = contracts.waiting_for(user)
        yield pile(_("Contracts to check"), "office:contracts", rows, _contract, state="confirmed")
    if user.may(Permission.CHECK_DISTRICT) or user.may(Permission.DECIDE_CLAIM):
        yield pile(_claims_title(user), "office:claims", claims.waiting_for(user), _claim)
    if user.may(Permission.DECIDE_CLAIM):
        rows = shares.to_confirm().exclude(proposed_by=user)
        yield pile(_("Shares of budget lines to confirm"), "office:shares", rows, _share)
    if user.may(Permission.PUBLISH):
        yield from _to_publish(user)
        rows = award_objections.waiting_for(user)
        yield pile(_("Objections to awards"), "office:award-objections", rows, _award_objection, state="open")
    if user.may(Permission.DECIDE_CLAIM):
        rows = recalls.to_decide_anew(user)
        yield pile(_("Awards to decide anew"), "office:awards", rows, _anew, state="withdrawn")
    if user.may(Permission.DECIDE_ACCEPTANCE):
        yield pile(
            _("Acceptances to assign or decide"),
            "office:acceptances",
            acceptances.waiting_for(user),
            _acceptance,
        )
    if user.may(Permission.PAY):
        yield from piles_of_money(user)
        yield from _at_the_bank(user)
    for title, page, rows, task, state in promised.waiting(user):
        yield pile(title, page, rows, lambda row, task=task: Task(*task(row)), state=state)
    if user.may(Permission.PAY):
        parts = tuple(Task(*told) for told in promised.paid_in_parts(user))
        url = reverse("office:awards") + "?state=recovery_due"
        yield Pile(_("Paid back in parts: what comes next"), url, len(parts), parts[:FIRST])
    if user.may(Permission.RELEASE_PACK):
        rows = city.to_release(user)
        yield pile(_("Packs to look at and release"), "office:pack-drafts", rows, _pack, state="proposed")


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
    yield pile(_("Objections to decide"), "office:objections", objections, _objection, state="open")
    run = tuple(Task(row.no, page, row.closes_at) for row in calls.due_notices(clock.now()))
    yield Pile(_("Notices that have run: publish the list"), page, len(run), run)


def _at_the_bank(user: Any) -> Iterator[Pile]:
    to_check, to_release = orders.batches_to_check(user.pk), orders.batches_to_release(user.pk)
    yield pile(_("Batches to check"), "office:batches", to_check, _batch, state="made")
    yield pile(_("Batches to release"), "office:batches", to_release, _batch, state="checked")
    yield pile(_("Batches that nobody answered"), "office:batches", orders.outbox(), _batch, state="unknown")
    yield pile(_("Differences with the bank"), "office:differences", orders.differences(), _difference)


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


def _share(row: Any) -> Task:
    name = own(shares.line_then(row).term)
    return Task(name, reverse("office:share", args=[row.line]), row.proposed_at, fen=row.wanted_fen)


def _award_objection(row: Any) -> Task:
    due, url = china_day(row.award.notice_closes_at), reverse("office:award-objection", args=[row.pk])
    return Task(row.award.enterprise.name, url, row.filed_at, due)


def _anew(row: Any) -> Task:
    url = reverse("office:award", args=[row.pk])
    return Task(row.enterprise.name, url, row.withdrawn_at, fen=row.delta_fen)


def _batch(row: Any) -> Task:
    return Task(row.no, reverse("office:batch", args=[row.pk]), row.made_at, fen=row.declared_fen)


def _difference(row: Any) -> Task:
    url = reverse("office:difference", args=[row.pk])
    return Task(words.of("difference", row.kind), url, row.found_at, fen=row.fen)
