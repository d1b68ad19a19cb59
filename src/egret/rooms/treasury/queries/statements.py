"""What the bank said, beside what we told it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from egret.core.banking.reconcile import Order, Past, Standing, Taken, Verdict
from egret.core.banking.statements import Entry, Kind
from egret.core.banking.statements import Statement as Told
from egret.core.days import china_day
from egret.rooms.city import queries as city

from ..models import BankMessage, ClosedMonth, Difference, PaymentOrder, Statement, StatementLine
from ..states import WITH_BANK, DifferenceKind, DifferenceState, OrderState

S = OrderState


def missing_after() -> int:
    """After how many days an order has to be on a statement."""
    found = city.pack().payer
    return found.missing_after if found else 0


def messages() -> QuerySet[BankMessage]:
    return BankMessage.objects.defer("content").select_related("received_by").order_by("-pk")


def statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("message").order_by("-day", "-pk")


def lines_of(statement: Statement) -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(statement=statement).select_related("order").order_by("place")


def differences(state: DifferenceState = DifferenceState.OPEN) -> QuerySet[Difference]:
    """The oldest first: that is how they are worked through."""
    rows = Difference.objects.filter(state=state).order_by("found_at", "pk")
    return rows.select_related("statement", "line", "order__award__enterprise", "settled_by")


def missing_known() -> QuerySet[int]:
    rows = Difference.objects.filter(kind=DifferenceKind.MISSING, state=DifferenceState.OPEN)
    return rows.values_list("order_id", flat=True)


def statement_before(account_no: str, number: int) -> Statement | None:
    rows = Statement.objects.filter(account_no=account_no, number__lt=number)
    return rows.order_by("-number", "-pk").first()


def statement_numbers(account_no: str) -> set[int]:
    """Of the statements that were taken."""
    return set(Statement.objects.filter(account_no=account_no).values_list("number", flat=True))


def closed_month_of(days: Iterable[date]) -> date | None:
    months = {day.replace(day=1) for day in days}
    return ClosedMonth.objects.filter(month__in=months).values_list("month", flat=True).first()


def orders_by_no(numbers: Iterable[str]) -> dict[str, PaymentOrder]:
    rows = PaymentOrder.objects.filter(no__in={no for no in numbers if no})
    return {order.no: order for order in rows}


def orders_for(told: Sequence[Told]) -> dict[str, Order]:
    """Every order that the bank has, and every one that these statements name."""
    named = {entry.end_to_end_id for one in told for entry in one.entries}
    sent = PaymentOrder.objects.filter(batch__released_at__isnull=False)
    rows = sent.filter(Q(state__in=WITH_BANK) | Q(no__in=named) | Q(state=S.SETTLED) & ~_told())
    fields = ("no", "fen", "account_no", "released_at", "state", "batch__no")
    rows = rows.annotate(told=_told()).values_list(*fields, "told")
    return {
        no: Order(no, fen, account, china_day(at), _standing(S(state), told=on_statement), batch)
        for no, fen, account, at, state, batch, on_statement in rows
    }


def _told() -> Exists:
    """What the bank itself said of it does not settle an order: the statement does."""
    lines = StatementLine.objects.filter(order=OuterRef("pk"), verdict=Verdict.SETTLED)
    return Exists(lines)


def _standing(state: OrderState, *, told: bool) -> Standing:
    match state:
        case S.SETTLED:
            return Standing.SETTLED if told else Standing.OPEN
        case S.RETURNED:
            return Standing.RETURNED
        case S.REJECTED:
            return Standing.REJECTED
        case _:
            return Standing.OPEN


def past_for(told: Sequence[Told]) -> Past:
    """Statements that were taken, and of their entries those that come again or speak of what is still open."""
    entries = {entry.id for one in told for entry in one.entries}
    rows = StatementLine.objects.filter(Q(entry_id__in=entries) | Q(order__state__in=WITH_BANK))
    known = {row.entry_id: _entry(row.said) for row in rows.order_by("-pk")}
    taken = {
        one.bank_id: Taken(one.message.sha256, one.number, one.opening_fen, one.closing_fen, one.day)
        for one in Statement.objects.select_related("message").defer("message__content")
    }
    return Past(taken, known)


def _entry(said: dict) -> Entry:
    return Entry(**{**said, "kind": Kind(said["kind"]), "booked_on": date.fromisoformat(said["booked_on"])})
