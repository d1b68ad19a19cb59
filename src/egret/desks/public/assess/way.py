from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from egret.desks.shared.ways import way_shown
from egret.rooms.assessment.queries import visitors as queries

from .visiting import goes_on, visiting


@visiting
def way(request: HttpRequest, row: Any) -> HttpResponse:
    """A plain form that asks anew; with scripts, its answer alone is exchanged."""
    if row.level is None:
        return redirect(goes_on(row))
    shown = way_shown(queries.measure_of(row), queries.answers_of(row), request.GET)
    page = "shared/level/way.html" if request.htmx else "public/assess/way.html"  # type: ignore[attr-defined]
    faulty = shown["form"] is not None and shown["form"].errors
    shown |= {"action": reverse("public:assess-way"), "keep": "", "stage": ""}
    return render(request, page, shown, status=422 if faulty else 200)
