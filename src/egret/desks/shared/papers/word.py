from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH

from egret.desks.shared.letters.word import about, blank, packed, table

from .paper import Paper


def word(paper: Paper) -> bytes:
    document = blank()
    about(document, f"{paper.title} {paper.whose}", paper.issuer, paper.demo, paper.stamp)
    document.add_heading(paper.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(paper.whose).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for sentence in paper.lead:
        document.add_paragraph(sentence)
    for chapter in paper.chapters:
        document.add_heading(chapter.heading, 1)
        for sentence in chapter.sentences:
            document.add_paragraph(sentence)
        for point in chapter.points:
            document.add_paragraph(point, style="List Bullet")
        if chapter.rows:
            table(document, chapter.columns, chapter.rows)
    document.add_paragraph(paper.dated).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for small in filter(None, (*paper.proof, paper.demo)):
        document.add_paragraph(small)
    return packed(document)
