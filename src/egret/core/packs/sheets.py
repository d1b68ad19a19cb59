"""A clause's golden cases as the rows of a sheet, written back so that WPS and Excel open it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are as wide as `columns`; row 0 is line 2 of the file when no cell holds a line break."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class NoSheet(ValueError):
    """The text can't be taken apart into rows."""


def sheet_name(clause_file: str) -> str:
    """`clauses/08-renovation.toml` → `cases/08-renovation.csv`."""
    return clause_file.replace("clauses/", "cases/", 1).removesuffix(".toml") + ".csv"


def sheet_of(text: str) -> Sheet:
    """Short rows are filled up, what hangs over the header is kept under columns without a name."""
    try:
        read = [row for row in csv.reader(io.StringIO(text.removeprefix(BOM))) if row]
    except csv.Error as fault:
        raise NoSheet(str(fault)) from None
    if not read:
        return Sheet((), ())
    width = max(map(len, read))
    header, *rows = ((*row, *[""] * (width - len(row))) for row in read)
    return Sheet(header, tuple(rows))


def written(sheet: Sheet) -> str:
    """UTF-8 with a byte-order mark, one case a line, a cell quoted only where it must be."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows((sheet.columns, *sheet.rows))
    return BOM + out.getvalue()
