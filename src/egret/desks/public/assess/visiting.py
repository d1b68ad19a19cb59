"""A page for whoever comes with a resume code: the code opens the row, or the visitor is told why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from egret.base import clock
from egret.desks.shared.access import public
from egret.desks.shared.resuming import COOKIE, code_in, source_of
from egret.rooms.assessment.actions import visitors
from egret.rooms.assessment.errors import TooManyCodes
from egret.rooms.assessment.queries import visitors as queries

TOO_MANY = 429


def visiting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view(request, row, …)`: open to everybody whose cookie holds a code that opens something."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = code_in(request)
        if not code:
            return _to_start(request)
        try:
            row = visitors.find(code, source=source_of(request), at=clock.now())
        except TooManyCodes as refused:
            return wait(request, refused)
        if row is None:
            answer = _to_start(request, lost=True)
            answer.delete_cookie(COOKIE)
            return answer
        return view(request, row, *args, **kwargs)

    return public(opened)


def _to_start(request: HttpRequest, *, lost: bool = False) -> Any:
    """`lost`: the code that the device remembered opens nothing any more."""
    url = reverse("public:assess") + ("?lost=1" if lost else "")
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)  # type: ignore[attr-defined]


def wait(request: HttpRequest, refused: TooManyCodes) -> HttpResponse:
    told = {"title": _("Too many tries"), "text": refused.message, "back": reverse("public:home")}
    return render(request, "shared/told.html", told, status=TOO_MANY)


def goes_on(row: Any) -> str:
    """The address of the first open question, or of the result."""
    here = queries.stands(row)
    still_open = {*here.open_questions, *here.open_scenarios}
    following = next((code for code in queries.codes_of(row) if code in still_open), None)
    return (
        reverse("public:assess-question", args=[following]) if following else reverse("public:assess-result")
    )
