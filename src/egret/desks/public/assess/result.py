from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from egret.desks.shared.results import result_shown, sentences, standings
from egret.desks.shared.resuming import code_in
from egret.rooms.assessment.checks import folded, grouped
from egret.rooms.assessment.queries import visitors as queries
from egret.rooms.assessment.queries.peers import Firm

from .visiting import goes_on, visiting


@visiting
def result(request: HttpRequest, row: Any) -> HttpResponse:
    """Only of answers that are whole: before, the visitor goes on where a question is open."""
    if row.level is None:
        return redirect(goes_on(row))
    firm = Firm(row.industry_code, row.size_class, row.district, row.level, visitor=row.pk)
    return render(
        request,
        "public/assess/result.html",
        {
            **result_shown(queries.measure_of(row), queries.answers_of(row)),
            "contradictions": sentences(queries.contradictions_of(row)),
            "peers": standings(firm),
            "least_peers": queries.rules().least_peers,
            "code": grouped(folded(code_in(request)) or ""),
            "row": row,
        },
    )
