from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.forms import VersionForm
from egret.desks.shared.paging import after_of
from egret.journeys.check_contract import check_contract as check_and_award
from egret.rooms.people.states import Permission
from egret.rooms.project import actions, queries
from egret.rooms.project.states import ContractState
from egret.rooms.subsidy import queries as awarded

from .steps import step_of, taken


class GiveBackForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The enterprise reads it: say what to change."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_CASES)
def contracts(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*ContractState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(
        request, "office/contracts/list.html", {"page": page, "state": state, "states": [*ContractState]}
    )


@needs(Permission.SEE_CASES)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.CHECK_DISTRICT)
@step_of("office:contract")
def check_contract(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = VersionForm(request.POST)
    if taken(form, partial(check_and_award, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The contract is checked. The award that follows is below."))
        return redirect("office:contract", pk)
    return _shown(request, pk, check_form=form)


@needs(Permission.CHECK_DISTRICT)
@step_of("office:contract")
def give_contract_back(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = GiveBackForm(request.POST)
    if taken(form, partial(actions.give_back, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The contract went back to the enterprise."))
        return redirect("office:contract", pk)
    return _shown(request, pk, give_back_form=form)


def _shown(
    request: HttpRequest,
    pk: int,
    *,
    check_form: VersionForm | None = None,
    give_back_form: GiveBackForm | None = None,
) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    mine = user.may(Permission.CHECK_DISTRICT) and found.state == ContractState.CONFIRMED
    fresh, posted = {"version": found.version}, check_form or give_back_form
    return render(
        request,
        "office/contracts/one.html",
        {
            "contract": found,
            "costs": [
                (kind, found.costs[kind.id])
                for kind in awarded.clause_for(found).costs
                if kind.id in found.costs
            ],
            "check_form": (check_form or VersionForm(initial=fresh)) if mine else None,
            "give_back_form": (give_back_form or GiveBackForm(initial=fresh)) if mine else None,
            "refused": posted if not mine else None,
            "awards": awarded.with_lines(list(awarded.of_contract(found))),
        },
        status=422 if posted else 200,
    )
