from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.desks.shared.access import needs
from egret.desks.shared.forms import VersionForm
from egret.desks.shared.paging import by_state
from egret.desks.shared.steps import done, step_of
from egret.journeys.check_contract import check_contract as check_and_award
from egret.rooms.people.states import Permission
from egret.rooms.project import actions, queries
from egret.rooms.project.states import ContractState
from egret.rooms.subsidy import queries as awarded


class GiveBackForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The enterprise reads it: say what to change."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_CASES)
def contracts(request: HttpRequest) -> HttpResponse:
    page = by_state(request, queries.visible_to(request.user), ContractState)
    return render(request, "office/contracts/list.html", page)


@needs(Permission.SEE_CASES)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.CHECK_DISTRICT)
@step_of("office:contract")
def check_contract(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = VersionForm(request.POST)
    said = _("The contract is checked. The award that follows is below.")
    return done(request, form, check_and_award, said, "office:contract", pk) or _shown(
        request, pk, check_form=form
    )


@needs(Permission.CHECK_DISTRICT)
@step_of("office:contract")
def give_contract_back(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = GiveBackForm(request.POST)
    said = _("The contract went back to the enterprise.")
    return done(request, form, actions.give_back, said, "office:contract", pk) or _shown(
        request, pk, give_back_form=form
    )


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
