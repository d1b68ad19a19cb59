from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.journeys import daily
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.files import queries as files
from egret.rooms.notice import actions as notices
from egret.rooms.people.states import Role
from egret.rooms.treasury.queries import sanctions, vouchers

from .access import public, signed_in
from .context import OFFICES

_HOMES = {
    Role.ENTERPRISE: "enterprise:home",
    Role.PROVIDER: "provider:home",
    Role.ASSESSOR: "assessor:home",
    **dict.fromkeys(OFFICES, "office:home"),
}


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    form = AuthenticationForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(_safe_next(request) or "shared:home")
    return render(request, "shared/sign_in.html", {"form": form, "next": _safe_next(request)})


@require_POST
@public
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("public:home")


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return redirect(_HOMES.get(user.role, "public:home"))


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    answer = redirect(_safe_next(request) or "public:home")
    if check_for_language(chosen):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=request.is_secure())
    return answer


@require_POST
@signed_in
def read_messages(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if user.organisation:
        notices.mark_read(user.organisation, by=user, at=clock.now())
    return redirect("shared:home")


@require_POST
@public
def move_clock(request: HttpRequest) -> HttpResponse:
    """Demo alone: let days pass, with all that falls due on them."""
    if not settings.DEMO:
        raise Http404
    days = {"1": 1, "8": 8}.get(request.POST.get("days", ""), 0)
    at = clock.now() + timedelta(days=days)
    clock.set_demo_clock(at)
    done = daily.run(at=at)
    messages.info(request, _("The demo clock moved on. Fell due: %(done)s.") % {"done": done})
    return redirect(_safe_next(request) or "public:home")


@signed_in
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = files.attachment(pk)
    own = found.organisation_id == user.organisation_id
    in_scope = user.role in OFFICES and enterprises.sees_organisation(user, found.organisation_id)
    shown = (acceptances.shows_file, vouchers.shows_file, sanctions.shows_file)
    if not (own or in_scope or any(shows(user, pk) for shows in shown)):
        raise Http404
    answer = HttpResponse(files.content(found), content_type=found.media_type)
    answer["Content-Disposition"] = f'inline; filename="{found.sha256[:12]}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _told(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(
        request,
        "shared/told.html",
        {"title": title, "text": text, "back": reverse("shared:home")},
        status=status,
    )


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django passes it
    return _told(
        request,
        403,
        _("This page is too old"),
        _(
            "You signed in or out since it was opened. Go back, copy what you typed, open the page anew and paste it."
        ),
    )


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    return _told(
        request,
        400,
        _("This could not be read"),
        _("What was sent is too large or malformed. Go back and send it again; nothing was changed."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    return _told(request, 403, _("Not for this account"), _("Your role does not open this page."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    return _told(request, 404, _("Not found"), _("It does not exist, or it is not yours to see."))


def broken(request: HttpRequest) -> HttpResponse:
    return _told(
        request, 500, _("Something broke on our side"), _("Nothing you saved is lost. Try again in a moment.")
    )
