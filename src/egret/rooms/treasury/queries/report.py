"""The books of one month: what stood, what moved and what stands, fund by fund, with figures that another reading must meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max, Q, QuerySet, Sum

from egret.core.days import CHINA
from egret.core.ledger.accounts import ORIGINS, State
from egret.core.ledger.postings import ROUTES, Event

from ..models import ClosedMonth, Fund, Leg, PaymentOrder, Posting
from .books import Control
from .day import next_month


@dataclass(frozen=True, slots=True)
class Line:
    """One state of one fund's money. What came from an origin counts as a positive sum, so that the others add up to it."""

    fund: Fund
    state: State
    opening: int
    came: int
    went: int

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


@dataclass(frozen=True, slots=True)
class Movement:
    fund: Fund
    event: Event
    here: State
    there: State
    postings: int
    fen: int


@dataclass(frozen=True, slots=True)
class Payment:
    """An order as far as it was settled in the month; `order` is None where the books name one that is not there."""

    no: str
    order: PaymentOrder | None
    settled_at: datetime
    fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """`control` counts all that was posted up to the end of the month, `own` what was posted in it."""

    month: date
    closed: ClosedMonth | None
    lines: tuple[Line, ...]
    movements: tuple[Movement, ...]
    payments: tuple[Payment, ...]
    control: Control
    own: Control
    last_posting: int


def statement(month: date) -> Statement:
    """The books of the month that begins on `month`."""
    begin, end = _bounds(month)
    funds = {fund.code: fund for fund in Fund.objects.order_by("code")}
    before, within = (
        Q(posting__posted_at__lt=begin),
        Q(posting__posted_at__gte=begin, posting__posted_at__lt=end),
    )
    last = Posting.objects.filter(posted_at__lt=end).aggregate(last=Max("pk"))["last"]
    return Statement(
        month,
        ClosedMonth.objects.filter(month=month).select_related("closed_by").first(),
        _lines(funds, before, within),
        _movements(funds, within),
        _payments(within),
        _control(Q(posting__posted_at__lt=end)),
        _control(within),
        last or 0,
    )


def _bounds(month: date) -> tuple[datetime, datetime]:
    return datetime.combine(month, time(0), CHINA), datetime.combine(next_month(month), time(0), CHINA)


def _lines(funds: dict[str, Fund], before: Q, within: Q) -> tuple[Line, ...]:
    rows = Leg.objects.values_list("fund_id", "state").annotate(
        opening=Sum("fen", filter=before, default=0),
        came=Sum("fen", filter=within & Q(fen__gt=0), default=0),
        went=Sum("fen", filter=within & Q(fen__lt=0), default=0),
    )
    sums = {(fund, State(state)): figures for fund, state, *figures in rows.order_by("fund_id", "state")}
    lines = []
    for code, fund in funds.items():
        for state in State:
            opening, came, went = sums.get((code, state), (0, 0, 0))
            if not (opening or came or went):
                continue
            line = (-opening, -went, came) if state in ORIGINS else (opening, came, -went)
            lines.append(Line(fund, state, *line))
    return tuple(lines)


def _movements(funds: dict[str, Fund], within: Q) -> tuple[Movement, ...]:
    rows = Leg.objects.filter(within, fen__gt=0).values_list("fund_id", "posting__event")
    found = rows.annotate(count=Count("posting", distinct=True), sum=Sum("fen")).order_by("fund_id")
    moved = [
        Movement(funds[fund], Event(event), *ROUTES[Event(event)], count, fen)
        for fund, event, count, fen in found
    ]
    order = list(Event)
    return tuple(sorted(moved, key=lambda one: (one.fund.code, order.index(one.event))))


def _payments(within: Q) -> tuple[Payment, ...]:
    rows = Leg.objects.filter(within, posting__event=Event.SETTLE, state=State.IN_TRANSIT)
    settled = rows.values_list("order").annotate(sum=Sum("fen"), at=Max("posting__posted_at"))
    found = {order: (-fen, at) for order, fen, at in settled.order_by("order")}
    orders = _named(list(found))
    return tuple(Payment(no, orders.get(no), at, fen) for no, (fen, at) in sorted(found.items()))


def _named(numbers: list[str], at_once: int = 500) -> dict[str, PaymentOrder]:
    """A few hundred at a time: SQLite takes only so many words in a question."""
    orders: dict[str, PaymentOrder] = {}
    for first in range(0, len(numbers), at_once):
        rows: QuerySet[PaymentOrder] = PaymentOrder.objects.filter(no__in=numbers[first : first + at_once])
        orders |= {order.no: order for order in rows.select_related("award")}
    return orders


def _control(of: Q) -> Control:
    told = Leg.objects.filter(of).aggregate(
        postings=Count("posting", distinct=True),
        legs=Count("pk"),
        moved_fen=Sum("fen", filter=Q(fen__gt=0), default=0),
    )
    return Control(**told)


def posted_in(month: date) -> Control:
    """What a close of the month would lock."""
    begin, end = _bounds(month)
    return _control(Q(posting__posted_at__gte=begin, posting__posted_at__lt=end))
