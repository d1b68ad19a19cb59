from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, VersionForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.templatetags.egret import own
from egret.rooms.people.states import Permission
from egret.rooms.project import actions, queries
from egret.rooms.project.states import ContractState
from egret.rooms.subsidy import queries as awarded


class ReturnForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong"),
        help_text=gettext_lazy("The enterprise reads it and mends the contract."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.CONFIRM_CONTRACT)
def contracts(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*ContractState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(request, "provider/list.html", {"page": page, "state": state, "states": [*ContractState]})


@needs(Permission.CONFIRM_CONTRACT)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    version = {"version": found.version}
    return _shown(request, found, VersionForm(initial=version), ReturnForm(initial=version))


@require_POST
@needs(Permission.CONFIRM_CONTRACT)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm(pk, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Confirmed. The district checks the contract next."))
            return redirect("provider:contract", pk)
    return _shown(request, found, form, ReturnForm(initial={"version": found.version}))


@require_POST
@needs(Permission.CONFIRM_CONTRACT)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.give_back(pk, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Given back to the enterprise with your reason."))
            return redirect("provider:contract", pk)
    return _shown(request, found, VersionForm(initial={"version": found.version}), form)


def _shown(request: HttpRequest, found: Any, confirm_form: DeskForm, return_form: DeskForm) -> HttpResponse:
    names = {kind.id: own(kind.term) for kind in awarded.clause_for(found).costs}
    refused = bool(confirm_form.errors or return_form.errors)
    return render(
        request,
        "provider/one.html",
        {
            "contract": found,
            "costs": [(names.get(kind, kind), fen) for kind, fen in found.costs.items()],
            "waits": found.state == ContractState.FILED,
            "confirm_form": confirm_form,
            "return_form": return_form,
        },
        status=422 if refused else 200,
    )
