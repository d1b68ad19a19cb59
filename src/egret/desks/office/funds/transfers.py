"""Transfers between the pots of a fund: one officer asks, another decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import step_of, taken
from egret.rooms.people.states import Permission
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.states import TransferState

from .forms import DecideForm
from .named import pot_said


@needs(Permission.SEE_MONEY)
def transfers(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.transfers()
    if state in [*TransferState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    context = {
        "page": page,
        "rows": [(row, *pots_said(row)) for row in page.rows],
        "state": state,
        "states": [*TransferState],
    }
    return render(request, "office/funds/transfers.html", context)


def pots_said(row: Any) -> tuple[str, str]:
    return pot_said(row.from_purpose, row.from_policy), pot_said(row.to_purpose, row.to_policy)


@needs(Permission.SEE_MONEY)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.PAY)
@step_of("office:transfer")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.transfers(), pk=pk)
    form = DecideForm(request.POST)

    def act(agrees: str) -> None:
        by: Any = request.user
        actions.decide_transfer(pk, agrees=agrees == "yes", by=by, at=clock.now())

    if taken(form, act):
        agreed = form.cleaned_data["agrees"] == "yes"
        messages.info(
            request, _("Agreed: the money is moved.") if agreed else _("Refused: nothing is moved.")
        )
        return redirect("office:transfer", pk)
    return _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, refused: DeskForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.transfers(), pk=pk)
    user: Any = request.user
    here, there = pots_said(found)
    waits = user.may(Permission.PAY) and found.state == TransferState.ASKED
    context = {
        "transfer": found,
        "here": here,
        "there": there,
        "may_decide": waits and found.asked_by_id != user.pk,
        "asked_it": waits and found.asked_by_id == user.pk,
        "refused": refused,
    }
    return render(request, "office/funds/transfer.html", context, status=422 if refused else 200)
