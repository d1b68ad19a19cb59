from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from egret.base.paging import newest_first
from egret.core.chain import standalone
from egret.desks.shared.access import public
from egret.desks.shared.paging import after_of
from egret.rooms.trail import queries

AT_ONCE = 10


@public
def verification(request: HttpRequest) -> HttpResponse:
    page = newest_first(queries.checkpoints(), after_of(request), AT_ONCE)
    return render(request, "public/verification.html", {"page": page})


@public
def verifier(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """The program itself: whoever checks us should not have to trust our server to do it."""
    return _text(Path(standalone.__file__).read_text("utf-8"), "standalone.py")


@public
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    found = get_object_or_404(queries.checkpoints(), size=size)
    return _text(found.text, f"checkpoint-{found.size}.txt")


def _text(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
