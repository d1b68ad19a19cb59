"""A level that an earlier edition gave: entered as the paper says it, never converted."""

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
from egret.core.maturity.standard import LEVELS
from egret.desks.shared import words
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DayField, DeskForm
from egret.desks.shared.level import given_name
from egret.rooms.assessment import queries
from egret.rooms.assessment.actions import earlier
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission


class EarlierForm(DeskForm):
    standard = forms.ChoiceField(label=gettext_lazy("Edition and table"))
    level = forms.TypedChoiceField(label=gettext_lazy("Level"), coerce=int)
    given_on = DayField(label=gettext_lazy("Day of the result"))
    source = forms.CharField(
        label=gettext_lazy("Paper that says so"),
        help_text=gettext_lazy("Its title, number and issuer."),
        max_length=earlier.SOURCE_MAX,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [(one, given_name(one)) for one in sorted(queries.registry().given)]
        self.fields["level"].choices = [(level, words.of("level", level)) for level in range(LEVELS + 1)]

    def given(self) -> earlier.AsGiven:
        return earlier.AsGiven(**{name: self.cleaned_data[name] for name in self.fields})


@needs(Permission.RECORD_LEVEL)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    enterprise = get_object_or_404(enterprises.visible_to(user), pk=pk)
    form = EarlierForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            earlier.record(enterprise, form.given(), by=user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(
                request, _("Entered as given. It stands beside the other results and counts for none.")
            )
            return redirect("office:case", pk)
    return render(
        request,
        "office/levels/earlier.html",
        {"form": form, "enterprise": enterprise},
        status=422 if form.errors else 200,
    )
