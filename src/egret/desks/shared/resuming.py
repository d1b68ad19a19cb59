"""The resume code of a visitor's self-assessment: a cookie that holds it, and the address that tries it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from egret.rooms.assessment.queries import visitors

COOKIE = "egret_assessment"


def code_in(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def remember(request: HttpRequest, answer: Any, code: str) -> None:
    """On this device alone; no script reads it."""
    seconds = visitors.rules().keep_days * 24 * 60 * 60
    answer.set_cookie(
        COOKIE, code, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def source_of(request: HttpRequest) -> str:
    """The visitor's address as a keyed hash; behind `PROXIES` of our own, what the outermost of them saw."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        address = hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else address
    return salted_hmac("egret.resuming", address, algorithm="sha256").hexdigest()
