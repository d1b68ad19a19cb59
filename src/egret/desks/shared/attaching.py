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
    file = kept_if_any(request, form, name, of)
    if file is None and name not in form.errors:
        form.add_error(name, _("Attach this file."))
    return file


def kept_if_any(request: HttpRequest, form: DeskForm, name: str, of: Any) -> Any:
    """The same, where a file need not come."""
    try:
        if file := kept(request, name, of):
            return file
    except FileRefused as refused:
        form.add_error(name, refused.message)
        return None
    return sent_before(request.POST.get(f"{name}_before", ""), of)


def sent_before(pk: str, of: Any) -> Any:
    """A file of the organisation by its key as a page sent it, None where it is none."""
    found = queries.of_organisation(of, {int(pk)}) if pk.isdecimal() and len(pk) < 19 else {}  # noqa: PLR2004 -- digits of int64
    return next(iter(found.values()), None)
