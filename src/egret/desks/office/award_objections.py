"""Objections against awards on notice: upheld, the award is withdrawn and decided anew; dismissed, its notice may close."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from egret.desks.shared.access import needs
from egret.desks.shared.steps import step_of
from egret.journeys import award_objections as journeys
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.queries import objections as queries

from .objecting import Against, decided, listed, shown

AGAINST_AWARDS = Against(
    rows=queries.visible_to,
    decide=journeys.decide_objection,
    permission=Permission.DECIDE_CLAIM,
    upheld=gettext_lazy("Uphold: the award is withdrawn and decided anew"),
    page="office:award-objection",
    template="office/awards/objection.html",
)


@needs(Permission.SEE_CASES)
def objections(request: HttpRequest) -> HttpResponse:
    return listed(request, AGAINST_AWARDS, "office/awards/objections.html")


@needs(Permission.SEE_CASES)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, AGAINST_AWARDS, pk)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:award-objection")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    return decided(request, AGAINST_AWARDS, pk)
