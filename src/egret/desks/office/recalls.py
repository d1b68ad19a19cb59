"""Money that is to come back: a cut after an audit, a revocation; and a contract's stage that is decided anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.core.policy.clause import Value
from egret.core.policy.evaluation import CaseRefused
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept_or_before
from egret.desks.shared.fact_forms import FactForm, shown_in_field
from egret.desks.shared.forms import dress
from egret.desks.shared.reckoning import ceilings_said, lines_of, moves_of
from egret.journeys import recalls as journeys
from egret.journeys.recalls import Correction
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.errors import FactsRefused
from egret.rooms.subsidy.queries import recalls as queries
from egret.rooms.subsidy.queries.recalls import Grounds
from egret.rooms.subsidy.states import Occasion


class CorrectionForm(FactForm):
    """The facts as they are, why, and the paper that proves it; a revocation has no facts."""

    ground = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The enterprise reads it, and so does whoever looks at the award later."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = forms.FileField(
        label=gettext_lazy("Proof"), help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."), required=False
    )

    def __init__(self, *args: Any, award: Any, measured: bool = False, **kwargs: Any) -> None:
        facts = queries.facts_to_correct(award, measured=measured)
        self.kept: dict[str, Value] = awarded.from_plain(awarded.clause_of(award), award.facts)
        initial = {f"fact_{fact.id}": shown_in_field(fact, self.kept.get(fact.term.label)) for fact in facts}
        super().__init__(*args, facts=facts, initial=initial, **kwargs)
        ceilings = ceilings_said(awarded.clause_of(award), awarded.ceiling_texts(awarded.case_of(award)))
        for name, fact in self.facts.items():
            if fact.decided and fact.term.label in ceilings:
                self.fields[name].help_text = ceilings[fact.term.label]
        self.order_fields([*self.facts, "ground", "proof"])
        for name in ("ground", "proof"):
            dress(self.fields[name])

    def corrected(self) -> dict[str, Value]:
        """Every fact of the award by label, with what is typed in its place; an emptied field is no fact."""
        asked = {fact.term.label for fact in self.facts.values()}
        said = self.said() if hasattr(self, "cleaned_data") else {}
        return {label: value for label, value in self.kept.items() if label not in asked} | said


class RevocationForm(CorrectionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.facts:
            del self.fields[name]
        self.facts = {}


@needs(Permission.RECALL)
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """After an audit: what the facts really were."""
    award = _recallable(request, pk, Occasion.AUDIT)
    form = CorrectionForm(request.POST or None, request.FILES or None, award=award)
    return _answered(request, award, form, Occasion.AUDIT)


@needs(Permission.RECALL)
def preview_cut(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come back with what is typed now; nothing is kept."""
    award = _recallable(request, pk, Occasion.AUDIT)
    form = CorrectionForm(request.POST or None, award=award)
    form.is_valid()
    return render(request, "office/recalls/preview.html", _computed(award, Occasion.AUDIT, form))


@needs(Permission.RECALL)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The grant is taken back whole, for good."""
    award = _recallable(request, pk, Occasion.REVOKED)
    form = RevocationForm(request.POST or None, request.FILES or None, award=award)
    return _answered(request, award, form, Occasion.REVOKED)


@needs(Permission.DECIDE_CLAIM)
def decide_anew(request: HttpRequest, pk: int) -> HttpResponse:
    """A contract's stage whose award an objection took back."""
    award = get_object_or_404(queries.to_decide_anew(request.user), pk=pk)  # type: ignore[arg-type]
    form = CorrectionForm(request.POST or None, request.FILES or None, award=award, measured=True)
    return _answered(request, award, form, Occasion.STAGE)


@needs(Permission.DECIDE_CLAIM)
def preview_anew(request: HttpRequest, pk: int) -> HttpResponse:
    award = get_object_or_404(queries.to_decide_anew(request.user), pk=pk)  # type: ignore[arg-type]
    form = CorrectionForm(request.POST or None, award=award, measured=True)
    form.is_valid()
    return render(request, "office/recalls/preview.html", _computed(award, Occasion.STAGE, form))


_ACTS = {
    Occasion.AUDIT: journeys.cut,
    Occasion.REVOKED: journeys.revoke,
    Occasion.STAGE: journeys.decide_anew,
}
_DONE = {
    Occasion.AUDIT: gettext_lazy("Cut. What comes back is on public notice first, like every award."),
    Occasion.REVOKED: gettext_lazy("Revoked. What comes back is on public notice first, like every award."),
    Occasion.STAGE: gettext_lazy("Decided anew. The award is on public notice."),
}


def _recallable(request: HttpRequest, pk: int, occasion: Occasion) -> Any:
    award = get_object_or_404(awarded.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    if occasion not in queries.reclaims(award):
        raise Http404
    return award


def _answered(request: HttpRequest, award: Any, form: CorrectionForm, occasion: Occasion) -> HttpResponse:
    proof = None
    if request.method == "POST":
        proof = _proof(request, award, form, needed=occasion != Occasion.STAGE)
        made = _made(request, award, form, occasion, proof)
        if made:
            messages.info(request, str(_DONE[occasion]))
            return redirect("office:award", made.pk)
    return render(
        request,
        "office/recalls/one.html",
        {
            "award": award,
            "clause": awarded.clause_of(award),
            "newest": awarded.standing(award).last() if occasion != Occasion.STAGE else award,
            "reclaim": queries.reclaims(award).get(occasion),
            "form": form,
            "proof": proof,
            **_computed(award, occasion, form),
            "occasion": occasion,
        },
        status=422 if form.errors else 200,
    )


def _proof(request: HttpRequest, award: Any, form: CorrectionForm, *, needed: bool) -> Any:
    """Kept whatever else is wrong."""
    sent = request.FILES.get("proof") or request.POST.get("proof_before")
    if not sent and not needed:
        return None
    return kept_or_before(request, form, "proof", award.enterprise.organisation)


def _made(request: HttpRequest, award: Any, form: CorrectionForm, occasion: Occasion, proof: Any) -> Any:
    if not form.is_valid():
        return None
    found = Correction(form.cleaned_data["ground"], proof, form.corrected())
    try:
        return _ACTS[occasion](award.pk, found, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except FactsRefused as refused:
        form.fault(refused.faults)
    except Refused as refused:
        form.refuse(refused)
    return None


_NOTHING = {"refusal": "", "lines": [], "settlement": None, "before_fen": None, "occasion": ""}


def _computed(award: Any, occasion: Occasion, form: CorrectionForm) -> dict[str, Any]:
    facts = form.corrected() if form.is_bound else form.kept
    grounds = Grounds(occasion, award, facts=facts)
    try:
        if occasion == Occasion.STAGE:
            computed = awarded.compute(queries.anew_of(award, grounds), at=clock.now())
            return _NOTHING | {"lines": lines_of(computed), "settlement": moves_of(computed)}
        recall = queries.recall_of(award, grounds, clock.now())
        computed, back = recall.computed, recall.back_fen
    except CaseRefused as refused:
        return _NOTHING | {"refusal": refusal(refused)}
    return _NOTHING | {
        "occasion": occasion,
        "lines": lines_of(computed),
        "settlement": moves_of(computed),
        "before_fen": recall.before_fen,
        "after_fen": recall.before_fen - back,
        "back_fen": back,
        "comes_back": back > 0,
    }
