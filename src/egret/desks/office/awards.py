from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.award_facts import award_facts, reasons_said
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.letters import handed_out
from egret.desks.shared.paging import after_of
from egret.journeys import pay
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries
from egret.rooms.subsidy.queries import objections
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import queries as orders

from .rails import RailForm
from .steps import step_of, taken


@needs(Permission.SEE_CASES)
def awards(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*AwardState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(
        request,
        "office/awards/list.html",
        {
            "page": page,
            "rows": [(row, queries.clause_of(row).stage(row.stage)) for row in page.rows],
            "state": state,
            "states": [*AwardState],
        },
    )


@needs(Permission.SEE_CASES)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.SEE_CASES)
def letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    return handed_out(get_object_or_404(queries.visible_to(request.user), pk=pk), form)


@needs(Permission.PAY)
@step_of("office:award")
def make_order(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = RailForm(request.POST)
    if taken(form, partial(pay.make_order, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The order is made. Somebody else must check it."))
        return redirect("office:award", pk)
    return _shown(request, pk, form)


@needs(Permission.PAY)
@step_of("office:award")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = DeskForm(request.POST)
    if taken(form, partial(pay.take_back, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The money that came back is in the books."))
        return redirect("office:award", pk)
    return _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, refused: DeskForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    clause = queries.clause_of(found)
    return render(
        request,
        "office/awards/one.html",
        {
            "award": found,
            "clause": clause,
            "stage": clause.stage(found.stage),
            "owed_back_fen": -found.delta_fen,
            "release": city.pack_of(found.pack_sha),
            "facts": award_facts(found),
            "reasons": reasons_said(found),
            "objections": objections.of_award(found),
            "lines": queries.lines_of([found]),
            "recomputes": queries.recomputes(found),
            "orders": orders.of_awards([found.pk]),
            "rail_form": RailForm()
            if user.may(Permission.PAY) and found.state == AwardState.CONFIRMED
            else None,
            "recovers": found.state in (AwardState.RECOVERY_DUE, AwardState.RECOVERED),
            "may_take_back": user.may(Permission.PAY) and found.state == AwardState.RECOVERY_DUE,
            "sees_money": user.may(Permission.SEE_MONEY),
            "refused": refused,
        },
        status=422 if refused else 200,
    )
