from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.core.ledger.accounts import State
from egret.core.packs.model import Indicator, Span, by_id
from egret.desks.shared import board
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.indicator import actions, queries
from egret.rooms.people.states import Permission
from egret.rooms.treasury import queries as treasury

COUNT_MAX = 10**9
MONEY = (State.COMMITTED, State.PAYABLE, State.IN_TRANSIT, State.PAID, State.RECOVERED)


class FigureForm(DeskForm):
    count = forms.IntegerField(label=gettext_lazy("Figure"), min_value=0, max_value=COUNT_MAX)
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("Document, number and date, so that an inspector can find it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_INDICATORS)
def indicators(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    pack = city.pack()
    sums = treasury.by_source() if user.may(Permission.SEE_MONEY) else {}
    return render(
        request,
        "office/indicators/board.html",
        {
            "board": board.groups(),
            "periods": pack.periods,
            "tiles": board.tiles(),
            "sources": [
                (source.term, [sums[source.id][state] for state in MONEY])
                for source in pack.fund_sources
                if source.id in sums
            ],
        },
    )


@needs(Permission.SEE_INDICATORS)
def indicator(request: HttpRequest, indicator_id: str, period_id: str) -> HttpResponse:
    found, period = _asked_for(indicator_id, period_id)
    return _shown(request, found, period, FigureForm())


@needs(Permission.REPORT_FIGURES)
def report_figure(request: HttpRequest, indicator_id: str, period_id: str) -> HttpResponse:
    found, period = _asked_for(indicator_id, period_id)
    form = FigureForm(request.POST)
    if form.is_valid():
        try:
            actions.report_figure(found.id, period.id, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("The figure is reported."))
            return redirect("office:indicator", found.id, period.id)
    return _shown(request, found, period, form)


def _asked_for(indicator_id: str, period_id: str) -> tuple[Indicator, Span]:
    pack = city.pack()
    try:
        return by_id(pack.indicators, indicator_id), by_id(pack.periods, period_id)
    except KeyError:
        raise Http404 from None


def _shown(request: HttpRequest, found: Indicator, period: Span, form: DeskForm) -> HttpResponse:
    user: Any = request.user
    reported = found.measure == "reported"
    # A district reads the whole city's figure, but opens its own enterprises alone.
    rows = (
        queries.reports_of(found, period)
        if reported
        else queries.behind(found, period) & enterprises.visible_to(user)
    )
    return render(
        request,
        "office/indicators/one.html",
        {
            "indicator": found,
            "period": period,
            "reported": reported,
            "page": newest_first(rows, after_of(request)),
            "in_all": rows.count(),
            "form": form if user.may(Permission.REPORT_FIGURES) and (reported or form.errors) else None,
        },
        status=422 if form.errors else 200,
    )
