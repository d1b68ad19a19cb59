"""The pack in force for reading: its clauses, and each beside its article."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from egret.desks.shared.access import needs
from egret.rooms.city import queries
from egret.rooms.people.states import Permission

from . import shown


@needs(Permission.SEE_PACK)
def packs(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "office/packs/clauses.html",
        {"clauses": shown.clauses(queries.files_in_force()), "in_force": queries.pack()},
    )


@needs(Permission.SEE_PACK)
def clause(request: HttpRequest, stem: str) -> HttpResponse:
    found = clause_in(queries.files_in_force(), stem)
    return render(
        request,
        "office/packs/clause.html",
        {"clause": found, "draft": None, "draft_file": "", "may_edit": False, "broken": False},
    )


def clause_in(files: Any, stem: str) -> shown.Clause:
    try:
        return shown.clause(files, stem)
    except KeyError:
        raise Http404 from None
