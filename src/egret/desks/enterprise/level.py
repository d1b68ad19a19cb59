from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.shared.access import needs
from egret.desks.shared.assessment_form import AssessmentForm, initial_of
from egret.desks.shared.level import level_shown, unverified
from egret.rooms.assessment import actions, queries
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


@needs(Permission.OWN_FILE)
def level(request: HttpRequest) -> HttpResponse:
    """The newest self-assessment; the one before the work stays to be seen beside it."""
    enterprise = enterprises.of_user(request.user)
    before, after = (queries.latest(enterprise, stage) for stage in (Stage.BEFORE, Stage.AFTER))
    newest = after or before
    if not newest:
        return redirect("enterprise:assess")
    return render(
        request,
        "enterprise/level.html",
        {**level_shown(newest), "before": before if after else None},
    )
