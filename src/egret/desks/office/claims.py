"""Claims of every clause: facts beside their evidence, the computation while it is decided."""

from __future__ import annotations

from functools import partial
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
from egret.core.policy.evaluation import CaseRefused
from egret.desks.shared.access import needs
from egret.desks.shared.forms import VersionForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.reckoning import facts_shown, lines_of
from egret.journeys.claims import decide_claim
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.actions import claims as actions
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.errors import FactsRefused
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.states import ClaimState

from .claim_forms import DecideClaimForm
from .steps import step_of, taken
from .submissions import asked


class CheckClaimForm(VersionForm):
    passes = forms.TypedChoiceField(
        label=gettext_lazy("Facts and evidence"),
        choices=[("yes", gettext_lazy("In order")), ("no", gettext_lazy("Give back"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The enterprise reads it. Needed when you give the claim back."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GiveBackForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@needs(Permission.SEE_CASES)
def claims(request: HttpRequest) -> HttpResponse:
    state, text = request.GET.get("state", ""), asked(request)
    rows = queries.visible_to(request.user)
    if state in [*ClaimState]:
        rows = rows.filter(state=state)
    if text:
        rows = queries.search(rows, text)
    page = newest_first(rows, after_of(request))
    return render(
        request,
        "office/claims/list.html",
        {
            "page": page,
            "rows": queries.shown_in(page.rows),
            "state": state,
            "text": text,
            "states": [one for one in ClaimState if one != ClaimState.DRAFT],
        },
    )


@needs(Permission.SEE_CASES)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.CHECK_DISTRICT)
@step_of("office:claim")
def check_claim(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = CheckClaimForm(request.POST)
    if taken(form, partial(actions.check, pk, by=request.user, at=clock.now())):
        messages.info(request, _("Done. The enterprise sees it now."))
        return redirect("office:claim", pk)
    return _shown(request, pk, check_form=form)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:claim")
def give_claim_back(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = GiveBackForm(request.POST)
    if taken(form, partial(actions.give_back, pk, by=request.user, at=clock.now())):
        messages.info(request, _("Given back to the enterprise with your reason."))
        return redirect("office:claim", pk)
    return _shown(request, pk, back_form=form)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:claim")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = DecideClaimForm.of(found, request.POST)
    if form.is_valid():
        try:
            decide_claim(pk, form.decision(), by=request.user, at=clock.now())  # type: ignore[arg-type]
        except FactsRefused as refused:
            form.fault_reasons(refused.faults)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Decided. The enterprise sees it now."))
            return redirect("office:claim", pk)
    return _shown(request, pk, decide_form=form)


@require_POST
@needs(Permission.DECIDE_CLAIM)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What htmx asks while the officer types: the lines as they would be, or why there are none."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = DecideClaimForm.of(found, request.POST)
    form.is_valid()
    return render(request, "office/claims/computed.html", _computed(found, form))


def _computed(found: Any, form: DecideClaimForm | None) -> dict[str, Any]:
    clause = queries.clause_of(found)
    facts = queries.facts_of(found, clause) | (form.said_so_far() if form else {})
    case = queries.case_for(found, clause, facts)
    computed = queries.preview(case if form else case.at_best, at=clock.now())
    if isinstance(computed, CaseRefused):
        return {"refusal": refusal(computed), "lines": [], "settlement": None}
    return {"refusal": "", "lines": lines_of(computed.evaluation), "settlement": computed.settlement}


def _shown(
    request: HttpRequest,
    pk: int,
    *,
    check_form: CheckClaimForm | None = None,
    decide_form: DecideClaimForm | None = None,
    back_form: GiveBackForm | None = None,
) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    version = {"version": found.version}
    checks = user.may(Permission.CHECK_DISTRICT) and found.state == ClaimState.SUBMITTED
    decides = user.may(Permission.DECIDE_CLAIM) and found.state in (ClaimState.CHECKED, ClaimState.CONFIRMED)
    backs = decides and found.state == ClaimState.CHECKED
    deciding = (decide_form or DecideClaimForm.of(found)) if decides else None
    awards = list(queries.awards_of(found))
    posted = [form for form in (check_form, decide_form, back_form) if form]
    return render(
        request,
        "office/claims/one.html",
        {
            "claim": found,
            "clause": queries.clause_of(found),
            "facts": facts_shown(queries.stated_in(found)),
            "awards": queries.with_lines(awards),
            **(_computed(found, deciding if decide_form else None) if not awards or decides else NOTHING),
            "check_form": (check_form or CheckClaimForm(initial=version)) if checks else None,
            "decide_form": deciding,
            "back_form": (back_form or GiveBackForm(initial=version)) if backs else None,
            "refused": [] if checks or decides else posted,
        },
        status=422 if posted else 200,
    )


NOTHING: dict[str, Any] = {"refusal": "", "lines": [], "settlement": None}
