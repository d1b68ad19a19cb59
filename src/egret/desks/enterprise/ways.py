"""The enterprise's way up: tried out, kept as a plan, printed, and handed out as the first draft of its own plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.core.maturity.roadmap import Plan
from egret.desks.enterprise.level import shown_of
from egret.desks.shared.access import needs
from egret.desks.shared.papers import handed_out
from egret.desks.shared.papers.level_plan import plan_paper
from egret.desks.shared.papers.level_report import level_paper
from egret.desks.shared.ways import plan_shown, wanted_plan, way_shown
from egret.rooms.assessment import queries
from egret.rooms.assessment.actions import plans as actions
from egret.rooms.assessment.queries import plans
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission


@needs(Permission.OWN_FILE)
def way(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    assessment = shown_of(request, enterprise)
    if not assessment:
        return redirect("enterprise:assess")
    shown = way_shown(queries.measure(), queries.answers_of(assessment), request.GET)
    page = "shared/level/way.html" if request.htmx else "enterprise/level/way.html"  # type: ignore[attr-defined]
    faulty = shown["form"] is not None and shown["form"].errors
    shown |= {"action": reverse("enterprise:way"), "stage": assessment.stage}
    shown |= {"keep": f"{reverse('enterprise:keep-plan')}?stage={assessment.stage}"}
    shown |= {"kept": plans.latest(enterprise)}
    return render(request, page, shown, status=422 if faulty else 200)


@require_POST
@needs(Permission.OWN_FILE)
def keep(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    assessment = shown_of(request, enterprises.of_user(user))
    if not assessment:
        return redirect("enterprise:assess")
    without = tuple(sorted(request.POST.getlist("without")))
    found = wanted_plan(queries.measure(), queries.answers_of(assessment), request.POST)
    if not isinstance(found, Plan):
        messages.warning(request, _("This level is out of reach with these choices: choose again."))
        return redirect("enterprise:way")
    try:
        actions.keep(
            assessment, found, without=without, pack_sha=city.sha_in_force(), by=user, at=clock.now()
        )
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("enterprise:way")
    messages.info(request, _("Kept as your plan. A newer one takes its place."))
    return redirect("enterprise:plan")


@needs(Permission.OWN_FILE)
def plan(request: HttpRequest) -> HttpResponse:
    """The plan that was kept last, to be read and printed."""
    row = plans.latest(enterprises.of_user(request.user))
    if row is None:
        return redirect("enterprise:way")
    shown = plan_shown(queries.standard(), plans.as_kept(row))
    return render(request, "enterprise/level/plan.html", {**shown, "row": row, "choose": ""})


@needs(Permission.OWN_FILE)
def plan_file(request: HttpRequest, form: str) -> HttpResponse:
    row = plans.latest(enterprises.of_user(request.user))
    if row is None:
        raise Http404
    return handed_out(plan_paper(row), f"plan-{row.pk}", form)


@needs(Permission.OWN_FILE)
def report(request: HttpRequest, form: str) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    assessment = shown_of(request, enterprise)
    if assessment is None:
        raise Http404
    return handed_out(level_paper(enterprise, assessment), f"level-{assessment.pk}", form)
