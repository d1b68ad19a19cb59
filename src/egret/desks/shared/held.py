from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from egret.rooms.city import queries as city
from egret.rooms.city.errors import PackUnreadable

CONFLICT, STOPPED = 409, 503


class UnderOnePack:
    """A page and what it decides rest on one pack, though another thread releases the next one meanwhile.

    A pack that this Egret can't open is told in a sentence: one that is kept, on the page that needs it; the one in
    force, instead of every page, since going on by another rule would be worse (ADR 6, ADR 8).
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            with city.held():
                return self.answer(request)
        except PackUnreadable as unreadable:
            # Outside every page: no menu, for that would ask the pack for the city's name.
            return HttpResponse(
                render_to_string("shared/stopped.html", {"text": unreadable.message}), status=STOPPED
            )

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django asks when a view raised."""
        if not isinstance(exception, PackUnreadable):
            return None
        said = {
            "title": _("This can't be opened here"),
            "text": exception.message,
            "back": reverse("shared:home"),
        }
        return render(request, "shared/told.html", said, status=CONFLICT)
