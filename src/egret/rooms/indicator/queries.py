from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from egret.base.clock import CHINA
from egret.core.packs.model import Indicator, Span, by_id
from egret.rooms.acceptance.models import Acceptance
from egret.rooms.acceptance.states import AcceptanceState
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.enterprise.states import Title
from egret.rooms.project.models import Contract
from egret.rooms.project.states import ContractState
from egret.rooms.provider import queries as providers
from egret.rooms.trail import queries as trail

from .models import ReportedFigure

_ABOVE, _BELOW = Q(contract__enterprise__above_scale=True), Q(contract__enterprise__above_scale=False)
_CONTRACTED = {
    "contracted": Q(),
    "contracted_above": Q(enterprise__above_scale=True),
    "contracted_below": Q(enterprise__above_scale=False),
    "contracted_innovative": ~Q(enterprise__title=Title.NONE),
}
_ACCEPTED = {
    "level_2_above": Q(on_site__level__gte=2) & _ABOVE,
    "level_2_below": Q(on_site__level__gte=2) & _BELOW,
    "level_4": Q(on_site__level=4),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one period: counts, and with a base their shares of it."""

    target: Fraction
    count: int
    base: int

    @property
    def actual(self) -> Fraction:
        return Fraction(self.count, self.base) if self.base else Fraction(self.count)

    @property
    def done(self) -> Fraction:
        """How much of the target is reached; 1 where nothing is asked for."""
        return self.actual / self.target if self.target else Fraction(1)


@dataclass(frozen=True, slots=True)
class Row:
    indicator: Indicator
    cells: tuple[Cell, ...]
    total: Cell
    drills: bool


def span_of(period: Span) -> tuple[datetime, datetime]:
    """Both days included, in China time."""
    start = datetime.combine(period.from_on, time(), CHINA)
    return start, datetime.combine(period.to_on + timedelta(days=1), time(), CHINA)


def _contracts(period: Span) -> QuerySet[Contract]:
    start, end = span_of(period)
    return Contract.objects.filter(state=ContractState.CHECKED, checked_at__gte=start, checked_at__lt=end)


def _acceptances(period: Span) -> QuerySet[Acceptance]:
    start, end = span_of(period)
    return Acceptance.objects.filter(state=AcceptanceState.PASSED, decided_at__gte=start, decided_at__lt=end)


def _counts(period: Span) -> dict[str, int]:
    """Every measure of one period, in three queries whatever the number of enterprises."""
    contracted = _contracts(period).aggregate(**{m: Count("pk", filter=q) for m, q in _CONTRACTED.items()})
    accepted = _acceptances(period).aggregate(**{m: Count("pk", filter=q) for m, q in _ACCEPTED.items()})
    return {**contracted, **accepted, "providers": providers.admitted_between(*span_of(period))}


def _reported() -> dict[tuple[str, str], int]:
    rows = ReportedFigure.objects.order_by("pk").values_list("indicator", "period", "count")
    return {(indicator, period): count for indicator, period, count in rows}


def board() -> tuple[Row, ...]:
    """Every indicator of the plan: target and actual by period and in all."""
    return trail.as_of_head("indicator-board", _counted_board)


def _counted_board() -> tuple[Row, ...]:
    pack = city.pack()
    counts = [_counts(period) for period in pack.periods]
    reported = _reported()
    rows = []
    for indicator in pack.indicators:
        base = by_id(pack.bases, indicator.base).count if indicator.base else 0
        found = [
            reported.get((indicator.id, period.id), 0)
            if indicator.measure == "reported"
            else measured[indicator.measure]
            for period, measured in zip(pack.periods, counts, strict=True)
        ]
        targets = [indicator.targets[period.id] for period in pack.periods]
        cells = tuple(Cell(target, count, base) for target, count in zip(targets, found, strict=True))
        drills = indicator.measure in _CONTRACTED or indicator.measure in _ACCEPTED
        rows.append(Row(indicator, cells, Cell(sum(targets, Fraction(0)), sum(found), base), drills))
    return tuple(rows)


def target(*measures: str) -> int:
    """What the plan asks for of these measures, as a count over all its periods."""
    asked = [one for one in city.pack().indicators if one.measure in measures and not one.base]
    return int(sum(sum(one.targets.values()) for one in asked))


def reports_of(indicator: Indicator, period: Span) -> QuerySet[ReportedFigure]:
    """What was reported for one period; the newest row is the figure."""
    rows = ReportedFigure.objects.filter(indicator=indicator.id, period=period.id)
    return rows.select_related("reported_by")


def behind(indicator: Indicator, period: Span) -> QuerySet[Enterprise]:
    """The enterprises that a figure counts."""
    if indicator.measure in _CONTRACTED:
        rows = _contracts(period).filter(_CONTRACTED[indicator.measure]).values("enterprise")
    elif indicator.measure in _ACCEPTED:
        rows = _acceptances(period).filter(_ACCEPTED[indicator.measure]).values("contract__enterprise")
    else:
        return Enterprise.objects.none()
    return Enterprise.objects.filter(pk__in=rows)


def by_district() -> dict[str, tuple[int, int]]:
    """District → contracts checked, enterprises accepted at level 2 or more; since the programme began."""
    contracted = Contract.objects.filter(state=ContractState.CHECKED)
    accepted = Acceptance.objects.filter(state=AcceptanceState.PASSED, on_site__level__gte=2)
    first = dict(contracted.values_list("enterprise__district").annotate(n=Count("pk")).order_by())
    second = dict(accepted.values_list("contract__enterprise__district").annotate(n=Count("pk")).order_by())
    return {d.id: (first.get(d.id, 0), second.get(d.id, 0)) for d in city.pack().districts}
