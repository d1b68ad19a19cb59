"""Awards of every clause on public notice, and what anybody may say against one."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.desks.public.notices import ObjectionForm
from egret.desks.shared.access import public
from egret.desks.shared.paging import after_of
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import objections
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.queries import objections as objected

SALT = "award-objection"


@public
def awards(request: HttpRequest) -> HttpResponse:
    page = newest_first(awarded.on_notice(clock.now()), after_of(request))
    return render(request, "public/awards.html", {"page": page, "rows": awarded.with_clauses(page.rows)})


@public
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(awarded.on_notice(clock.now()), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _filed(pk, form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("public:award-objection", signing.dumps(made.pk, salt=SALT))
    return render(
        request,
        "public/object_to_award.html",
        {"award": found, "clause": awarded.clause_of(found), "form": form},
        status=422 if form.errors else 200,
    )


def _filed(pk: int, said: dict[str, Any]) -> Any:
    who = Objector(said["name"], said["contact"])
    return objections.object_to(pk, who, said["text"], by=people.system(), at=clock.now())


@public
def objection(request: HttpRequest, token: str) -> HttpResponse:
    """What became of an objection, at an address that only whoever objected has."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    return render(request, "public/award_objection.html", {"objection": objected.by_pk(pk)})
