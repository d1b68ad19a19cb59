"""A door for machines: no session, no form, JSON in and out; every fault is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

MOST_BYTES = 64 * 1024


def said(body: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def fault(status: int, code: str, wrong: str, cure: str, at: str = "") -> JsonResponse:
    one = {"code": code, "question": "", "at": at, "wrong": wrong, "cure": cure}
    return said({"faults": [one]}, status)


def open_to_machines(method: str) -> Callable[[Callable[..., JsonResponse]], Callable[..., JsonResponse]]:
    """Open to everybody, by decision: nothing behind it is anybody's and nothing is kept, so a forged request harms nobody."""

    def opened(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
            if request.method != method:
                refused = fault(405, "method", f"{request.method} is not answered here", f"Use {method}")
                refused["Allow"] = method
                return refused
            return view(request, *args, **kwargs)

        answered.needs = "public"  # type: ignore[attr-defined]
        return csrf_exempt(answered)

    return opened


def body_of(request: HttpRequest) -> bytes | None:
    """None where it is larger than a body may be; a body that says so is not even read."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told) > MOST_BYTES:
        return None
    raw = request.body
    return raw if len(raw) <= MOST_BYTES else None
