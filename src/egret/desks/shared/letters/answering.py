from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from .content import letter_of
from .pdf import as_pdf
from .word import as_word

KINDS = {
    "pdf": ("application/pdf", as_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_word),
}


def answered(award: Any, kind: str) -> HttpResponse:
    """The letter as a file named by the award's number; 404 for a kind that there is not."""
    if kind not in KINDS:
        raise Http404
    media_type, made = KINDS[kind]
    answer = HttpResponse(made(letter_of(award)), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{award.no}.{kind}"'
    return answer
