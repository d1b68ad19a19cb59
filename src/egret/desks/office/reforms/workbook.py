"""A comparison in Excel: one sheet a table, yuan with two decimals, whole fen behind every cell."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from egret.core.policy.clause import Term
from egret.desks.shared.templatetags.egret import own
from egret.journeys.whatif.comparing import Comparison, Row
from egret.journeys.whatif.groups import DISTRICT, INDUSTRY, SIZE, YEAR
from egret.journeys.whatif.weighing import Weighed

from .charts import in_yuan, titles

_WIDE, _NARROW = 40, 20


class Book:
    def __init__(self, out: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.money = self.book.add_format({"num_format": "#,##0.00"})
        self.count = self.book.add_format({"num_format": "#,##0"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(self, name: str, head: list[str], rows: list[list[Any]]) -> None:
        """Cells: text, `Decimal` yuan, whole numbers, days, None for nothing."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, max(len(head) - 1, 1), _NARROW)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, head, self.head)
        for place, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                self._cell(sheet, (place, column), cell)

    def _cell(self, sheet: Any, at: tuple[int, int], cell: Any) -> None:
        match cell:
            case None:
                return
            case str():
                sheet.write_string(*at, cell)
            case Decimal():
                sheet.write_number(*at, cell, self.money)
            case int():
                sheet.write_number(*at, cell, self.count)
            case _:
                sheet.write_datetime(*at, cell, self.day)


def workbook(weighed: Weighed) -> bytes:
    found, out = weighed.comparison, io.BytesIO()
    book = Book(out)
    _overview(book, weighed)
    for name, rows in (
        (_("Clauses"), found.by_clause),
        (_("Districts"), found.by_group[DISTRICT]),
        (_("Sizes"), found.by_group[SIZE]),
        (_("Industries"), found.by_group[INDUSTRY]),
        (_("Years"), found.by_group[YEAR]),
    ):
        book.sheet(name, ["", *_in_yuan(found)], [[own(row.term), *map(_yuan, row.figures)] for row in rows])
    _moves(book, found)
    _lines(book, found)
    caps = [
        Row(cap.clause, Term(f"{cap.clause} {cap.cap.label}", f"{cap.clause} {cap.cap.label_en}"), cap.cases)
        for cap in found.caps
    ]
    for name, rows in (
        (_("Caps"), caps),
        (_("Cases computed"), found.cases),
        (_("Not computed"), found.refused),
    ):
        book.sheet(name, ["", *titles(found)], [[own(row.term), *row.figures] for row in rows])
    book.book.close()
    return out.getvalue()


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _in_yuan(found: Comparison) -> list[str]:
    return [in_yuan(title) for title in titles(found)]


def _overview(book: Book, weighed: Weighed) -> None:
    found = weighed.comparison
    whom = _("invented enterprises, nobody's data") if weighed.synthetic else _("the city's own cases")
    rows: list[list[Any]] = [
        [_("Computed over"), whom],
        [_("Enterprises"), found.enterprises],
        [_("Left out: their records lack something"), weighed.left_out],
        [_("Cost"), *map(_yuan, found.costs)],
    ]
    book.sheet(_("Overview"), ["", *_in_yuan(found)], rows)


def _moves(book: Book, found: Comparison) -> None:
    rows: list[list[Any]] = []
    for title, moved in zip(titles(found)[1:], found.moves, strict=True):
        for side, one in (
            (_("Enterprises that gain"), moved.winners),
            (_("Enterprises that lose"), moved.losers),
        ):
            rows.append([title, side, one.count, _yuan(one.fen)])
            rows += [[None, name, None, _yuan(fen)] for name, fen in one.largest]
    head = ["", _("Enterprise"), _("How many"), in_yuan(_("Change"))]
    book.sheet(_("Gains and losses"), head, rows)


def _lines(book: Book, found: Comparison) -> None:
    head = [
        _("Budget line"),
        "",
        in_yuan(_("It holds")),
        in_yuan(_("Asked of it")),
        _("Runs out on"),
    ]
    rows: list[list[Any]] = [
        [own(line.term), title, _yuan(amount), _yuan(asked), on]
        for line in found.lines
        for title, amount, asked, on in zip(
            titles(found), line.amounts, line.asked, line.exhausted, strict=True
        )
    ]
    book.sheet(_("Budget lines"), head, rows)
