"""Objections against awards on notice: upheld, the award is withdrawn and decided anew; dismissed, its notice may close."""

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
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.journeys import award_objections as journeys
from egret.rooms.call.states import ObjectionState
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.queries import objections as queries

from .steps import step_of, taken


class ObjectionForm(DeskForm):
    uphold = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("yes", gettext_lazy("Uphold: the award is withdrawn and decided anew")),
            ("no", gettext_lazy("Dismiss")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever objected will read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_CASES)
def objections(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*ObjectionState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(
        request, "office/awards/objections.html", {"page": page, "state": state, "states": [*ObjectionState]}
    )


@needs(Permission.SEE_CASES)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:award-objection")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = ObjectionForm(request.POST)
    if taken(form, partial(journeys.decide_objection, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The objection is decided."))
        return redirect("office:award-objection", pk)
    return _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, form: ObjectionForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    may = user.may(Permission.DECIDE_CLAIM) and found.state == ObjectionState.OPEN
    return render(
        request,
        "office/awards/objection.html",
        {
            "objection": found,
            "form": (form or ObjectionForm()) if may else None,
            "refused": form if not may else None,
            # As on the notices' own page: those who decide and those who audit, not the district concerned.
            "sees_who": user.may(Permission.DECIDE_CLAIM) or user.may(Permission.SEE_TRAIL),
        },
        status=422 if form else 200,
    )
