"""Objections at the office, whatever they are against: listed, looked at, decided with a reason that the objector reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import by_state
from egret.desks.shared.steps import done
from egret.rooms.call.states import ObjectionState
from egret.rooms.people.states import Permission


@dataclass(frozen=True, slots=True)
class Against:
    """What the objections are against: whose rows they are, who decides and what upholding does."""

    rows: Callable[[Any], Any]
    decide: Callable[..., object]
    permission: Permission
    upheld: Any  # said when the page is shown, in its reader's language
    page: str
    template: str


class ObjectionForm(DeskForm):
    uphold = forms.TypedChoiceField(
        label=gettext_lazy("Decision"), coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever objected will read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, against: Against, *args: Any) -> None:
        super().__init__(*args)
        uphold: Any = self.fields["uphold"]
        uphold.choices = [("yes", against.upheld), ("no", _("Dismiss"))]


def listed(request: HttpRequest, against: Against, template: str) -> HttpResponse:
    return render(request, template, by_state(request, against.rows(request.user), ObjectionState))


def decided(request: HttpRequest, against: Against, pk: int) -> HttpResponse:
    get_object_or_404(against.rows(request.user), pk=pk)
    form = ObjectionForm(against, request.POST)
    said = _("The objection is decided.")
    return done(request, form, against.decide, said, against.page, pk) or shown(request, against, pk, form)


def shown(request: HttpRequest, against: Against, pk: int, form: ObjectionForm | None = None) -> HttpResponse:
    found = get_object_or_404(against.rows(request.user), pk=pk)
    user: Any = request.user
    decides = user.may(against.permission) and found.state == ObjectionState.OPEN
    return render(
        request,
        against.template,
        {
            "objection": found,
            # Who objects is told to those who decide and those who audit, not to the district concerned.
            "sees_who": user.may(against.permission) or user.may(Permission.SEE_TRAIL),
            "form": (form or ObjectionForm(against)) if decides else None,
            "refused": form if not decides else None,
        },
        status=422 if form else 200,
    )
