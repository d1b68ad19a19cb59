"""Ratings that are repeated: the assessor sees what the enterprise says of itself, and not how it was rated first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.assessment_form import AssessmentForm
from egret.desks.shared.level import unverified
from egret.desks.shared.paging import after_of
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.actions import second as actions
from egret.rooms.assessment.queries import second as queries
from egret.rooms.assessment.states import Stage
from egret.rooms.people.states import Permission


class SecondForm(AssessmentForm):
    note = forms.CharField(
        label=gettext_lazy("What you saw that the answers don't tell"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.VISIT)
def seconds(request: HttpRequest) -> HttpResponse:
    page = newest_first(queries.visible_to(request.user), after_of(request))
    return render(request, "assessor/seconds.html", {"page": page})


@needs(Permission.VISIT)
def second(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    enterprise = row.first.enterprise
    own = assessments.latest(enterprise, Stage.AFTER) or assessments.latest(enterprise, Stage.BEFORE)
    form: Any = None
    if request.method == "POST":
        form = SecondForm(request.POST, beside=own)
        if form.is_valid():
            try:
                note = form.cleaned_data["note"]
                actions.rate_second(pk, form.answers(), note=note, by=request.user, at=clock.now())
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("Handed in. Thank you: it shows how far assessors agree."))
                return redirect("assessor:seconds")
    elif not row.rated_at:
        form = SecondForm(beside=own)
    return render(
        request,
        "assessor/second.html",
        {"row": row, "form": form, "open": not row.rated_at, "unverified": unverified()},
        status=422 if form and form.errors else 200,
    )
