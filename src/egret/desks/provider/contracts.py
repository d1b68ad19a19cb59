from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, VersionForm
from egret.desks.shared.paging import by_state
from egret.desks.shared.steps import done
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
    return render(
        request, "provider/list.html", by_state(request, queries.visible_to(request.user), ContractState)
    )


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
    said = _("Confirmed. The district checks the contract next.")
    return done(request, form, actions.confirm, said, "provider:contract", pk) or _shown(
        request, found, form, ReturnForm(initial={"version": found.version})
    )


@require_POST
@needs(Permission.CONFIRM_CONTRACT)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = ReturnForm(request.POST)
    said = _("Given back to the enterprise with your reason.")
    return done(request, form, actions.give_back, said, "provider:contract", pk) or _shown(
        request, found, VersionForm(initial={"version": found.version}), form
    )


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
