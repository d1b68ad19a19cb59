from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from egret.desks.shared.access import needs
from egret.desks.shared.elsewhere import (
    ReceivedForm,
    ReturnedForm,
    entered,
    given_back,
    received_shown,
    term_of,
)
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.queries import externals


@needs(Permission.SEE_CASES)
def elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """What the enterprise has from other policies; the city enters what it finds."""
    enterprise = get_object_or_404(enterprises.visible_to(request.user), pk=pk)
    user: Any = request.user
    enters = user.may(Permission.DECIDE_CLAIM)
    form, proof = ReceivedForm(request.POST or None, request.FILES or None) if enters else None, None
    if request.method == "POST" and form:
        done, proof = entered(request, form, enterprise)
        if done:
            return redirect("office:elsewhere", pk)
    return render(
        request,
        "office/elsewhere.html",
        {
            "enterprise": enterprise,
            "rows": received_shown(enterprise),
            "form": form,
            "proof": proof,
            "may_return": enters,
        },
        status=422 if form and form.errors else 200,
    )


@needs(Permission.DECIDE_CLAIM)
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """The enterprise gave money back to the other office, and proves it."""
    row = get_object_or_404(externals.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    form, proof = ReturnedForm(request.POST or None, request.FILES or None), None
    if request.method == "POST":
        done, proof = given_back(request, form, row)
        if done:
            return redirect("office:elsewhere", row.enterprise_id)
    return render(
        request,
        "office/returned.html",
        {"row": row, "term": term_of(row), "enterprise": row.enterprise, "form": form, "proof": proof},
        status=422 if form.errors else 200,
    )
