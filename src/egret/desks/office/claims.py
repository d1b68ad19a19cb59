"""Claims at the office: the district checks facts and proof, the city decides below the ceiling and sees what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
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
from egret.core.policy.clause import Supplier
from egret.core.policy.evaluation import CaseRefused
from egret.desks.shared.access import needs
from egret.desks.shared.fact_forms import FactForm
from egret.desks.shared.forms import VersionForm, dress
from egret.desks.shared.paging import after_of
from egret.desks.shared.reckoning import ceilings_said, facts_shown, lines_of, moves_of
from egret.desks.shared.steps import done, step_of
from egret.journeys.claims import decide_claim
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims as actions
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.errors import FactsRefused
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.states import ClaimState

from .submissions import asked

_SHOWN = [state for state in ClaimState if state != ClaimState.DRAFT]


class CheckForm(VersionForm):
    passes = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Facts and proof are in order")), ("no", gettext_lazy("Give back"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when you give it back; the enterprise reads it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BackForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong"),
        help_text=gettext_lazy("The enterprise reads it and mends the claim."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecideForm(FactForm):
    """The facts that the officer decides, each with its reason where it lies below the ceiling."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    awards = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Award")), ("no", gettext_lazy("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, ceilings: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in self.facts.values():
            if fact.decided:
                self.fields[f"fact_{fact.id}"].help_text = ceilings.get(fact.term.label, "")
                self.fields[f"reason_{fact.id}"] = forms.CharField(
                    label=_("Reason"),
                    help_text=_("Needed below the ceiling; the enterprise reads it."),
                    required=False,
                )
        self.fields["reason"] = forms.CharField(
            label=_("Why it is refused"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        for field in self.fields.values():
            dress(field)

    def fault(self, faults: Mapping[str, str]) -> None:
        """What is wrong with a decided value is that its reason is missing."""
        for fact_id, fault in faults.items():
            name = f"reason_{fact_id}"
            self.add_error(name if name in self.fields else None, fault)

    def decision(self) -> Decision:
        said = self.cleaned_data
        reasons = {
            fact.term.label: said.get(f"reason_{fact.id}", "") for fact in self.facts.values() if fact.decided
        }
        return Decision(said["awards"], said["version"], said["reason"], self.said(), reasons)


@needs(Permission.SEE_CASES)
def claims(request: HttpRequest) -> HttpResponse:
    state, text = request.GET.get("state", ""), asked(request)
    rows = queries.visible_to(request.user)
    if state in _SHOWN:
        rows = rows.filter(state=state)
    if text:
        rows = queries.search(rows, text)
    page = newest_first(rows, after_of(request))
    return render(
        request,
        "office/claims/list.html",
        {"page": page, "rows": queries.shown_in(page.rows), "state": state, "text": text, "states": _SHOWN},
    )


@needs(Permission.SEE_CASES)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.CHECK_DISTRICT)
@step_of("office:claim")
def check_claim(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = CheckForm(request.POST)
    said = _("Done. The enterprise and the city see it now.")
    return done(request, form, actions.check, said, "office:claim", pk) or _shown(
        request, pk, check_form=form
    )


@needs(Permission.DECIDE_CLAIM)
@step_of("office:claim")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = _decide_form(found, request.POST)
    if form.is_valid():
        try:
            decide_claim(pk, form.decision(), by=request.user, at=clock.now())
        except FactsRefused as refused:
            form.fault(refused.faults)
            if not refused.faults:
                form.refuse(refused)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Decided. The award that follows is below."))
            return redirect("office:claim", pk)
    return _shown(request, pk, decide_form=form)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:claim")
def give_claim_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The city finds that the enterprise must mend something after all."""
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = BackForm(request.POST)
    said = _("Given back to the enterprise with your reason.")
    return done(request, form, actions.give_back, said, "office:claim", pk) or _shown(
        request, pk, back_form=form
    )


@needs(Permission.DECIDE_CLAIM)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the claim comes to with what is typed now; nothing is kept."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = _decide_form(found, request.POST or None)
    form.is_valid()
    said = form.said() if form.is_bound and hasattr(form, "cleaned_data") else {}
    return render(request, "office/claims/preview.html", _computed(found, said))


def _decide_form(found: Any, data: Any = None) -> DecideForm:
    case = _case(found, {})
    facts = [one.fact for one in queries.stated_in(found) if one.fact.given_by == Supplier.OFFICER]
    texts = awarded.ceiling_texts(case)
    initial = {f"fact_{fact.id}": texts[fact.id] for fact in facts if fact.id in texts} | {
        "version": found.version
    }
    return DecideForm(data, facts=facts, ceilings=ceilings_said(case.clause, texts), initial=initial)


def _case(found: Any, added: dict[str, Any]) -> Any:
    clause = queries.clause_of(found)
    return queries.case_for(found, clause, {**queries.facts_of(found, clause), **added})


def _computed(found: Any, added: dict[str, Any]) -> dict[str, Any]:
    computed = queries.preview(_case(found, added).at_best, at=clock.now())
    if isinstance(computed, CaseRefused):
        return {"refusal": refusal(computed), "lines": [], "settlement": None}
    return {"refusal": "", "lines": lines_of(computed), "settlement": moves_of(computed)}


def _shown(
    request: HttpRequest,
    pk: int,
    *,
    check_form: CheckForm | None = None,
    decide_form: DecideForm | None = None,
    back_form: BackForm | None = None,
) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    may_check = user.may(Permission.CHECK_DISTRICT) and found.state == ClaimState.SUBMITTED
    may_decide = user.may(Permission.DECIDE_CLAIM) and found.state in (
        ClaimState.CHECKED,
        ClaimState.CONFIRMED,
    )
    decide_form = decide_form or (_decide_form(found) if may_decide else None)
    may_give_back = may_decide and found.state == ClaimState.CHECKED
    awards = list(queries.awards_of(found))
    posted = (check_form, decide_form, back_form)
    refused = [
        form
        for form, shown in ((check_form, may_check), (decide_form, may_decide), (back_form, may_give_back))
        if form and form.errors and not shown
    ]
    return render(
        request,
        "office/claims/one.html",
        {
            "claim": found,
            "clause": queries.clause_of(found),
            "facts": facts_shown(queries.stated_in(found)),
            "check_form": (check_form or CheckForm(initial={"version": found.version}))
            if may_check
            else None,
            "decide_form": decide_form if may_decide else None,
            "back_form": (back_form or BackForm(initial={"version": found.version}))
            if may_give_back
            else None,
            "awards": awarded.with_lines(awards),
            "refused": refused,
            # An award that was withdrawn leaves the claim to be decided anew.
            "computes": may_decide or not awards,
            **(_computed(found, {}) if may_decide or not awards else {}),
        },
        status=422 if any(form and form.errors for form in posted) else 200,
    )
