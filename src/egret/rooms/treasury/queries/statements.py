"""What the bank said, beside what we told it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from egret.core.banking.reconcile import Order, Past, Standing, Taken, Verdict
from egret.core.banking.statements import Entry, Kind
from egret.core.banking.statements import Statement as Told
from egret.core.days import china_day
from egret.rooms.city import queries as city

from ..models import BankMessage, ClosedMonth, Difference, PaymentOrder, Statement, StatementLine
from ..states import WITH_BANK, DifferenceKind, DifferenceState, OrderState

S = OrderState
AT_ONCE = 5000


def missing_after() -> int:
    """After how many days an order has to be on a statement."""
    found = city.pack().payer
    return found.missing_after if found else 0


def messages() -> QuerySet[BankMessage]:
    return BankMessage.objects.defer("content").select_related("received_by").order_by("-pk")


def statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("message").order_by("-day", "-pk")


def message_now(pk: int) -> BankMessage:
    return BankMessage.objects.select_related("received_by").get(pk=pk)


def statement_now(pk: int) -> Statement:
    return statements().defer("message__content").get(pk=pk)


def statements_in(found: BankMessage) -> QuerySet[Statement]:
    return Statement.objects.filter(message=found).order_by("number")


@dataclass(frozen=True, slots=True)
class Balance:
    """What the bank says last of the account beside what the books explain of it; `settled_fen` is what somebody explained."""

    statement: Statement
    settled_fen: int

    @property
    def left_fen(self) -> int:
        return self.statement.off_fen - self.settled_fen


def balance() -> Balance | None:
    latest = statements().defer("message__content").first()
    if latest is None:
        return None
    explained = Difference.objects.filter(
        state=DifferenceState.SETTLED,
        line__isnull=False,
        statement__account_no=latest.account_no,
        statement__number__lte=latest.number,
    )
    return Balance(latest, explained.aggregate(sum=Sum("fen"))["sum"] or 0)


def lines_about(order: PaymentOrder) -> QuerySet[StatementLine]:
    rows = StatementLine.objects.filter(order=order).select_related("statement__message__received_by")
    return rows.defer("statement__message__content").order_by("pk")


def lines_of(statement: Statement) -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(statement=statement).select_related("order").order_by("pk")


def other_lines_of(statement: Statement) -> QuerySet[StatementLine]:
    """What settles nothing and brings nothing back."""
    return lines_of(statement).exclude(verdict__in=[Verdict.SETTLED, Verdict.RETURNED])


def differences(state: DifferenceState = DifferenceState.OPEN) -> QuerySet[Difference]:
    """The oldest first: that is how they are worked through."""
    return _differences().filter(state=state).order_by("pk")


def _differences() -> QuerySet[Difference]:
    return Difference.objects.select_related("statement", "line", "order__award__enterprise", "settled_by")


def difference_now(pk: int) -> Difference:
    return _differences().get(pk=pk)


def differences_of(found: Statement) -> QuerySet[Difference]:
    """What is wrong with a statement itself, and not with one of its lines."""
    return _differences().filter(statement=found, line=None).order_by("pk")


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
    found: dict[str, PaymentOrder] = {}
    for some in _portions({no for no in numbers if no}):
        found |= {order.no: order for order in PaymentOrder.objects.filter(no__in=some)}
    return found


def orders_for(told: Sequence[Told]) -> dict[str, Order]:
    """Every order that the bank has, and every one that these statements name."""
    named = {entry.end_to_end_id for one in told for entry in one.entries}
    found: dict[str, Order] = {}
    open_now = Q(state__in=WITH_BANK) | Q(state=S.SETTLED) & ~_told()
    for rows in (open_now, *(Q(no__in=some) for some in _portions(named))):
        sent = PaymentOrder.objects.filter(rows, batch__released_at__isnull=False).annotate(told=_told())
        fields = ("no", "fen", "account_no", "released_at", "state", "batch__no", "told")
        found |= {
            no: Order(no, fen, account, china_day(at), _standing(S(state), told=on_statement), batch)
            for no, fen, account, at, state, batch, on_statement in sent.values_list(*fields)
        }
    return found


def _portions(keys: Collection[str]) -> Iterator[list[str]]:
    """A data base takes so many at once."""
    ordered = sorted(keys)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


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
    known: dict[str, Entry] = {}
    again = (Q(entry_id__in=some) for some in _portions(entries))
    for rows in (Q(order__state__in=WITH_BANK), *again):
        known |= {
            row.entry_id: _entry(row.said) for row in StatementLine.objects.filter(rows).order_by("-pk")
        }
    taken = {
        one.bank_id: Taken(one.message.sha256, one.number, one.opening_fen, one.closing_fen, one.day)
        for one in Statement.objects.select_related("message").defer("message__content")
    }
    return Past(taken, known)


def _entry(said: dict) -> Entry:
    return Entry(**{**said, "kind": Kind(said["kind"]), "booked_on": date.fromisoformat(said["booked_on"])})
