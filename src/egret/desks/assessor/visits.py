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
from egret.desks.shared import words
from egret.desks.shared.access import needs
from egret.desks.shared.assessment_form import AssessmentForm, initial_of
from egret.desks.shared.forms import DayField, MoneyField, dress
from egret.desks.shared.level import level_shown, unverified
from egret.desks.shared.paging import after_of
from egret.rooms.acceptance import actions, queries
from egret.rooms.acceptance.actions import Report
from egret.rooms.acceptance.states import AcceptanceState, Aspect, Finding
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.people.states import Permission

STARS = 5


class VisitForm(AssessmentForm):
    """On site: the standard's questions, then the four aspects, the spend, the satisfaction, the proposal."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    visited_on = DayField(label=gettext_lazy("Visited on"))
    found = MoneyField(
        label=gettext_lazy("Spend that counts, yuan"),
        help_text=gettext_lazy("What contract, invoices and payments prove; at most what was claimed."),
    )
    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("The enterprise's satisfaction with its provider, 1 to 5"),
        choices=[(str(stars), str(stars)) for stars in range(1, STARS + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    recommends = forms.TypedChoiceField(
        label=gettext_lazy("You propose"),
        choices=[("yes", gettext_lazy("Pass")), ("no", gettext_lazy("Fail"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for aspect in Aspect:
            name = words.of("aspect", aspect)
            self.fields[f"finding_{aspect}"] = forms.ChoiceField(
                label=name,
                choices=[(finding, words.of("finding", finding)) for finding in Finding],
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{aspect}"] = forms.CharField(
                label=_("%(aspect)s: what you saw") % {"aspect": name}, max_length=500, required=False
            )
            dress(self.fields[f"finding_{aspect}"])
            dress(self.fields[f"note_{aspect}"])

    def judged(self) -> list[Any]:
        return [self[f"{part}_{aspect}"] for aspect in Aspect for part in ("finding", "note")]

    def closing(self) -> list[Any]:
        return [self[name] for name in ("visited_on", "found", "satisfaction", "recommends")]

    def report(self) -> Report:
        said = self.cleaned_data
        return Report(
            said["visited_on"],
            {
                aspect: (Finding(said[f"finding_{aspect}"]), said[f"note_{aspect}"].strip())
                for aspect in Aspect
            },
            self.answers(),
            said["found"],
            said["satisfaction"],
            said["recommends"],
        )


@needs(Permission.VISIT)
def visits(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*AcceptanceState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    states = [one for one in AcceptanceState if one != AcceptanceState.REQUESTED]
    return render(request, "assessor/list.html", {"page": page, "state": state, "states": states})


@needs(Permission.VISIT)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is to see before the visit, and the report on it."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    enterprise = found.contract.enterprise
    own = assessments.latest(enterprise, Stage.AFTER) or assessments.latest(enterprise, Stage.BEFORE)
    form = None
    if request.method == "POST":
        form = VisitForm(request.POST, beside=own)
        if form.is_valid():
            try:
                actions.report(
                    pk, form.report(), version=form.cleaned_data["version"], by=request.user, at=clock.now()
                )
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("Your report is with the city, who decides."))
                return redirect("assessor:visit", pk)
    elif found.state == AcceptanceState.ASSIGNED:
        form = VisitForm(beside=own, initial=_initial(found))
    return render(
        request,
        "assessor/visit.html",
        {
            "acceptance": found,
            "own": own,
            "form": form,
            "open": found.state == AcceptanceState.ASSIGNED,
            "aspects": [(name, said["finding"], said["note"]) for name, said in found.aspects.items()],
            "unverified": unverified(),
            "shown": level_shown(found.on_site) if found.on_site and not form else None,
        },
        status=422 if form and form.errors else 200,
    )


def _initial(found: Any) -> dict[str, Any]:
    """Empty on the first visit; on another one what the last report said."""
    if not found.on_site:
        return {"version": found.version}
    said: dict[str, Any] = {"version": found.version, "found": found.found_fen, **initial_of(found.on_site)}
    for aspect, judged in found.aspects.items():
        said |= {f"finding_{aspect}": judged["finding"], f"note_{aspect}": judged["note"]}
    return said
