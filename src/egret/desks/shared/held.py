from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from egret.rooms.city import queries as city


def under_one_pack(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page and what it decides rest on one pack, though another thread releases the next one meanwhile."""

    def answered(request: HttpRequest) -> HttpResponse:
        with city.held():
            return answer(request)

    return answered
