"""How an office takes a step: from a page, by a form, with every refusal told on that page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from egret.base.errors import Refused
from egret.desks.shared.access import View
from egret.desks.shared.forms import DeskForm


def step_of(page: str) -> Callable[[View], View]:
    """A step is only ever posted; whoever merely opens its address is led to its page."""

    def wrap(view: View) -> View:
        @wraps(view)
        def taken_or_led(request: HttpRequest, **row: Any) -> HttpResponse:
            return view(request, **row) if request.method == "POST" else redirect(page, **row)

        return taken_or_led

    return wrap


def taken(form: DeskForm, act: Callable[..., object]) -> bool:
    """Whether the act was done with what the form says; a refusal stands in the form then."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True
