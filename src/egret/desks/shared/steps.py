"""How a step is taken: from a page, by a form, with every refusal told on that page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from egret.base import clock
from egret.base.errors import Refused

from .access import View
from .forms import DeskForm


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


def done(
    request: HttpRequest, form: DeskForm, act: Callable[..., object], said: str, page: str, *of: int | str
) -> HttpResponse | None:
    """The way back to `page` where the act was done now, by whoever asks; None where the form tells a refusal."""
    if not taken(form, partial(act, *of, by=request.user, at=clock.now())):
        return None
    messages.info(request, said)
    return redirect(page, *of)
