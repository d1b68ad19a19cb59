"""Claims at the office: the district checks facts and proof, the city decides below the ceiling and sees what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
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
from egret.desks.shared.documents import sections
from egret.desks.shared.fact_forms import FactForm
from egret.desks.shared.forms import VersionForm, dress
from egret.desks.shared.paging import after_of
from egret.desks.shared.reckoning import ceilings_said, facts_shown, lines_of, moves_of
from egret.desks.shared.steps import done, step_of, taken
from egret.journeys.claims import decide_claim
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims as actions
from egret.rooms.subsidy.actions import documents
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.errors import FactsRefused
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.queries import shares
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


class StrikeForm(VersionForm):
    """Over one document of the claim."""

    reason = forms.CharField(max_length=1000, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, document: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document


class BackForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong"),
        help_text=gettext_lazy("The enterprise reads it and mends the claim."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApprovalForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("Why the approval is taken back"),
        help_text=gettext_lazy("The enterprise reads it; the claim is decided anew."),
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
        """What is wrong with a decided value is that its reason is missing; with another fact, that it is."""
        for fact_id, fault in faults.items():
            names = [name for name in (f"reason_{fact_id}", f"fact_{fact_id}") if name in self.fields]
            self.add_error(names[0] if names else None, fault)

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
            messages.info(request, _("Decided. What follows is below."))
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


@needs(Permission.STRIKE_DOCUMENT)
def strike_document(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """One document counts no more; what the claim comes to is reckoned anew at once."""
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("office:claim", pk)
    form = StrikeForm(request.POST, document=document)
    if taken(form, partial(documents.strike, pk, document, by=request.user, at=clock.now())):
        messages.info(request, _("Struck. The sum is reckoned anew; the enterprise reads why."))
        return redirect("office:claim", pk)
    return _shown(request, pk, strike_form=form)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:claim")
def take_back_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """An approved claim no longer waits for its line to be shared."""
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = ApprovalForm(request.POST)
    said = _("Taken back. The claim waits for a decision again.")
    return done(request, form, actions.take_back_approval, said, "office:claim", pk) or _shown(
        request, pk, approval_form=form
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


def _shown(request: HttpRequest, pk: int, **bound: Any) -> HttpResponse:
    """The claim with every form that may be filled in now; `bound` are those that came back with something to mend."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    clause = queries.clause_of(found)
    decides = user.may(Permission.DECIDE_CLAIM)
    may_decide = decides and found.state in (ClaimState.CHECKED, ClaimState.CONFIRMED)
    version = {"version": found.version}
    fresh: dict[str, Any] = {}
    if user.may(Permission.CHECK_DISTRICT) and found.state == ClaimState.SUBMITTED:
        fresh["check_form"] = CheckForm(initial=version)
    if may_decide:
        fresh["decide_form"] = _decide_form(found)
    if may_decide and found.state == ClaimState.CHECKED:
        fresh["back_form"] = BackForm(initial=version)
    if decides and found.state == ClaimState.APPROVED:
        fresh["approval_form"] = ApprovalForm(initial=version)
    may_strike = documents.may_strike(user, found)
    offered = {name: bound.get(name, form) for name, form in fresh.items()}
    shown = {*offered, *(["strike_form"] if may_strike else [])}
    awards = list(queries.awards_of(found))
    # An award that was withdrawn leaves the claim to be decided anew.
    computes = may_decide or found.state == ClaimState.APPROVED or not awards
    return render(
        request,
        "office/claims/one.html",
        {
            "claim": found,
            "clause": clause,
            "facts": facts_shown(queries.stated_in(found)),
            **offered,
            "sections": sections(
                found, clause, queries.facts_of(found, clause), twins=user.may(Permission.SEE_CASES)
            ),
            "strikes": {"version": found.version, "form": bound.get("strike_form")} if may_strike else None,
            "awards": awarded.with_lines(awards),
            "refused": [form for name, form in bound.items() if form.errors and name not in shown],
            "computes": computes,
            **(_computed(found, {}) if computes else {}),
            **_shared(found, waits=may_decide),
            "sees_money": user.may(Permission.SEE_MONEY),
        },
        status=422 if any(form.errors for form in bound.values()) else 200,
    )


def _shared(found: Any, *, waits: bool) -> dict[str, Any]:
    """The line that the claim would wait for or waits for, and what it asks of it."""
    approved = found.state == ClaimState.APPROVED
    line = shares.line_for(found, clock.now()) if waits or approved else None
    return {"line": line, "want_fen": shares.want_of(found, clock.now()) if approved else None}
