from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from egret.desks.shared.access import needs
from egret.desks.shared.elsewhere import ReceivedForm, entered, received_shown
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission


@needs(Permission.CLAIM)
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What the enterprise has from other policies, and the form to declare more."""
    enterprise = enterprises.of_user(request.user)
    form, proof = ReceivedForm(request.POST or None, request.FILES or None), None
    if request.method == "POST":
        done, proof = entered(request, form, enterprise)
        if done:
            return redirect("enterprise:elsewhere")
    return render(
        request,
        "enterprise/elsewhere.html",
        {"rows": received_shown(enterprise), "form": form, "proof": proof, "may_return": False},
        status=422 if form.errors else 200,
    )
