"""Changing a draft: a parameter, a formula, the golden cases, or a whole file as text.

Each form has a second address that reads the pack with the change and tells its findings, without keeping anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egret.base import clock
from egret.base.errors import Refused
from egret.core.packs.editing import NotEditable, with_texts
from egret.core.packs.sheets import BOM
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.steps import step_of, taken
from egret.rooms.city import actions, checks, queries
from egret.rooms.people.states import Permission

from . import shown
from .findings import told
from .forms import LeavesForm, NameForm, ParamForm, StepForm, TextForm
from .reading import clause_in


@dataclass(frozen=True, slots=True)
class Place:
    """What is edited: a file of a draft, and the page that one comes from and goes back to."""

    draft: Any
    name: str
    title: str
    back: str
    check: str


@needs(Permission.SEE_PACK)
def clause(request: HttpRequest, pk: int, stem: str) -> HttpResponse:
    draft = get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    found = clause_in(draft.files, stem)
    may_edit = queries.may_edit(draft, request.user)  # type: ignore[arg-type]
    return render(
        request,
        "office/packs/clause.html",
        {
            "clause": found,
            "draft": draft,
            "draft_file": shown.file_of(stem),
            "may_edit": may_edit,
            "broken": may_edit and not found.top,
        },
    )


@needs(Permission.EDIT_PACK)
def param(request: HttpRequest, pk: int, stem: str, place: int, *, check: bool = False) -> HttpResponse:
    return _leaves(request, (pk, stem, place), ParamForm, "param", check=check)


@needs(Permission.EDIT_PACK)
def step(request: HttpRequest, pk: int, stem: str, place: int, *, check: bool = False) -> HttpResponse:
    return _leaves(request, (pk, stem, place), StepForm, "step", check=check)


def _leaves(
    request: HttpRequest, args: tuple[int, str, int], of: type[LeavesForm], kind: str, *, check: bool
) -> HttpResponse:
    pk, stem, number = args
    draft = get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    name = shown.file_of(stem)
    clause_in(draft.files, stem)
    if check and request.method != "POST":
        raise Http404
    try:
        form: Any = of(
            request.POST or None, text=draft.files[name], place=number, initial={"version": draft.version}
        )
    except NotEditable:
        messages.warning(request, _("This file is no TOML at present: mend its text first."))
        return redirect("office:edit-file", pk, name)
    except IndexError:
        raise Http404 from None
    place = Place(
        draft,
        name,
        form.row.get("label", ""),
        reverse("office:draft-clause", args=[pk, stem]),
        reverse(f"office:check-{kind}", args=args),
    )
    return _answered(request, place, form, form.changed_text, check=check)


@needs(Permission.EDIT_PACK)
def file(request: HttpRequest, pk: int, name: str, *, check: bool = False) -> HttpResponse:
    """A whole file as text; one that is not there yet is begun empty."""
    draft = get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    if check and request.method != "POST":
        raise Http404
    initial = {"version": draft.version, "text": draft.files.get(name, "").removeprefix(BOM)}
    form = TextForm(request.POST or None, initial=initial)
    place = Place(
        draft,
        name,
        name,
        reverse("office:pack-draft", args=[pk]),
        reverse("office:check-file", args=[pk, name]),
    )
    return _answered(request, place, form, lambda: form.cleaned_data["text"], check=check)


@needs(Permission.EDIT_PACK)
@step_of("office:pack-draft")
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    form = NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"].strip()
        if checks.NAME.fullmatch(name):
            return redirect("office:edit-file", pk, name)
    messages.warning(
        request,
        _("Name a file like clauses/09-training.toml: letters, digits, - and _, ending in .toml or .csv."),
    )
    return redirect("office:pack-draft", pk)


@needs(Permission.EDIT_PACK)
def remove_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    said = {"version": request.POST.get("version", ""), "name": name}
    form = NameForm(said) if request.method == "POST" else None

    def gone(*, version: int, name: str) -> object:
        return actions.edit(pk, {name: None}, version=version, by=request.user, at=clock.now())  # type: ignore[arg-type]

    if form and taken(form, gone):
        messages.info(request, _("Taken out: %(name)s") % {"name": name})
    elif form:
        for fault in form.non_field_errors():
            messages.warning(request, fault)
    return redirect("office:pack-draft", pk)


def _answered(
    request: HttpRequest, place: Place, form: DeskForm, changed: Callable[[], str], *, check: bool
) -> HttpResponse:
    """The form as it is, the findings that its change would bring, or the draft with the change kept."""
    draft = place.draft
    if request.method != "POST" and not queries.may_edit(draft, request.user):  # type: ignore[arg-type]
        return redirect("office:pack-draft", draft.pk)
    if request.method != "POST":
        return _page(request, place, form, draft.files)
    if not form.is_valid():
        return fragment(request, draft.files, form) if check else _page(request, place, form, draft.files)
    try:
        texts = {place.name: changed()}
        if check:
            return fragment(request, with_texts(draft.files, texts), form)
        kept = actions.edit(
            draft.pk,
            texts,
            version=form.cleaned_data["version"],
            by=request.user,
            at=clock.now(),  # type: ignore[arg-type]
        )
    except NotEditable as fault:
        form.add_error(None, _("This can't be written into the file: %(fault)s") % {"fault": fault})
    except Refused as refused:
        form.refuse(refused)
    else:
        tell_kept(request, kept.files)
        return redirect(place.back)
    return fragment(request, draft.files, form) if check else _page(request, place, form, draft.files)


def tell_kept(request: HttpRequest, files: dict[str, str]) -> None:
    count = len(checks.read(files)[1])
    if not count:
        messages.success(request, _("Kept. All checks hold."))
        return
    said = ngettext(
        "Kept, with %(count)s finding to be mended before signing.",
        "Kept, with %(count)s findings to be mended before signing.",
        count,
    )
    messages.warning(request, said % {"count": count})


def fragment(request: HttpRequest, files: dict[str, str], form: DeskForm | None = None) -> HttpResponse:
    return render(request, "office/packs/findings.html", findings_of(files) | {"form": form})


def findings_of(files: dict[str, str]) -> dict[str, Any]:
    return {
        "findings": told(checks.read(files)[1]),
        "cases": sum(clause.cases for clause in shown.clauses(files)),
    }


def _page(request: HttpRequest, place: Place, form: DeskForm, files: dict[str, str]) -> HttpResponse:
    return render(
        request,
        "office/packs/edit.html" if isinstance(form, LeavesForm) else "office/packs/text.html",
        {"place": place, "draft": place.draft, "form": form, **findings_of(files)},
        status=422 if form.errors else 200,
    )
