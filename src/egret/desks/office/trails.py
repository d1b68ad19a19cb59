from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.paging import after_of
from egret.rooms.people.states import Permission
from egret.rooms.trail import queries

from .acts import told
from .submissions import asked


@needs(Permission.SEE_TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    case = asked(request)
    page = newest_first(queries.newest(case), after_of(request))
    return render(
        request,
        "office/trail/list.html",
        {
            "page": page,
            "acts": told(page.rows),
            "text": case,
            "size": queries.size(),
            "checkpoint": queries.latest_checkpoint(),
        },
    )
