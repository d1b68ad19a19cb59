from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from egret.base import clock
from egret.desks.shared.forms import DeskForm
from egret.rooms.files import actions, queries
from egret.rooms.files.checks import SIZE_MAX
from egret.rooms.files.errors import FileRefused


def kept(request: HttpRequest, name: str, of: Any) -> Any:
    """The file that came under `name`, kept; None when none came."""
    sent: Any = request.FILES.get(name)
    if sent is None:
        return None
    # One byte above the limit tells that it is too large; the rest need not be read.
    content = sent.read(SIZE_MAX + 1)
    return actions.keep(sent.name, content, of=of, by=request.user, at=clock.now())  # type: ignore[arg-type]


def kept_or_before(request: HttpRequest, form: DeskForm, name: str, of: Any) -> Any:
    """The file that came, or the one that came on an earlier try of this form; without any the form says so."""
    try:
        if file := kept(request, name, of):
            return file
    except FileRefused as refused:
        form.add_error(name, refused.message)
        return None
    before = request.POST.get(f"{name}_before", "")
    found = queries.of_organisation(of, {int(before)}) if before.isdecimal() and len(before) < 19 else {}  # noqa: PLR2004 -- digits of int64
    if not found:
        form.add_error(name, _("Attach this file."))
        return None
    return next(iter(found.values()))
