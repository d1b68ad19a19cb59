"""The golden cases of one clause as a sheet: a table of inputs, rows added and taken out before anything is kept."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.core.findings import Finding
from egret.core.packs.editing import with_texts
from egret.core.packs.sheets import NoSheet, Sheet, sheet_name, sheet_of, written
from egret.desks.shared.access import needs
from egret.desks.shared.forms import VersionForm
from egret.rooms.city import actions, checks, queries
from egret.rooms.people.states import Permission

from . import shown
from .edits import findings_of, fragment, tell_kept
from .reading import clause_in

ROWS_MAX, CELL_MAX = 500, 1000
HEAD = 3  # a column's name breaks into lines rather than widen the column
_ROW = re.compile(r"row (\d+)\b.*?(?:· ([^·]+))?$")


@needs(Permission.EDIT_PACK)
def cases(request: HttpRequest, pk: int, stem: str, *, check: bool = False) -> HttpResponse:
    draft = get_object_or_404(queries.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    clause = clause_in(draft.files, stem)
    name = sheet_name(shown.file_of(stem))
    try:
        kept = sheet_of(draft.files.get(name, ""))
    except NoSheet:
        return redirect("office:edit-file", pk, name)
    if not kept.columns:
        kept = Sheet(("情形", *_labels(clause)), ())
    if request.method != "POST":
        if check:
            raise Http404
        if not queries.may_edit(draft, request.user):  # type: ignore[arg-type]
            return redirect("office:pack-draft", pk)
        return _page(request, (draft, clause, name), kept, VersionForm(initial={"version": draft.version}))
    typed = _changed(_typed(request, kept), request.POST.get("do", ""))
    form = VersionForm(request.POST)
    texts = {name: written(typed)}
    if check:
        return fragment(request, with_texts(draft.files, texts))
    if request.POST.get("do") == "keep" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            after = actions.edit(pk, texts, version=version, by=request.user, at=clock.now())  # type: ignore[arg-type]
        except Refused as refused:
            form.refuse(refused)
        else:
            tell_kept(request, after.files)
            return redirect("office:draft-clause", pk, stem)
    return _page(request, (draft, clause, name), typed, form)


def _labels(clause: shown.Clause) -> list[str]:
    rows = (*shown.rows(clause.top, "fact"), *shown.rows(clause.top, "step"))
    return [str(row.get("label", "")) for row in rows]


def _typed(request: HttpRequest, kept: Sheet) -> Sheet:
    """The cells as they came; the columns are the draft's own."""
    count = request.POST.get("rows", "")
    rows = min(int(count), ROWS_MAX) if count.isascii() and count.isdecimal() and len(count) < 5 else 0  # noqa: PLR2004 -- no sheet has ten thousand rows
    width = range(len(kept.columns))
    cells = (
        tuple(_cell(request.POST.get(f"cell-{row}-{column}", "")) for column in width) for row in range(rows)
    )
    return Sheet(kept.columns, tuple(row for row in cells))


def _cell(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:CELL_MAX]


def _changed(sheet: Sheet, do: str) -> Sheet:
    if do == "add" and len(sheet.rows) < ROWS_MAX:
        return Sheet(sheet.columns, (*sheet.rows, ("",) * len(sheet.columns)))
    if do.startswith("drop-"):
        return Sheet(sheet.columns, tuple(r for place, r in enumerate(sheet.rows) if do != f"drop-{place}"))
    return sheet


def _width(column: str, cells: list[str]) -> int:
    """In signs of an input; a Chinese one is as wide as two."""
    longest = max(sum(1 if sign.isascii() else 2 for sign in text) for text in (column[:HEAD], *cells))
    return min(max(longest, 4), 36)


def _faults(findings: tuple[Finding, ...], name: str, sheet: Sheet) -> dict[tuple[int, int], str]:
    """Findings that belong to one cell, by its row and column."""
    found = {}
    for finding in findings:
        hit = _ROW.match(finding.key) if finding.file == name else None
        if hit:
            column = hit[2].strip() if hit[2] else ""
            where = sheet.columns.index(column) if column in sheet.columns else 0
            found[int(hit[1]) - 2, where] = finding.wrong
    return found


def _page(
    request: HttpRequest, of: tuple[Any, shown.Clause, str], sheet: Sheet, form: VersionForm
) -> HttpResponse:
    draft, clause, name = of
    files = with_texts(draft.files, {name: written(sheet)})
    marked = _faults(checks.read(files)[1], name, sheet)
    widths = [_width(column, [row[at] for row in sheet.rows]) for at, column in enumerate(sheet.columns)]
    rows = [
        (
            place,
            [(sheet.columns[at], at, cell, (place, at) in marked, widths[at]) for at, cell in enumerate(row)],
        )
        for place, row in enumerate(sheet.rows)
    ]
    return render(
        request,
        "office/packs/sheet.html",
        {
            "draft": draft,
            "clause": clause,
            "name": name,
            "columns": sheet.columns,
            "rows": rows,
            "form": form,
            "title": _("Golden cases"),
            **findings_of(files),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
