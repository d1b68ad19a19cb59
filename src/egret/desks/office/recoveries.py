"""Money that an award demands back: entered part by part, and the plan that two officers agree on."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.core.instalments import Part
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DayField, DeskForm, FoldedField, MoneyField
from egret.desks.shared.steps import done, step_of, taken
from egret.journeys import recovery
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions
from egret.rooms.treasury.actions import CameIn
from egret.rooms.treasury.queries import recoveries as queries
from egret.rooms.treasury.states import PlanState

PARTS = 12


class CameInForm(DeskForm):
    fen = MoneyField(label=gettext_lazy("Came in, yuan"))
    received_on = DayField(label=gettext_lazy("Came in on"))
    bank_entry = FoldedField(
        label=gettext_lazy("The bank's number for the entry"),
        help_text=gettext_lazy("From the statement. Leave it empty where it is not known."),
        max_length=40,
        required=False,
    )


class PlanForm(DeskForm):
    """Up to twelve parts; rows that are left empty are none."""

    reason = forms.CharField(
        label=gettext_lazy("Why in parts"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            said = {"number": number}
            for name, field in (
                (f"due_{number}", DayField(label=_("Part %(number)s, by") % said, required=False)),
                (f"fen_{number}", MoneyField(label=_("Part %(number)s, yuan") % said, required=False)),
            ):
                field.widget.attrs["class"] = "form-control"
                self.fields[name] = field

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"due_{number}"], self[f"fen_{number}"]) for number in range(1, PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        parts = []
        for number in range(1, PARTS + 1):
            due, fen = said.get(f"due_{number}"), said.get(f"fen_{number}")
            if due and fen is not None:
                parts.append(Part(due, fen))
            elif due or fen is not None:
                missing = f"fen_{number}" if due else f"due_{number}"
                if missing not in self.errors:
                    self.add_error(missing, _("Write the day and the amount of this part."))
        return {"parts": parts, "reason": said.get("reason", "")}


@needs(Permission.SEE_CASES)
def recovery_of(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.PAY)
@step_of("office:recovery")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(awarded.visible_to(request.user), pk=pk)
    form = CameInForm(request.POST)
    if taken(form, lambda **said: recovery.recover_part(pk, CameIn(**said), by=request.user, at=clock.now())):
        messages.info(request, _("The part that came in is in the books."))
        return redirect("office:recovery", pk)
    return _shown(request, pk, came_in=form)


@needs(Permission.PAY)
@step_of("office:recovery")
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(awarded.visible_to(request.user), pk=pk)
    form = PlanForm(request.POST)
    said = _("The plan is proposed. Somebody else must agree.")
    moved = done(request, form, actions.propose_plan, said, "office:recovery", pk)
    return moved or _shown(request, pk, plan_form=form)


@needs(Permission.PAY)
@step_of("office:recovery")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the award's; which plan and whether it holds is posted."""
    get_object_or_404(awarded.visible_to(request.user), pk=pk)
    plans = {str(plan.row.pk): plan.row.pk for plan in queries.plans_of([pk])}
    plan, agrees = plans.get(request.POST.get("plan", "")), request.POST.get("go") == "agree"
    form = DeskForm(request.POST)
    if plan is None:
        form.add_error(None, _("This plan was decided already."))
    elif taken(form, partial(recovery.decide_plan, plan, agrees=agrees, by=request.user, at=clock.now())):
        messages.info(request, _("The plan holds.") if agrees else _("The plan is refused."))
        return redirect("office:recovery", pk)
    return _shown(request, pk, refused=form)


def _shown(request: HttpRequest, pk: int, **forms_tried: Any) -> HttpResponse:
    award = get_object_or_404(awarded.visible_to(request.user), pk=pk)
    user: Any = request.user
    owed, plans = queries.owed_fen(award), queries.plans_of([pk])
    pays = user.may(Permission.PAY) and owed > 0
    waits = any(plan.row.state == PlanState.PROPOSED for plan in plans)
    return render(
        request,
        "office/recoveries/one.html",
        {
            "award": award,
            "demanded": -award.delta_fen,
            "owed": owed,
            "rows": queries.recoveries_of(award),
            "plans": [
                (plan, pays and plan.row.state == PlanState.PROPOSED and plan.row.proposed_by_id != user.pk)
                for plan in plans
            ],
            "today": clock.today(),
            "came_in": (forms_tried.get("came_in") or CameInForm(initial={"received_on": clock.today()}))
            if pays
            else None,
            "plan_form": (forms_tried.get("plan_form") or PlanForm()) if pays and not waits else None,
            "refused": forms_tried.get("refused"),
        },
        status=422 if forms_tried else 200,
    )
