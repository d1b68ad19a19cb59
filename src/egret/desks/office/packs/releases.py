"""What was released, by whose two hands; any two packs side by side; a release as a file to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from egret.base.paging import newest_first
from egret.core.packs.archive import archive
from egret.core.packs.comparing import compare
from egret.core.packs.languages import LANGUAGE, language_of
from egret.desks.shared.access import needs
from egret.desks.shared.paging import after_of
from egret.rooms.city import queries
from egret.rooms.people.states import Permission

OFFERED = 50  # the newest releases and drafts stand in the lists to choose from


@needs(Permission.SEE_PACK)
def releases(request: HttpRequest) -> HttpResponse:
    page = newest_first(queries.releases(), after_of(request))
    shas = [row.sha256 for row in page.rows]
    signed, languages = queries.signed_drafts(shas), queries.unread_languages(shas)
    return render(
        request,
        "office/packs/releases.html",
        {
            "page": page,
            "rows": [(row, signed.get(row.sha256), languages.get(row.sha256)) for row in page.rows],
            "in_force": queries.pack().sha256,
        },
    )


@needs(Permission.SEE_PACK)
def download(_request: HttpRequest, sha256: str) -> HttpResponse:
    """The very files that the hash names, for whoever keeps or checks them elsewhere."""
    found = get_object_or_404(queries.releases(), sha256=sha256)
    whole = archive(queries.files_of_release(sha256))
    name = f"{found.pack_id}-{sha256[:12]}.zip"
    return HttpResponse(
        whole,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(Permission.SEE_PACK)
def comparison(request: HttpRequest) -> HttpResponse:
    options = _options(request.user)
    before, after = request.GET.get("from", ""), request.GET.get("to", "")
    told, unread = None, []
    if before and after:
        one, other = _files(request.user, before), _files(request.user, after)
        told, unread = compare(one, other), _unread((before, one), (after, other))
    return render(
        request,
        "office/packs/compare.html",
        {"options": options, "before": before, "after": after, "comparison": told, "unread": unread},
    )


def _unread(*sides: tuple[str, Mapping[str, str]]) -> list[tuple[str, int]]:
    """Those of the two in another language: their lines can be compared, their amounts can't."""
    told = [(what[:12], language_of(files)) for what, files in sides]
    return [(what, written) for what, written in told if written != LANGUAGE]


def _options(user: Any) -> list[tuple[str, str]]:
    stored = [
        (row.sha256, f"{row.version} · {row.sha256[:12]}")
        for row in queries.releases().order_by("-pk")[:OFFERED]
    ]
    drafts = queries.visible_to(user).defer("files").order_by("-pk")[:OFFERED]
    return [*stored, *((f"draft-{row.pk}", row.title) for row in drafts)]


def _files(user: Any, what: str) -> Mapping[str, str]:
    """Of a release by its hash, or of `draft-3`."""
    if not what.startswith("draft-"):
        get_object_or_404(queries.releases(), sha256=what)
        return queries.files_of_release(what)
    number = what.removeprefix("draft-")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:  # noqa: PLR2004 -- digits of int64
        raise Http404
    found: Any = get_object_or_404(queries.visible_to(user), pk=int(number))
    files: Mapping[str, str] = found.files
    return files
