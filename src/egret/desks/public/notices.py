from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.desks.shared.access import public
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.rooms.call import actions, queries
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import objections
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.queries import objections as objected

SALT = "award-objection"


class ObjectionForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=60)
    contact = forms.CharField(
        label=gettext_lazy("Telephone or address"),
        help_text=gettext_lazy("Only the office that decides sees it."),
        max_length=60,
    )
    text = forms.CharField(
        label=gettext_lazy("What you object to"),
        help_text=gettext_lazy("Say what is wrong and how it can be checked."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@public
def notices(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    page = newest_first(queries.on_notice(now), after_of(request))
    return render(request, "public/notices.html", {"running": list(queries.open_notices(now)), "page": page})


@public
def awards(request: HttpRequest) -> HttpResponse:
    page = newest_first(awarded.on_notice(clock.now()), after_of(request))
    rows = [(row, awarded.readable_clause(row)) for row in page.rows]
    return render(request, "public/awards.html", {"page": page, "rows": rows})


@public
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.put_on_notice(), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(pk, **form.cleaned_data, by=people.system(), at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(
                request, _("Your objection is on file. The city decides on it before the list is published.")
            )
            return redirect("public:notices")
    return render(
        request, "public/object.html", {"submission": found, "form": form}, status=422 if form.errors else 200
    )


@public
def object_to_award(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(awarded.on_notice(clock.now()), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        objector = Objector(said["name"], said["contact"])
        try:
            made = objections.object_to(pk, objector, said["text"], by=people.system(), at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("public:award-objection", signing.dumps(made.pk, salt=SALT))
    return render(
        request,
        "public/object_to_award.html",
        {"award": found, "form": form},
        status=422 if form.errors else 200,
    )


@public
def award_objection(request: HttpRequest, token: str) -> HttpResponse:
    """What became of an objection, at an address that only whoever objected has."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    return render(request, "public/award_objection.html", {"objection": objected.by_pk(pk)})


@public
def lists(request: HttpRequest) -> HttpResponse:
    return render(request, "public/lists.html", {"page": newest_first(queries.lists(), after_of(request))})


@public
def published(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.lists(), pk=pk)
    return render(request, "public/list.html", {"list": found, "entries": queries.entries(found)})


@public
def content(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """The very bytes that the hash was taken of."""
    found = get_object_or_404(queries.lists(), pk=pk)
    answer = HttpResponse(found.content.encode(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="egret-list-{found.no}.json"'
    return answer
