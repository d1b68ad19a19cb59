from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from egret.base.paging import newest_first


def after_of(request: HttpRequest) -> int | None:
    """The key that the page begins after; anything but a number begins at the top."""
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None  # noqa: PLR2004 -- digits of int64


def by_state(request: HttpRequest, rows: QuerySet[Any], states: type[StrEnum]) -> dict[str, Any]:
    """A page of `rows`, of the state alone that the address asks for; what `shared/ui/filter.html` and `more.html` need."""
    state = request.GET.get("state", "")
    if state in [*states]:
        rows = rows.filter(state=state)
    return {"page": newest_first(rows, after_of(request)), "state": state, "states": [*states]}
