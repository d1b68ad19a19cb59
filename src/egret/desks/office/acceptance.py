from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.policy.clause import ACCEPTANCE_DECIDED
from egret.core.reading import rate_of
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, VersionForm
from egret.desks.shared.paging import by_state
from egret.desks.shared.steps import done
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
    page = by_state(request, queries.visible_to(request.user), AcceptanceState)
    return render(request, "office/acceptance/list.html", page)


@needs(Permission.SEE_CASES)
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return _shown(request, found, AssignForm(initial={"version": found.version}), _decide_form(found))


@needs(Permission.DECIDE_ACCEPTANCE)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = AssignForm(request.POST)
    said = _("The visit is assigned.")
    return done(request, form, actions.assign, said, "office:acceptance", pk) or _shown(
        request, found, form, _decide_form(found)
    )


@needs(Permission.DECIDE_ACCEPTANCE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = _decide_form(found, request.POST)
    said = _("Decided. The award that follows is below.")
    return done(request, form, _decided, said, "office:acceptance", pk) or _shown(
        request, found, AssignForm(initial={"version": found.version}), form
    )


def _decided(
    pk: int, *, passes: bool, reason: str, version: int, decided_rate: Any = None, **now: Any
) -> None:
    accept_and_award(pk, Decision(passes, reason.strip(), version), decided_rate=decided_rate, **now)


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
