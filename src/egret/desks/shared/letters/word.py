from __future__ import annotations

import io
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

from .content import Letter, Section

BODY, HEADING, LATIN = "仿宋", "黑体", "Times New Roman"
RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def as_word(letter: Letter) -> bytes:
    paper = Document()
    _dress(paper, letter)
    _line(paper, letter.demo, size=9, align=RIGHT)
    _line(paper, letter.issuer, size=14, align=CENTRE)
    _line(paper, letter.title, size=22, align=CENTRE, font=HEADING)
    _line(paper, f"{letter.no}    {letter.dated_said}", align=CENTRE)
    _line(paper, letter.to, size=14)
    for text in (letter.lead, letter.why, *letter.paragraphs):
        _line(paper, text)
    for section in letter.sections:
        _section(paper, section)
    _line(paper, letter.footer, size=8)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _dress(paper: Paper, letter: Letter) -> None:
    """The fonts that offices have; dates from the award, so that nothing hangs on today."""
    style = paper.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    about = paper.core_properties
    about.title, about.author = f"{letter.title} {letter.no}", letter.issuer
    about.created = about.modified = datetime.combine(letter.dated, time(), UTC).replace(tzinfo=None)
    about.language = "zh-CN" if letter.language == "zh" else "en-GB"


def _line(
    paper: Paper,
    text: str,
    *,
    size: int = 12,
    align: WD_ALIGN_PARAGRAPH | None = None,
    font: str = BODY,
) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    _set(paragraph.add_run(text), size, font)


def _set(run: Run, size: int, font: str) -> None:
    run.font.size, run.font.name = Pt(size), LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 -- python-docx has no other way to a Chinese font


def _section(paper: Paper, section: Section) -> None:
    _line(paper, section.heading, size=14, font=HEADING)
    if section.text:
        _line(paper, section.text)
    if not section.rows:
        return
    table = paper.add_table(rows=1, cols=len(section.head), style="Table Grid")
    for row in (section.head, *section.rows):
        cells = table.rows[0].cells if row is section.head else table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = RIGHT if place in section.numbers else None
            _set(paragraph.add_run(text), 10, HEADING if row is section.head else BODY)
