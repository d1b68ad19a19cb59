"""Reforms beside the pack in force: on screen with charts, and as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from egret.desks.shared.access import needs
from egret.journeys.whatif.weighing import MOST_REFORMS, PEOPLE, REAL, NotWeighed, Weighed, weighed
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.queries import reforms as queries

from . import workbook as books
from .charts import charts, largest, totals
from .editing import listed, people_offered

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Permission.SEE_REFORMS)
def compare(request: HttpRequest) -> HttpResponse:
    try:
        found = _weighed(request)
    except NotWeighed as refused:
        return listed(request, chosen=_chosen(request), wrong=refused.message)
    context = {
        "found": found,
        "totals": totals(found.comparison),
        "enterprises": f"{found.comparison.enterprises:,}",
        "charts": charts(found.comparison),
        "largest": list(largest(found.comparison)),
        "chosen": _chosen(request),
        "people": _people(request),
        "offered": people_offered(),
        "query": request.GET.urlencode(),
    }
    return render(request, "office/reforms/compare.html", context)


@needs(Permission.SEE_REFORMS)
def workbook(request: HttpRequest) -> HttpResponse:
    try:
        found = _weighed(request)
    except NotWeighed as refused:
        return listed(request, chosen=_chosen(request), wrong=refused.message)
    answer = HttpResponse(books.workbook(found), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="reforms.xlsx"'
    return answer


def _chosen(request: HttpRequest) -> tuple[int, ...]:
    """What isn't a number is left out: addresses are typed too."""
    told = [word for word in request.GET.getlist("reform") if word.isascii() and word.isdecimal()]
    return tuple(dict.fromkeys(int(word) for word in told if len(word) < len(str(2**63))))


def _people(request: HttpRequest) -> str:
    told = request.GET.get("people", REAL)
    return told if told in PEOPLE else REAL


def _weighed(request: HttpRequest) -> Weighed:
    user: Any = request.user
    chosen = _chosen(request)
    if len(chosen) > MOST_REFORMS:
        raise NotWeighed(_("Choose %(most)s reforms at most.") % {"most": MOST_REFORMS})
    rows = {row.pk: row for row in queries.visible_to(user).filter(pk__in=chosen)}
    return weighed([rows[pk] for pk in chosen if pk in rows], _people(request), by=user)
