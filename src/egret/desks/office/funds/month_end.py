"""The month-end report: the same tables as Excel and as PDF/A, with figures that `egret ledger check` meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from egret.core.days import CHINA
from egret.core.ledger.accounts import ORIGINS
from egret.desks.shared import words
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import moment, own
from egret.desks.shared.typesetting import typeset
from egret.desks.shared.workbooks import Book, in_yuan
from egret.rooms.city import queries as city
from egret.rooms.treasury.queries.day import next_month
from egret.rooms.treasury.queries.report import Statement

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold text, whole numbers and `Decimal` yuan, as many as `head` has."""

    title: str
    head: list[str]
    rows: list[list[Cell]]


def made(statement: Statement, form: str) -> bytes:
    """The report of a month as xlsx or pdf; of a closed month the same bytes each time."""
    return _xlsx(statement) if form == "xlsx" else _pdf(statement)


def tables(statement: Statement) -> list[Table]:
    return [
        _overview(statement),
        _lines(statement),
        _movements(statement),
        _payments(statement),
        _signatures(),
    ]


def title(statement: Statement) -> str:
    said = {"city": own(city.pack().city), "period": f"{statement.month:%Y-%m}"}
    return _("%(city)s: funds at the end of %(period)s") % said


def _status(statement: Statement) -> str:
    if not statement.closed:
        return _("Not closed: figures may still change.")
    said = {"moment": moment(statement.closed.closed_at), "name": statement.closed.closed_by.full_name}
    return _("Closed on %(moment)s by %(name)s.") % said


def _overview(statement: Statement) -> Table:
    whole, own_month = statement.control, statement.own
    granted = sum(line.closing for line in statement.lines if line.state in ORIGINS)
    stands = sum(line.closing for line in statement.lines if line.state not in ORIGINS)
    rows: list[list[Cell]] = [
        [_("State of the month"), _status(statement)],
        [_("Number of the last posting"), statement.last_posting],
        [_("Postings up to the end of the month"), whole.postings],
        [_("Legs up to the end of the month"), whole.legs],
        [_("Moved up to the end of the month, yuan"), in_yuan(whole.moved_fen)],
        [_("Postings in the month"), own_month.postings],
        [_("Legs in the month"), own_month.legs],
        [_("Moved in the month, yuan"), in_yuan(own_month.moved_fen)],
        [_("Came in from grants and fines, yuan"), in_yuan(granted)],
        [_("Accounted for, yuan"), in_yuan(stands)],
        [_("Difference, yuan"), in_yuan(granted - stands)],
    ]
    return Table(_("Control totals"), [_("What"), _("Figure")], rows)


def _lines(statement: Statement) -> Table:
    head = [
        _("Fund"),
        _("Document number"),
        _("State"),
        _("Opening, yuan"),
        _("Came, yuan"),
        _("Went, yuan"),
        _("Closing, yuan"),
    ]
    rows: list[list[Cell]] = [
        [
            line.fund.code,
            line.fund.document_no,
            words.of("money", line.state),
            *map(in_yuan, (line.opening, line.came, line.went, line.closing)),
        ]
        for line in statement.lines
    ]
    return Table(_("Funds by state"), head, rows)


def _movements(statement: Statement) -> Table:
    head = [_("Fund"), _("Event"), _("From the state"), _("To the state"), _("Postings"), _("Yuan")]
    rows: list[list[Cell]] = [
        [
            one.fund.code,
            words.of("event", one.event),
            words.of("money", one.here),
            words.of("money", one.there),
            one.postings,
            in_yuan(one.fen),
        ]
        for one in statement.movements
    ]
    return Table(_("Movements by event"), head, rows)


def _payments(statement: Statement) -> Table:
    head = [
        _("Payment order"),
        _("Payee"),
        _("Bank"),
        _("Account"),
        _("Reference of the bank"),
        _("Arrived"),
        _("Yuan"),
    ]
    rows: list[list[Cell]] = [
        [
            one.no,
            *_paid_to(one.order),
            moment(one.settled_at),
            in_yuan(one.fen),
        ]
        for one in statement.payments
    ]
    total = in_yuan(sum(one.fen for one in statement.payments))
    count = _("%(count)s payments") % {"count": len(rows)}
    return Table(_("Payments of the month"), head, [*rows, [_("Total"), count, "", "", "", "", total]])


def _paid_to(order: Any) -> list[Cell]:
    """What the order says of its payee; nothing of an order that is not there."""
    if order is None:
        return [_("No such order: tell the auditor"), "", "", ""]
    return [order.payee, order.bank_name, order.account_no, order.bank_reference]


def _signatures() -> Table:
    roles = (_("Prepared by"), _("Checked by"), _("Head of finance"))
    return Table(_("Signatures"), [_("Role"), _("Name"), _("Date")], [[role, "", ""] for role in roles])


def _stamp(statement: Statement) -> datetime:
    """When the month was closed; of an open month its end: never the moment of printing."""
    if statement.closed:
        return statement.closed.closed_at
    return datetime.combine(next_month(statement.month), time(0), CHINA)


def _demo() -> str:
    return _("Simulated: everybody and everything in this report is invented.") if settings.DEMO else ""


def _xlsx(statement: Statement) -> bytes:
    book = Book(_stamp(statement).astimezone(CHINA))
    first, *rest = tables(statement)
    about: list[list[Cell]] = [[title(statement), None], *([[_demo(), None]] if _demo() else [])]
    book.sheet(first.title, first.head, [*about, *first.rows])
    for table in rest:
        book.sheet(table.title, table.head, table.rows)
    return book.done()


def _pdf(statement: Statement) -> bytes:
    stamp = _stamp(statement).astimezone(CHINA)
    english = language() == "en"
    told: dict[str, Any] = {
        "title": title(statement),
        "lang": "en" if english else "zh",
        "region": "gb" if english else "cn",
        "year": stamp.year,
        "month": stamp.month,
        "day": stamp.day,
        "demo": _demo(),
        "tables": [
            {
                "title": table.title,
                "head": table.head,
                "numeric": [
                    bool(table.rows) and not isinstance(cell, str)
                    for cell in (table.rows or [table.head])[-1]
                ],
                "rows": [[_said(cell) for cell in row] for row in table.rows],
                "signed": table.title == _("Signatures"),
            }
            for table in tables(statement)
        ],
        "nothing": _("None."),
    }
    source = files(__package__).joinpath("month_end.typ").read_bytes()
    return typeset(source, {"report": told}, int(stamp.timestamp()))


def _said(cell: Cell) -> str:
    match cell:
        case Decimal():
            return f"{cell:,.2f}"
        case int():
            return f"{cell:,}"
        case _:
            return cell or ""
