"""Papers of chapters with sentences and tables, handed out as PDF/A or Word; the same data give the same bytes."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from .paper import Chapter, Paper, made_on
from .pdf import pdf
from .word import word

__all__ = ["Chapter", "Paper", "handed_out", "made_on", "pdf", "word"]

_FORMATS = {
    "pdf": (pdf, "application/pdf"),
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def handed_out(paper: Paper, name: str, form: str) -> HttpResponse:
    """`form` is pdf or docx."""
    if form not in _FORMATS:
        raise Http404
    make, content_type = _FORMATS[form]
    answer = HttpResponse(make(paper), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
