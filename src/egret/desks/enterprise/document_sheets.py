"""Many documents at once: the sheet to fill in, and a filled one read row by row, all of it or nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from egret.core.policy.clause import Clause, Fact
from egret.core.policy.tallies import kinds_shown, tally_for
from egret.desks.enterprise.document_forms import DocumentForm
from egret.desks.shared.sheets import SheetRefused
from egret.desks.shared.templatetags.egret import own
from egret.rooms.subsidy.actions.documents import Paper

NAMES = ("no", "kind", "cost", "dated_on", "fen", "tax_fen")
TEXT_ROWS, WIDE = 500, 24
_EPOCH = date(1899, 12, 30)  # what Excel counts its days from
_SERIAL = re.compile(r"\d{5}")
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_POWERS = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a sheet is wrong: the row as the sheet counts it, the column's name, a sentence."""

    row: int
    column: str
    message: str


def heads(clause: Clause, fact: Fact) -> dict[str, str]:
    """The columns by name, each with its title in the reader's language."""
    tally = tally_for(clause, fact.term.label)
    titles = {
        "no": _("Number on the document"),
        "kind": _("Kind of document"),
        "cost": _("What it is for"),
        "dated_on": _("Day on the document"),
        "fen": _("Amount with tax, yuan"),
        "tax_fen": _("Tax in it, yuan"),
    }
    return {
        name: title for name, title in titles.items() if name != "tax_fen" or (tally and tally.net_of_tax)
    }


def template_csv(clause: Clause, fact: Fact) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(heads(clause, fact).values())
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(clause: Clause, fact: Fact) -> bytes:
    """Numbers are text, so that Excel leaves all twenty digits of an invoice; kinds and costs are chosen from lists."""
    out, titles = io.BytesIO(), heads(clause, fact)
    tally = tally_for(clause, fact.term.label)
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    formats = {
        "no": book.add_format({"num_format": "@"}),
        "dated_on": book.add_format({"num_format": "yyyy-mm-dd"}),
        "fen": book.add_format({"num_format": "#,##0.00"}),
    }
    formats["tax_fen"] = formats["fen"]
    choices = {
        "kind": list(kinds_shown(clause, tally)) if tally else [],
        "cost": [own(cost.term) for cost in clause.costs],
    }
    head = book.add_format({"bold": True})
    for column, (name, title) in enumerate(titles.items()):
        sheet.set_column(column, column, WIDE, formats.get(name))
        sheet.write_string(0, column, title, head)
        if choices.get(name):
            sheet.data_validation(1, column, TEXT_ROWS, column, {"validate": "list", "source": choices[name]})
    book.close()
    return out.getvalue()


def read(
    clause: Clause, fact: Fact, rows: Sequence[Sequence[str]]
) -> tuple[list[tuple[int, Paper]], list[Fault]]:
    """The documents with the rows they stand in, and everything that is wrong with the others."""
    order, first = _order(clause, fact, rows)
    titles, found, faults = heads(clause, fact), [], []
    for number, cells in enumerate(rows[first:], first + 1):
        if not any(cells):
            continue
        said = {name: cells[column] if column < len(cells) else "" for name, column in order.items()}
        form = _form(clause, fact, said)
        if _POWERS.fullmatch(said["no"]):
            form.add_error("no", _("Excel cut this number. Make the column text and type the number anew."))
        if form.is_valid():
            found.append((number, form.paper()))
        faults += [
            Fault(number, titles.get(name, ""), str(error))
            for name, errors in form.errors.items()
            for error in errors
        ]
    if not found and not faults:
        raise SheetRefused(_("There is no document in the sheet: fill in a row for each."), field="sheet")
    return found, faults


def _order(clause: Clause, fact: Fact, rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Where each column stands, and where the documents begin; without a row of titles, as in the template."""
    titles = heads(clause, fact)
    first = [cell.strip() for cell in rows[0]] if rows else []
    if titles["no"] not in first:
        return {name: column for column, name in enumerate(titles)}, 0
    missing = [title for title in titles.values() if title not in first]
    if missing:
        raise SheetRefused(
            _("The sheet lacks the column “%(name)s”. Take the template.") % {"name": missing[0]},
            field="sheet",
        )
    return {name: first.index(title) for name, title in titles.items()}, 1


def _form(clause: Clause, fact: Fact, said: dict[str, str]) -> DocumentForm:
    data: dict[str, Any] = {**said, "cost": _cost(clause, said["cost"]), "dated_on": _day(said["dated_on"])}
    return DocumentForm(
        {f"doc_{fact.id}-{name}": value for name, value in data.items()}, clause=clause, fact=fact, here={}
    )


def _cost(clause: Clause, text: str) -> str:
    named = {label: cost.id for cost in clause.costs for label in (cost.term.label, cost.term.label_en)}
    return named.get(text, text)


def _day(text: str) -> str:
    """`2024-03-05`, `2024/3/5`, `2024年3月5日`, `20240305`, or Excel's count of days."""
    if _SERIAL.fullmatch(text):
        return (_EPOCH + timedelta(int(text))).isoformat()
    found = _DAY.fullmatch(text.partition(" ")[0])
    return "-".join((found[1], found[2].zfill(2), found[3].zfill(2))) if found else text
