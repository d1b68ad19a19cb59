"""An Excel workbook: one sheet a table, yuan as numbers with two decimals, exact; no formula anywhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

_WIDE, _NARROW = 40, 20


def in_yuan(fen: int) -> Decimal:
    """The cell of an amount: yuan, exact."""
    return Decimal(fen).scaleb(-2)


class Book:
    """`made_at` in place of the moment of writing lets the same content give the same bytes."""

    def __init__(self, made_at: datetime | None = None) -> None:
        self._out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._out, {"in_memory": True, "strings_to_formulas": False})
        if made_at:
            self.book.set_properties({"created": made_at.replace(tzinfo=None)})
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.money = self.book.add_format({"num_format": "#,##0.00"})
        self.count = self.book.add_format({"num_format": "#,##0"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(self, name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Cells: text, `Decimal` yuan, whole numbers, days, None for nothing."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, max(len(head) - 1, 1), _NARROW)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, head, self.head)
        for place, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                self._cell(sheet, (place, column), cell)

    def done(self) -> bytes:
        self.book.close()
        return self._out.getvalue()

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
