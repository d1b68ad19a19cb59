"""Any yuan, forward to whom it went and backward to the document that granted it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from egret.base.paging import oldest_first
from egret.desks.shared.access import needs
from egret.desks.shared.paging import after_of
from egret.rooms.people.states import Permission
from egret.rooms.treasury import queries
from egret.rooms.treasury.queries import trace

from .listing import columns
from .named import pot_said

NO_MAX = 40


@needs(Permission.SEE_MONEY)
def projects(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a fund's money went, project by project."""
    user: Any = request.user
    fund = get_object_or_404(queries.funds(), pk=pk)
    page = trace.went_to(fund, user, after_of(request))
    rows = [(one, columns(one.states)) for one in page.rows]
    return render(request, "office/funds/projects.html", {"fund": fund, "page": page, "rows": rows})


@needs(Permission.SEE_MONEY)
def project(request: HttpRequest, name: str) -> HttpResponse:
    """Every posting of a project's money, in order; of one order or award where the address names it."""
    user: Any = request.user
    behind = trace.origins([name], user).get(name)
    if behind is None:
        raise Http404
    order, award = _asked(request, "order"), _asked(request, "award")
    page = oldest_first(trace.postings_for(name, order=order, award=award), after_of(request))
    awards = trace.awards_of(name, user)
    context = {
        "name": name,
        "origin": behind,
        "order": order,
        "award": award,
        "page": page,
        "moved": trace.moved(page.rows, name),
        "awards": awards,
        "orders": trace.orders_of(name, awards),
        "sees_trail": user.may(Permission.SEE_TRAIL),
    }
    return render(request, "office/funds/project.html", context)


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")[:NO_MAX]


@needs(Permission.SEE_MONEY)
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """One posting: its legs, its key, the hash of what was asked, the act that recorded it."""
    user: Any = request.user
    found = trace.posting(pk)
    legs = trace.legs_of(found)
    named = {leg.project for leg in legs if leg.project}
    context = {
        "posting": found,
        "legs": [(leg, pot_said(leg.purpose, leg.policy) if leg.policy else "") for leg in legs],
        "projects": sorted(trace.origins(named, user)),
        "act": trace.acts_of([pk]).get(pk),
        "sees_trail": user.may(Permission.SEE_TRAIL),
    }
    return render(request, "office/funds/posting.html", context)
