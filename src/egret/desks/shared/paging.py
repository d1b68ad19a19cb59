from __future__ import annotations

from django.http import HttpRequest


def after_of(request: HttpRequest) -> int | None:
    """The key that the page begins after; anything but a number begins at the top."""
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None  # noqa: PLR2004 -- digits of int64
