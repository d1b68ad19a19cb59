"""One sheet in which every cell is text, so that no spreadsheet rounds an amount or an account number."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import datetime

import xlsxwriter

from egret.core.banking.faults import BadMessage, Code, Fault
from egret.core.banking.files.rows import Rows
from egret.core.banking.markup import LARGEST, Part, read
from egret.core.banking.texts import shown

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
WIDTH = 20

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PLACE = re.compile(r"([A-Z]{1,2})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def to_bytes(rows: Rows, made_at: datetime) -> bytes:
    """The same rows at the same moment give the same bytes, as long as zlib packs alike."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    as_text = book.add_format({"num_format": "@"})
    sheet.set_column(0, max(map(len, rows)) - 1, WIDTH, as_text)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(place, column, text, as_text)
    book.close()
    return out.getvalue()


def to_rows(data: bytes, widths: tuple[int, ...]) -> Rows:
    """Cells by row; an empty cell is "". `widths` are the columns of the first, the middle and the last rows."""
    strings = [_text(part) for part in read(_member(data, STRINGS), _NAMESPACE, "sst").each("si")]
    found: dict[int, dict[int, str]] = {}
    for row in read(_member(data, SHEET), _NAMESPACE, "worksheet").one("sheetData").each("row"):
        for cell in row.each("c"):
            place = _PLACE.fullmatch(cell.attributes.get("r", ""))
            if not place:
                cell.refuse(Code.MALFORMED, cell.attributes.get("r", ""))
            line, column = int(place[2]), _column(place[1])
            if column in found.setdefault(line, {}):
                cell.refuse(Code.REPEATED, place[0])
            if value := _value(cell, strings):
                found[line][column] = value
    return _square(found, widths)


def _member(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise BadMessage(Fault("file", Code.TOO_LARGE, str(len(data)), str(LARGEST)))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(name) as member:
            # What a member says of its own size is not believed.
            content = member.read(LARGEST + 1)
    except _BROKEN as fault:
        raise BadMessage(Fault(name, Code.MALFORMED, shown(str(fault)))) from None
    if len(content) > LARGEST:
        raise BadMessage(Fault(name, Code.TOO_LARGE, "", str(LARGEST)))
    return content


def _text(part: Part) -> str:
    words = part.one("t")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(words.texts))


def _value(cell: Part, strings: list[str]) -> str:
    value = cell.maybe("v")
    if value is None:
        return ""
    if cell.attributes.get("t") != "s":
        cell.refuse(Code.WORD, cell.attributes.get("t", "number"), "text")
    index = value.whole()
    if index >= len(strings):
        value.refuse(Code.NUMBER, str(index))
    return strings[index]


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _square(found: dict[int, dict[int, str]], widths: tuple[int, ...]) -> Rows:
    """Rows without holes; `widths` says how wide each of the first rows is, then the rest, then the last ones."""
    last = max(found, default=0)
    if sorted(found) != list(range(1, last + 1)):
        raise BadMessage(Fault(SHEET, Code.MISSING, str(len(found)), str(last)))
    rows = []
    for line in range(1, last + 1):
        width = max(max(found[line], default=0), _width(line, last, widths))
        rows.append([found[line].get(column, "") for column in range(1, width + 1)])
    return rows


def _width(line: int, last: int, widths: tuple[int, ...]) -> int:
    heads, head, body, tails, tail = widths
    if line <= heads:
        return head
    return tail if line > last - tails else body
