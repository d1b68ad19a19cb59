"""Many documents at once: a page to take the sheet from, and to bring it back to, filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.core.policy.clause import Clause, Fact
from egret.core.policy.tallies import kinds_shown, tally_for
from egret.desks.enterprise import document_sheets
from egret.desks.enterprise.document_sheets import Fault
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept_if_any, kept_or_before
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.sheets import PART_MAX, SheetRefused, cells_of, pasted
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.actions import documents as actions
from egret.rooms.subsidy.actions.documents import EDITABLE, Paper
from egret.rooms.subsidy.errors import PaperRefused
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.queries import documents as shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 50


class ScanForm(DeskForm):
    scan = forms.FileField(
        label=gettext_lazy("One scan of all of them"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB. Or attach a file to each later."),
        required=False,
    )


class SheetForm(ScanForm):
    sheet = forms.FileField(label=gettext_lazy("The sheet, .xlsx or .csv"), required=False)
    cells = forms.CharField(
        label=gettext_lazy("Or the cells, copied from the sheet"),
        help_text=gettext_lazy("Mark the rows in Excel or WPS, copy them and paste them here."),
        required=False,
        max_length=400_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("sheet", "cells", "scan")

    def rows(self) -> list[list[str]]:
        """The file where one came, else what was pasted. Raises SheetRefused."""
        if sheet := self.cleaned_data["sheet"]:
            content = sheet.read(PART_MAX + 1)
            if len(content) > PART_MAX:
                raise SheetRefused(_("The sheet is larger than 8 MB. Split it."), field="sheet")
            return cells_of(content)
        return pasted(self.cleaned_data["cells"])


@needs(Permission.CLAIM)
def claim_documents(request: HttpRequest, clause_id: str, fact_id: str) -> HttpResponse:
    """Bring a sheet: every row of it is kept, or none and each fault is named by its row and column."""
    row, clause, fact = _mine(request, clause_id, fact_id)
    if row is None:
        return redirect("enterprise:claim", clause_id)
    if request.method != "POST":
        return _shown(request, row, clause, fact)
    form, faults = SheetForm(request.POST, request.FILES), []
    scan = kept_if_any(request, form, "scan", row.enterprise.organisation)
    if form.is_valid():
        try:
            found, faults = document_sheets.read(clause, fact, form.rows())
            if not faults:
                count = len(_added(row, found, scan))
                messages.info(request, _("%(count)s documents are in your claim now.") % {"count": count})
                return redirect(f"{reverse('enterprise:claim', args=[clause_id])}#documents-{fact_id}")
        except _RowRefused as refused:
            titles = document_sheets.heads(clause, fact)
            faults = [Fault(refused.row, titles.get(refused.field or "", ""), refused.message)]
        except Refused as refused:
            form.refuse(refused)
    return _shown(request, row, clause, fact, posted=(form, faults, scan))


@require_POST
@needs(Permission.CLAIM)
def scan_documents(request: HttpRequest, clause_id: str, fact_id: str) -> HttpResponse:
    """One scan for all documents of the fact that have none yet."""
    row, clause, fact = _mine(request, clause_id, fact_id)
    if row is None:
        return redirect("enterprise:claim", clause_id)
    form = ScanForm(request.POST, request.FILES)
    scan = kept_or_before(request, form, "scan", row.enterprise.organisation)
    if not form.is_valid():
        return _shown(request, row, clause, fact, scanning=form)
    actions.give_file(row.pk, fact_id, scan)
    messages.info(request, _("Every document of this sum has its file now."))
    return redirect(f"{reverse('enterprise:claim', args=[clause_id])}#documents-{fact_id}")


@needs(Permission.CLAIM)
def sheet_template(request: HttpRequest, clause_id: str, fact_id: str, form: str) -> HttpResponse:
    _row, clause, fact = _mine(request, clause_id, fact_id)
    if form not in ("xlsx", "csv"):
        raise Http404
    if form == "xlsx":
        answer = HttpResponse(document_sheets.template_xlsx(clause, fact), content_type=XLSX)
    else:
        answer = HttpResponse(
            document_sheets.template_csv(clause, fact), content_type="text/csv; charset=utf-8"
        )
    answer["Content-Disposition"] = f'attachment; filename="{fact_id}.{form}"'
    return answer


class _RowRefused(Refused):
    def __init__(self, refused: PaperRefused, row: int) -> None:
        super().__init__(refused.message, field=refused.field)
        self.row = row


def _added(row: Any, found: list[tuple[int, Paper]], scan: Any) -> list[Any]:
    papers = [replace(paper, file=scan) for _number, paper in found]
    try:
        return actions.add(row.pk, papers, at=clock.now())
    except PaperRefused as refused:
        raise _RowRefused(refused, found[refused.place][0]) from None


def _mine(request: HttpRequest, clause_id: str, fact_id: str) -> tuple[Any, Clause, Fact]:
    """The enterprise's claim while it may be changed (or None), its clause, the fact that is added up."""
    clause = queries.clause_open(clause_id)
    fact = next((one for one in clause.facts if one.id == fact_id), None) if clause else None
    if clause is None or fact is None or tally_for(clause, fact.term.label) is None:
        raise Http404
    claim = queries.open_claim(enterprises.of_user(request.user), clause_id, clock.now())  # type: ignore[arg-type]
    return (claim if claim and claim.state in EDITABLE else None), clause, fact


def _shown(
    request: HttpRequest,
    row: Any,
    clause: Clause,
    fact: Fact,
    *,
    posted: tuple[SheetForm, list[Fault], Any] | None = None,
    scanning: ScanForm | None = None,
) -> HttpResponse:
    form, faults, scan = posted or (SheetForm(), [], None)
    tally = tally_for(clause, fact.term.label)
    bare = [one for one in shown.unfiled(row) if one.fact == fact.id]
    return render(
        request,
        "enterprise/claims/sheet.html",
        {
            "clause": clause,
            "fact": fact,
            "form": form,
            "faults": faults[:FAULTS_SHOWN],
            "more": max(len(faults) - FAULTS_SHOWN, 0),
            "scan": scan,
            "bare": len(bare),
            "scanning": scanning or ScanForm(auto_id="scan_%s"),
            "titles": document_sheets.heads(clause, fact),
            "kinds": kinds_shown(clause, tally) if tally else (),
            "costs": [cost.term for cost in clause.costs],
        },
        status=422 if faults or form.errors or (scanning and scanning.errors) else 200,
    )
