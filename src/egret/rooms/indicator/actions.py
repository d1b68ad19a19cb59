from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.packs.model import by_id
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .errors import FigureRefused
from .models import ReportedFigure


@transaction.atomic
def report_figure(
    indicator_id: str, period_id: str, *, count: int, evidence: str, by: User, at: datetime
) -> ReportedFigure:
    pack = city.pack()
    try:
        indicator = by_id(pack.indicators, indicator_id)
        by_id(pack.periods, period_id)
    except KeyError:
        raise FigureRefused(_("There is no such indicator or period.")) from None
    if indicator.measure != "reported":
        raise FigureRefused(_("This figure is counted from the cases: it can't be written by hand."))
    if not evidence.strip():
        raise FigureRefused(_("Name the evidence, so that an inspector can find it."), field="evidence")
    figure = ReportedFigure.objects.create(
        indicator=indicator_id,
        period=period_id,
        count=count,
        evidence=evidence.strip(),
        reported_at=at,
        reported_by=by,
    )
    trail.record(
        verb="figure.reported",
        subject=f"figure:{figure.pk}",
        case="indicators",
        by=by.actor,
        at=at,
        body={"indicator": indicator_id, "period": period_id, "count": count, "evidence": figure.evidence},
    )
    return figure
