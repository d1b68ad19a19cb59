"""Packs in work: begun, looked at, signed, given back, released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.core.packs.comparing import compare
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, VersionForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of
from egret.rooms.city import actions, checks, queries
from egret.rooms.city.actions import Beginning
from egret.rooms.city.states import DraftState
from egret.rooms.people.states import Permission

from . import shown
from .findings import told
from .forms import BeginForm, NameForm, ReturnForm
from .releases import OFFERED


@needs(Permission.SEE_PACK)
def drafts(request: HttpRequest) -> HttpResponse:
    return _listed(request)


@needs(Permission.EDIT_PACK)
def begin(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("office:pack-drafts")
    form = BeginForm(request.POST, bases=_bases())
    if form.is_valid():
        try:
            draft = actions.begin(Beginning(**form.cleaned_data), by=request.user, at=clock.now())  # type: ignore[arg-type]
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("office:pack-draft", draft.pk)
    return _listed(request, form)


def _listed(request: HttpRequest, form: BeginForm | None = None) -> HttpResponse:
    user: Any = request.user
    state = request.GET.get("state", "")
    rows = queries.visible_to(user).defer("files")
    if state in [*DraftState]:
        rows = rows.filter(state=state)
    return render(
        request,
        "office/packs/drafts.html",
        {
            "page": newest_first(rows, after_of(request)),
            "state": state,
            "states": [*DraftState],
            "form": (form or BeginForm(bases=_bases())) if user.may(Permission.EDIT_PACK) else None,
        },
        status=422 if form else 200,
    )


def _bases() -> list[tuple[str, str]]:
    stored = [
        (row.sha256, f"{row.version} · {row.sha256[:12]}")
        for row in queries.releases().order_by("-pk")[:OFFERED]
    ]
    return [("", _("the pack in force")), *stored]


@needs(Permission.SEE_PACK)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.EDIT_PACK)
@step_of("office:pack-draft")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.propose, _("Signed. Somebody else must look at it and release it."))


@needs(Permission.EDIT_PACK)
@step_of("office:pack-draft")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.withdraw, _("Withdrawn. The draft stays for reading."))


@needs(Permission.EDIT_PACK)
@step_of("office:pack-draft")
def catch_up(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(
        request,
        pk,
        actions.catch_up,
        _("Taken in. Compare with the pack in force: where both changed a file, your text stands."),
    )


@needs(Permission.RELEASE_PACK)
@step_of("office:pack-draft")
def release(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.release, _("Released: the city runs on this pack from now on."))


@needs(Permission.RELEASE_PACK)
@step_of("office:pack-draft")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    form = ReturnForm(request.POST)
    said = _("Returned to its author.")
    return done(request, form, actions.give_back, said, "office:pack-draft", pk) or _shown(
        request, pk, return_form=form
    )


def _stepped(request: HttpRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    form = VersionForm(request.POST)
    return done(request, form, act, said, "office:pack-draft", pk) or _shown(request, pk, refused=form)


def _shown(
    request: HttpRequest, pk: int, *, refused: DeskForm | None = None, return_form: ReturnForm | None = None
) -> HttpResponse:
    user: Any = request.user
    found = get_object_or_404(queries.visible_to(user), pk=pk)
    may_edit, may_release = queries.may_edit(found, user), queries.may_release(found, user)
    open_ = found.state in (DraftState.DRAFT, DraftState.RETURNED, DraftState.PROPOSED)
    findings = checks.read(found.files)[1] if open_ else ()
    version = {"version": found.version}
    return render(
        request,
        "office/packs/draft.html",
        {
            "draft": found,
            "clauses": shown.clauses(found.files),
            "names": sorted(found.files),
            "findings": told(findings),
            "cases": sum(clause.cases for clause in shown.clauses(found.files)),
            "comparison": compare(queries.files_of_release(found.base_sha), found.files),
            "behind": open_ and queries.sha_in_force() != found.follows_sha,
            "open": open_,
            "may_edit": may_edit,
            "may_withdraw": user.may(Permission.EDIT_PACK) and open_ and found.drafted_by_id == user.pk,
            "may_release": may_release,
            "name_form": NameForm(initial=version) if may_edit else None,
            "return_form": (return_form or ReturnForm(initial=version)) if may_release else None,
            "refused": refused or (return_form if not may_release else None),
        },
        status=422 if refused or return_form else 200,
    )
