"""The letter as a Word document, with the typefaces that offices use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from .letter import Letter

# Named, not shipped: a machine without them falls back to its own.
_BODY, _HEAD = "仿宋", "黑体"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def word(letter: Letter) -> bytes:
    """The same letter gives the same bytes."""
    document = blank()
    about(document, f"{letter.title} {letter.no}", letter.issuer, letter.demo, letter.stamp)
    document.add_heading(letter.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(letter.no).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(f"{letter.recipient}{letter.words['colon']}")
    for paragraph in (letter.sentence, *letter.paragraphs):
        document.add_paragraph(paragraph)
    _chapters(document, letter)
    document.add_paragraph(f"{letter.issuer}\n{letter.dated}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for small in filter(None, (letter.proof, letter.demo)):
        document.add_paragraph(small)
    return packed(document)


def blank() -> Any:
    """An empty document in the typefaces of an office."""
    document = Document()
    _typeface(document.styles["Normal"], _BODY, 12)
    for level, size in ((0, 18), (1, 14)):
        _typeface(document.styles["Title" if level == 0 else f"Heading {level}"], _HEAD, size)
    return document


def _chapters(document: Any, letter: Letter) -> None:
    words = letter.words
    document.add_heading(words["rests_on"], 1)
    document.add_paragraph(letter.clause)
    document.add_paragraph(letter.gist)
    if letter.decided:
        document.add_heading(words["decided"], 1)
        for row in letter.decided:
            document.add_paragraph(" — ".join(filter(None, (f"{row.name} {row.value}", row.reason))))
    document.add_heading(words["facts"], 1)
    table(document, words["fact_columns"], [(row.name, row.value, row.evidence) for row in letter.facts])
    document.add_heading(words["computed"], 1)
    table(document, words["line_columns"], [(row.name, row.calculation, row.amount) for row in letter.lines])
    document.add_heading(words["next"], 1)
    for sentence in letter.next:
        document.add_paragraph(sentence, style="List Bullet")


def table(document: Any, columns: list[str], rows: Sequence[Sequence[str]]) -> None:
    made = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    for cells, texts in ((made.rows[0].cells, columns), *((made.add_row().cells, row) for row in rows)):
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text


def _typeface(style: Any, name: str, size: int) -> None:
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), name)


def about(document: Any, title: str, issuer: str, demo: str, stamp: int) -> None:
    """What the file says of itself; `stamp` is its moment in seconds."""
    said = document.core_properties
    said.title, said.author, said.comments = title, issuer, demo
    said.created = said.modified = datetime.fromtimestamp(stamp, UTC)


def packed(document: Any) -> bytes:
    """Without the moment of packing, so that the bytes repeat."""
    made, packed = BytesIO(), BytesIO()
    document.save(made)
    with ZipFile(made) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(ZipInfo(name, _EPOCH), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
