"""What an office hands out about an award, made from the award's own lines: PDF/A and Word, Chinese or English."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from .letter import Letter, letter_of
from .pdf import pdf
from .word import word

__all__ = ["Letter", "handed_out", "letter_of", "pdf", "word"]

_FORMATS = {
    "pdf": (pdf, "application/pdf"),
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def handed_out(award: Any, form: str) -> HttpResponse:
    """The letter about `award` as a download: `form` is pdf or docx."""
    if form not in _FORMATS:
        raise Http404
    make, content_type = _FORMATS[form]
    answer = HttpResponse(make(letter_of(award)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{award.no}.{form}"'
    return answer
