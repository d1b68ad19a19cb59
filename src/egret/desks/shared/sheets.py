"""The cells of a sheet that somebody pasted or handed in: CSV, cells copied from Excel or WPS, or an .xlsx workbook.

The readers that there are hand numbers over as binary floats; here a number is the decimal text that stands in the file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from egret.base.errors import Refused

ROWS_MAX, CELLS_MAX, PART_MAX = 2000, 40, 8 * 1024 * 1024
_XLSX = b"PK\x03\x04"
_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EXACT = 10**15
_COLUMN = re.compile(r"[A-Z]{1,3}")


class SheetRefused(Refused):
    pass


def cells_of(content: bytes) -> list[list[str]]:
    """The first sheet, row by row, every cell as its text; rows without a text are kept, so that numbers of rows hold."""
    if content.startswith(_XLSX):
        return _held_in(_workbook(content))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pasted(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("This file is no sheet. Save it as .xlsx or .csv."), field="sheet")


def pasted(text: str) -> list[list[str]]:
    """Cells copied from a sheet stand apart by tabs, those of a CSV by commas."""
    if "\0" in text:
        raise SheetRefused(_("This file is no sheet. Save it as .xlsx or .csv."), field="sheet")
    first = text.lstrip("\n").partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    except csv.Error:
        raise SheetRefused(_("The rows can't be told apart. Copy the cells anew."), field="sheet") from None
    return _held_in(iter(rows))


def _held_in(rows: Iterator[list[str]]) -> list[list[str]]:
    found = []
    for row in rows:
        found.append([cell.strip() for cell in row[:CELLS_MAX]])
        if len(found) > ROWS_MAX:
            raise SheetRefused(
                _("The sheet has more than %(count)s rows. Split it.") % {"count": ROWS_MAX}, field="sheet"
            )
    while found and not any(found[-1]):
        found.pop()
    return found


def _workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = set(book.namelist())
            shared = _strings(book) if "xl/sharedStrings.xml" in names else []
            sheets = sorted(
                (name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)), key=_place
            )
            yield from _rows(_part(book, sheets[0]), shared)
    except (
        zipfile.BadZipFile,
        ET.ParseError,
        LookupError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        raise SheetRefused(
            _("This workbook can't be read. Save it anew as .xlsx, or copy the cells and paste them."),
            field="sheet",
        ) from None


def _place(name: str) -> int:
    return int("".join(c for c in name if c.isdecimal()))


def _part(book: zipfile.ZipFile, name: str) -> ET.Element:
    """One part of the workbook; what unpacks to more than it may is no sheet of anybody's."""
    with book.open(name) as part:
        text = part.read(PART_MAX + 1)
    if len(text) > PART_MAX:
        raise ValueError(name)
    return ET.fromstring(text, ET.XMLParser(target=_Plain()))  # noqa: S314 -- without a DOCTYPE there is no entity to expand


class _Plain(ET.TreeBuilder):
    """No sheet declares a document type, and with it entities."""

    def doctype(self, *_told: str | None) -> None:
        raise ValueError


def _strings(book: zipfile.ZipFile) -> list[str]:
    return [_text(one) for one in _part(book, "xl/sharedStrings.xml").iter(f"{_NAMESPACE}si")]


def _text(element: ET.Element) -> str:
    """Without the readings that an Asian input method adds."""
    phonetic = {id(t) for r in element.iter(f"{_NAMESPACE}rPh") for t in r.iter(f"{_NAMESPACE}t")}
    return "".join(t.text or "" for t in element.iter(f"{_NAMESPACE}t") if id(t) not in phonetic)


def _rows(sheet: ET.Element, shared: list[str]) -> Iterator[list[str]]:
    last = 0
    for row in sheet.iter(f"{_NAMESPACE}row"):
        number = int(row.get("r", last + 1))
        if not last < number <= ROWS_MAX + 1:
            raise ValueError(number)
        yield from ([] for _gap in range(number - last - 1))
        last = number
        cells: dict[int, str] = {}
        for cell in row.iter(f"{_NAMESPACE}c"):
            cells[_column(cell.get("r", ""), len(cells))] = _value(cell, shared)
        yield [cells.get(column, "") for column in range(min(max(cells, default=-1) + 1, CELLS_MAX))]


def _column(place: str, otherwise: int) -> int:
    found = _COLUMN.match(place)
    if not found:
        return otherwise
    column = 0
    for letter in found[0]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _value(cell: ET.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.find(f"{_NAMESPACE}v")
    text = value.text or "" if value is not None else ""
    if cell.get("t") == "s" and text:
        return shared[int(text)]
    return _number(text) if cell.get("t", "n") == "n" and text else text


def _number(text: str) -> str:
    """As its cell shows it, to 15 digits. A longer number has lost its end already: it is told in powers of ten."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    if abs(number) >= _EXACT:
        return f"{number:E}"
    return f"{number.normalize(Context(prec=15)):f}"
