"""Months of the books: what is over, what is closed, and the report of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.desks.shared.access import needs
from egret.desks.shared.steps import step_of, taken
from egret.rooms.people.states import Permission
from egret.rooms.treasury import actions
from egret.rooms.treasury.queries import day, report

from .forms import CloseForm
from .month_end import FORMATS, made


@needs(Permission.SEE_MONEY)
def months(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@needs(Permission.PAY)
@step_of("office:months")
def close(request: HttpRequest) -> HttpResponse:
    form = CloseForm(request.POST)
    user: Any = request.user

    def act(month: date) -> None:
        actions.close_month(month, by=user, at=clock.now())

    if taken(form, act):
        messages.info(request, _("The month is closed: nothing is posted into it any more."))
        return redirect("office:months")
    return _shown(request, form)


@needs(Permission.SEE_MONEY)
def month_report(request: HttpRequest, period: str, form: str) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    known = {f"{one.month:%Y-%m}": one.month for one in day.months(clock.today())}
    if period not in known or form not in FORMATS:
        raise Http404
    answer = HttpResponse(made(report.statement(known[period]), form), content_type=FORMATS[form])
    answer["Content-Disposition"] = f'attachment; filename="month-end-{period}.{form}"'
    return answer


def _shown(request: HttpRequest, refused: CloseForm | None = None) -> HttpResponse:
    user: Any = request.user
    found = day.months(clock.today())
    # The earliest first: what is carried from month to month is closed in its order.
    due = next((one for one in reversed(found) if not one.closed), None)
    context = {
        "months": found,
        "due": due,
        "locks": report.posted_in(due.month) if due else None,
        "form": CloseForm(initial={"month": due.month}) if due and user.may(Permission.PAY) else None,
        "refused": refused,
    }
    return render(request, "office/funds/months.html", context, status=422 if refused else 200)
