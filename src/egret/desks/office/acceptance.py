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
from egret.core.policy.clause import ACCEPTANCE_DECIDED
from egret.core.reading import rate_of
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, VersionForm
from egret.desks.shared.paging import after_of
from egret.journeys.accept_and_award import accept_and_award
from egret.rooms.acceptance import actions, queries
from egret.rooms.acceptance.actions import Decision
from egret.rooms.acceptance.states import AcceptanceState
from egret.rooms.people import queries as people
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded


class AssignForm(VersionForm):
    assessor = forms.ChoiceField(label=gettext_lazy("Assessor"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people.assessors()}
        self.fields["assessor"].choices = [(pk, person.full_name) for pk, person in self.people.items()]

    def clean_assessor(self) -> Any:
        return self.people[self.cleaned_data["assessor"]]


class DecideForm(VersionForm):
    passes = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Pass")), ("no", gettext_lazy("Fail"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    decided_rate = forms.CharField(
        label=gettext_lazy("Decided rate"),
        help_text=gettext_lazy("At most the ceiling of the clause."),
        max_length=12,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when you decide against the assessor, or below the ceiling."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, decides_rate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not decides_rate:
            del self.fields["decided_rate"]

    def clean_decided_rate(self) -> Any:
        rate = rate_of(self.cleaned_data["decided_rate"].strip().replace("％", "%"))
        if rate is None:
            raise forms.ValidationError(_("Write a rate like 40%."))
        return rate


@needs(Permission.SEE_CASES)
def acceptances(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*AcceptanceState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(
        request, "office/acceptance/list.html", {"page": page, "state": state, "states": [*AcceptanceState]}
    )


@needs(Permission.SEE_CASES)
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return _shown(request, found, AssignForm(initial={"version": found.version}), _decide_form(found))


@needs(Permission.DECIDE_ACCEPTANCE)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = AssignForm(request.POST)
    if form.is_valid():
        try:
            actions.assign(pk, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("The visit is assigned."))
            return redirect("office:acceptance", pk)
    return _shown(request, found, form, _decide_form(found))


@needs(Permission.DECIDE_ACCEPTANCE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = _decide_form(found, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        decision, rate = (
            Decision(said["passes"], said["reason"].strip(), said["version"]),
            said.get("decided_rate"),
        )
        try:
            accept_and_award(pk, decision, decided_rate=rate, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Decided. The award that follows is below."))
            return redirect("office:acceptance", pk)
    return _shown(request, found, AssignForm(initial={"version": found.version}), form)


def _decide_form(found: Any, data: Any = None) -> DecideForm:
    """With the clause's ceiling as a proposal; without a rate where the clause leaves none to decide."""
    ceiling = awarded.ceiling_of(found.contract, ACCEPTANCE_DECIDED, "decided_rate")
    initial = {"decided_rate": ceiling, "version": found.version}
    decides = any(fact.id == "decided_rate" for fact in awarded.clause_for(found.contract).facts)
    return DecideForm(data, initial=initial, decides_rate=decides)


def _shown(request: HttpRequest, found: Any, assign_form: DeskForm, decide_form: DeskForm) -> HttpResponse:
    may: Any = request.user.may(Permission.DECIDE_ACCEPTANCE)  # type: ignore[union-attr]
    may_assign = may and found.state in ("requested", "reported")
    may_decide = may and found.state == "reported"
    forms_shown = ((assign_form, may_assign), (decide_form, may_decide))
    awards = list(awarded.of_contract(found.contract))
    return render(
        request,
        "office/acceptance/one.html",
        {
            "acceptance": found,
            "aspects": [(name, said["finding"], said["note"]) for name, said in found.aspects.items()],
            "assign_form": assign_form if may_assign else None,
            "decide_form": decide_form if may_decide else None,
            "refused": [form for form, shown in forms_shown if form.errors and not shown],
            "awards": awarded.with_lines(awards),
        },
        status=422 if assign_form.errors or decide_form.errors else 200,
    )
