"""The enterprise's digital level: assessed by itself, taken over from a visit, its results apart from each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.core.maturity.numbers import contradictions
from egret.desks.shared.access import needs
from egret.desks.shared.assessment_form import AssessmentForm, initial_of
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.level import given_name, unverified
from egret.desks.shared.results import result_shown, sentences, standings
from egret.desks.shared.resuming import COOKIE, code_in, source_of
from egret.journeys.take_over_assessment import take_over as taken_over
from egret.rooms.assessment import actions, queries
from egret.rooms.assessment.checks import folded, grouped
from egret.rooms.assessment.queries import plans, visitors
from egret.rooms.assessment.queries.peers import Firm
from egret.rooms.assessment.states import Stage
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.project import queries as projects


@needs(Permission.OWN_FILE)
def assess(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    contract = projects.of_enterprise(enterprise)
    stage = Stage.AFTER if contract and contract.state == "checked" else Stage.BEFORE
    earlier = queries.latest(enterprise, stage) or queries.latest(enterprise, Stage.BEFORE)
    form = AssessmentForm(request.POST or None, initial=initial_of(earlier) if earlier else {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.assess(enterprise, form.answers(), stage=stage, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Your answers are kept. This is what they come to."))
            return redirect("enterprise:level")
    return render(
        request,
        "enterprise/assess.html",
        {"form": form, "stage": stage, "earlier": earlier, "unverified": unverified()},
        status=422 if form.errors else 200,
    )


def shown_of(request: HttpRequest, enterprise: Any) -> Any:
    """The result that the address names by its stage, or the newest self-assessment, or the one on site."""
    found = queries.latest_by_stage(enterprise)
    wanted = request.GET.get("stage", "")
    stage = next((one for one in (Stage.AFTER, Stage.BEFORE, Stage.ON_SITE) if one in found), None)
    if wanted in found:
        stage = Stage(wanted)
    return queries.latest(enterprise, stage) if stage else None


@needs(Permission.OWN_FILE)
def level(request: HttpRequest) -> HttpResponse:
    """One result in full; beside it the others, each with its day, never mixed."""
    enterprise = enterprises.of_user(request.user)
    assessment = shown_of(request, enterprise)
    if not assessment:
        return redirect("enterprise:assess")
    measure, answers = queries.measure(), queries.answers_of(assessment)
    facts = visitors.numbers(assessment.facts)
    firm = Firm(
        enterprise.industry_code,
        enterprise.size_class,
        enterprise.district,
        assessment.level,
        enterprise=enterprise.pk,
    )
    found = contradictions(measure.standard, measure.rules, answers.choices, answers.scenes, facts)
    return render(
        request,
        "enterprise/level.html",
        {
            **result_shown(measure, answers),
            "assessment": assessment,
            "contradictions": sentences(found),
            "results": queries.latest_by_stage(enterprise),
            "earlier": [(given_name(row.standard), row) for row in plans.earlier_results(enterprise)],
            "peers": standings(firm),
            "least_peers": visitors.rules().least_peers,
            "plan": plans.latest(enterprise),
        },
    )


class TakeOverForm(DeskForm):
    code = forms.CharField(
        label=gettext_lazy("Resume code"),
        help_text=gettext_lazy("16 letters and digits; dashes and small letters don't matter."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@needs(Permission.OWN_FILE)
def take_over(request: HttpRequest) -> HttpResponse:
    """What was answered without an account becomes the enterprise's own; this device may still know the code."""
    user: Any = request.user
    enterprise = enterprises.of_user(user)
    known = folded(code_in(request))
    initial = {"code": grouped(known) if known else ""}
    form = TakeOverForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            taken_over(code, enterprise, source=source_of(request), by=user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Taken over. This is what your answers come to."))
            answer = redirect("enterprise:level")
            if known == folded(code):
                answer.delete_cookie(COOKIE)
            return answer
    return render(
        request, "enterprise/level/take_over.html", {"form": form}, status=422 if form.errors else 200
    )
