"""Budget lines that are shared among all who wait: what sharing would give, one officer proposes, another confirms."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.paging import SIZE
from egret.core.policy.budget import BudgetLine, Tie, WhenShort
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of, taken
from egret.journeys.share_line import confirm_share
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.actions import shares as actions
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.queries import shares as queries


class DigestForm(DeskForm):
    """A step on the table as it was when the page was made."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


@needs(Permission.SEE_MONEY)
def shares(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "line": line,
            "table": queries.table(line, clock.now()),
            "days": _days_left(line),
            "proposed": queries.proposed(line),
        }
        for line in queries.lines()
    ]
    return render(request, "office/shares/list.html", {"rows": rows})


@needs(Permission.SEE_MONEY)
def share(request: HttpRequest, line_id: str) -> HttpResponse:
    return _shown(request, line_id)


@needs(Permission.SEE_MONEY)
def past(request: HttpRequest, line_id: str, pk: int) -> HttpResponse:
    """A confirmed share: who took part, and the award that each part became."""
    found = get_object_or_404(queries.confirmed(), line=line_id, pk=pk)
    page = _page(list(queries.parts_of(found)), request)
    awards = {award.claim_id: award for award in queries.awards_of(found)}
    line = queries.line_then(found)
    return render(
        request,
        "office/shares/past.html",
        {
            "share": found,
            "line": line,
            "how": _how(line),
            "ranked": line.when_short == WhenShort.BY_RANK,
            "rows": [
                (part, awards.get(part.claim_id), part.want_fen - part.part_fen) for part in page["rows"]
            ],
            "after": page["after"],
            "paid_fen": min(found.left_fen, found.wanted_fen),
        },
    )


@needs(Permission.DECIDE_CLAIM)
@step_of("office:share")
def propose(request: HttpRequest, line_id: str) -> HttpResponse:
    _line(line_id)
    form = DigestForm(request.POST)
    said = _("Proposed. Another officer of the city has to confirm it.")
    return done(request, form, actions.propose, said, "office:share", line_id) or _shown(
        request, line_id, form
    )


@needs(Permission.DECIDE_CLAIM)
@step_of("office:share")
def confirm(request: HttpRequest, line_id: str) -> HttpResponse:
    proposed = _proposed(line_id)
    form = DigestForm(request.POST)
    if taken(form, partial(confirm_share, proposed.pk, by=request.user, at=clock.now())):
        messages.info(request, _("Shared. Every claim has its award, and every enterprise was told."))
        return redirect("office:past-share", line_id, proposed.pk)
    return _shown(request, line_id, form)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:share")
def take_back(request: HttpRequest, line_id: str) -> HttpResponse:
    proposed = _proposed(line_id)
    form = DeskForm(request.POST)
    if taken(form, partial(actions.withdraw, proposed.pk, by=request.user, at=clock.now())):
        messages.info(request, _("Taken back. The claims go on waiting."))
        return redirect("office:share", line_id)
    return _shown(request, line_id, form)


def _line(line_id: str) -> BudgetLine:
    line = queries.line_of(line_id)
    if line is None:
        raise Http404
    return line


def _proposed(line_id: str) -> Any:
    proposed = queries.proposed(_line(line_id))
    if proposed is None:
        raise Http404
    return proposed


def _shown(request: HttpRequest, line_id: str, refused: DeskForm | None = None) -> HttpResponse:
    user: Any = request.user
    line = _line(line_id)
    table, proposed = queries.table(line, clock.now()), queries.proposed(line)
    may = user.may(Permission.DECIDE_CLAIM)
    stale = proposed is not None and proposed.digest != table.digest
    return render(
        request,
        "office/shares/one.html",
        {
            "line": line,
            "how": _how(line),
            "ranked": line.when_short == WhenShort.BY_RANK,
            "table": table,
            "days": _days_left(line),
            **_page(list(table.rows), request),
            "stuck": [(one.claim, refusal(one.refused)) for one in table.stuck],
            "proposed": proposed,
            "stale": stale,
            "may_propose": may and proposed is None and bool(table.rows),
            "may_confirm": may and proposed is not None and not stale and proposed.proposed_by_id != user.pk,
            "may_take_back": may and proposed is not None,
            "mine": proposed is not None and proposed.proposed_by_id == user.pk,
            "past": queries.confirmed().filter(line=line.id).reverse(),
            "refused": refused,
        },
        status=422 if refused else 200,
    )


def _page(rows: list[Any], request: HttpRequest) -> dict[str, Any]:
    """By place: each page begins after one."""
    first = min(after_of(request) or 0, len(rows))
    shown = rows[first : first + SIZE]
    return {"rows": shown, "after": first + SIZE if len(rows) > first + SIZE else None}


def _days_left(line: BudgetLine) -> int:
    """Until its last day; below zero once that is past."""
    return (line.to_on - clock.today()).days


def _how(line: BudgetLine) -> str:
    """How the line is shared, in a sentence or two."""
    if line.when_short == WhenShort.BY_RANK:
        return _(
            "By rank: rank 1 is paid whole, then rank 2, until nothing is left; the last one takes what is left. "
            "Among equal ranks the earlier claim stands first."
        )
    if line.tie == Tie.LARGER:
        return _(
            "Pro rata: each gets the same share of what it asks for, to the fen. The fen left over by rounding go to the "
            "largest remainders, among equal ones to the larger claim."
        )
    return _(
        "Pro rata: each gets the same share of what it asks for, to the fen. The fen left over by rounding go to the "
        "largest remainders, among equal ones to the earlier claim."
    )
