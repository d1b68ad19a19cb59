"""Reforms written and kept: the list, the form with its checks while one types, the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.paging import newest_first
from egret.core.policy.reform_reading import written
from egret.core.reading import BadFile
from egret.desks.shared.access import needs
from egret.desks.shared.paging import after_of
from egret.journeys.whatif.weighing import MOST_REFORMS, REAL, SIZES
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.actions import reforms as actions
from egret.rooms.subsidy.errors import ReformRefused
from egret.rooms.subsidy.queries import reforms as queries

from .forms import ReformForm


@needs(Permission.SEE_REFORMS)
def reforms(request: HttpRequest) -> HttpResponse:
    return listed(request)


def listed(request: HttpRequest, *, chosen: tuple[int, ...] = (), wrong: str = "") -> HttpResponse:
    """The list, from which reforms are taken to be compared; `chosen` stay ticked when that was refused."""
    user: Any = request.user
    context = {
        "page": newest_first(queries.visible_to(user), after_of(request)),
        "offered": people_offered(),
        "chosen": chosen,
        "wrong": wrong,
        "most": MOST_REFORMS,
        "may_model": user.may(Permission.MODEL_REFORMS),
    }
    return render(request, "office/reforms/reforms.html", context, status=422 if wrong else 200)


def people_offered() -> list[tuple[str, str]]:
    invented = [
        (str(count), _("%(count)s invented enterprises") % {"count": f"{count:,}"}) for count in SIZES
    ]
    return [(REAL, _("the city's own cases")), *invented]


@needs(Permission.MODEL_REFORMS)
def make(request: HttpRequest) -> HttpResponse:
    return _edited(request, None)


@needs(Permission.SEE_REFORMS)
def reform(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    kept = queries.visible_to(user).get(pk=pk)
    if user.may(Permission.MODEL_REFORMS):
        return _edited(request, kept)
    if request.method != "GET":
        raise Http404
    return render(request, "office/reforms/reform.html", {"kept": kept, "form": ReformForm(kept=kept)})


def _edited(request: HttpRequest, kept: Any) -> HttpResponse:
    if request.method != "POST":
        return _form(request, kept, ReformForm(kept=kept))
    if "more" in request.POST:
        return _form(request, kept, ReformForm(request.POST, kept, more=True))
    form = ReformForm(request.POST, kept)
    made = _kept(request, kept, form) if form.is_valid() else None
    if made is None:
        return _form(request, kept, form, status=422)
    messages.success(request, _("The reform is kept. Choose it below to compare it."))
    return redirect("office:reforms")


def _kept(request: HttpRequest, kept: Any, form: ReformForm) -> Any:
    by: Any = request.user
    try:
        if kept is None:
            return actions.make(form.draft, by=by, at=clock.now())
        version = form.name.cleaned_data["version"] or 0
        return actions.change(kept.pk, form.draft, version=version, by=by, at=clock.now())
    except ReformRefused as refused:
        _refuse(form, refused)
        return None


def _refuse(form: ReformForm, refused: ReformRefused) -> None:
    if refused.findings:
        form.refuse(refused.findings)
    else:
        form.name.refuse(refused)


def _form(request: HttpRequest, kept: Any, form: ReformForm, *, status: int = 200) -> HttpResponse:
    action = reverse("office:reform", args=[kept.pk]) if kept else reverse("office:make-reform")
    context = {"kept": kept, "form": form, "action": action}
    return render(request, "office/reforms/edit.html", context, status=status)


@needs(Permission.MODEL_REFORMS)
def check(request: HttpRequest) -> HttpResponse:
    """What the pack in force says of what is typed, without keeping it."""
    if request.method != "POST":
        raise Http404
    form = ReformForm(request.POST)
    form.name.fields["title"].required = False
    if form.is_valid():
        try:
            actions.check(form.draft)
        except ReformRefused as refused:
            _refuse(form, refused)
    return render(request, "office/reforms/checked.html", {"form": form})


@needs(Permission.SEE_REFORMS)
def as_file(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    kept = queries.visible_to(user).get(pk=pk)
    try:
        text = written(queries.plan_of(kept))
    except BadFile:
        raise Http404 from None
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="reform-{kept.pk}.toml"'
    return answer
