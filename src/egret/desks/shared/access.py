"""Who may see a page stands in its first line; a view that says nothing is refused by a house test."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from egret.rooms.people.states import Permission

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Open to everybody, by decision."""
    view.needs = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    return _guarded(view, None)


def needs(permission: Permission) -> Callable[[View], View]:
    return lambda view: _guarded(view, permission)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back to the page that was open, not to the piece of it that htmx asked for."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    if htmx:
        return HttpResponseClientRedirect(redirect_to_login(htmx.current_url_abs_path or "/").url)
    return redirect_to_login(request.get_full_path())


def _guarded(view: View, permission: Permission | None) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated:
            return _to_sign_in(request)
        if permission and not user.may(permission):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            # Not there, or not for this viewer: one answer for both.
            raise Http404 from None

    guarded.needs = permission or "signed_in"  # type: ignore[attr-defined]
    return guarded
