"""What comes from the bank: kept as it came, judged line by line, and whatever doesn't fit is put on the worklist."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.banking.faults import BadMessage
from egret.core.banking.reconcile import REFUSED, Arrived, Line, Outcome, Terms, Verdict, reconcile
from egret.core.banking.signing import Signed, Signer, opened, sha256
from egret.core.banking.statements import Entry, read_statements
from egret.core.banking.statements import Statement as Told
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import PaymentRefused
from ..models import BankMessage, Difference, PaymentOrder, Statement, StatementLine
from ..states import DIFFERENCE_MOVES, DifferenceKind, DifferenceState, MessageKind

_ENTERED = (Verdict.SETTLED, Verdict.RETURNED)


def _recorded(message: BankMessage, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"bank.{verb}",
        subject=f"message:{message.pk}",
        case="treasury",
        by=by.actor,
        at=at,
        body={"sha256": message.sha256, "kind": message.kind, **body},
    )


@transaction.atomic
def keep_message(kind: MessageKind, signed: Signed, fault: str, *, by: User, at: datetime) -> BankMessage:
    """Every message is kept, one that is refused with the reason."""
    trail.await_turn()
    message = BankMessage.objects.create(
        kind=kind,
        content=signed.data,
        sha256=sha256(signed.data),
        received_at=at,
        received_by=by,
        fault=fault,
    )
    _recorded(message, "refused" if fault else "received", by=by, at=at, fault=fault)
    return message


def fault_of(kind: MessageKind, signed: Signed, signer: Signer) -> str:
    """Why a message can't be taken; empty where it can."""
    try:
        content = opened(signed, signer)
        told = read_statements(content) if kind == MessageKind.STATEMENT else ()
    except BadMessage as wrong:
        return str(wrong)
    if BankMessage.objects.filter(sha256=sha256(signed.data), fault="").exists():
        return _("This message was taken already.")
    if closed := queries.closed_month_of([one.on for one in told]):
        return _("The books of %(month)s are closed.") % {"month": f"{closed:%Y-%m}"}
    return ""


@transaction.atomic
def take_statements(message: BankMessage, *, by: User, at: datetime) -> list[Line]:
    """Judge the message's statements and keep what was found. Answers the lines that settle or return something, for the
    caller to let orders and awards follow in the same transaction: what was paid before what came back, in whatever order
    the bank told it."""
    told = read_statements(bytes(message.content))
    orders = queries.orders_for(told)
    arrived = [Arrived(one, f"{message.sha256}") for one in told]
    terms = Terms(queries.payer().number, queries.missing_after())
    outcome = reconcile(list(orders.values()), arrived, queries.past_for(told), terms)
    refused = [finding for finding in outcome.findings if finding.wrong in REFUSED]
    if refused:
        said = "; ".join(f"{one.statement}: {one.wrong}" for one in refused)
        raise PaymentRefused(_("This statement can't be taken: %(why)s.") % {"why": said})
    rows = queries.orders_by_no([line.order for line in outcome.lines] + list(outcome.missing))
    kept = {one.id: _kept(one, message, outcome, rows) for one in sorted(told, key=lambda one: one.number)}
    _open_differences(outcome, kept, rows, at=at)
    _recorded(
        message,
        "statement_taken",
        by=by,
        at=at,
        statements=[one.id for one in told],
        lines=len(outcome.lines),
        open=Difference.objects.filter(statement__in=kept.values()).count(),
    )
    return [line for verdict in _ENTERED for line in outcome.lines if line.verdict == verdict]


def _kept(told: Told, message: BankMessage, outcome: Outcome, rows: dict[str, PaymentOrder]) -> Statement:
    lines = [line for line in outcome.lines if line.statement == told.id]
    explained = sum(line.entry.moved for line in lines if line.verdict in _ENTERED)
    before = queries.statement_before(told.account, told.number)
    statement = Statement.objects.create(
        message=message,
        bank_id=told.id,
        number=told.number,
        account_no=told.account,
        day=told.on,
        opening_fen=told.opening,
        closing_fen=told.closing,
        books_fen=(before.books_fen if before else told.opening) + explained,
    )
    StatementLine.objects.bulk_create(
        [
            StatementLine(
                statement=statement,
                place=place,
                entry_id=line.entry.id,
                end_to_end_id=line.entry.end_to_end_id,
                fen=line.entry.moved,
                booked_on=line.entry.booked_on,
                said=_plain(line.entry),
                verdict=line.verdict,
                order=rows.get(line.order),
            )
            for place, line in enumerate(lines, 1)
        ],
        batch_size=500,
    )
    return statement


def _plain(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "booked_on": entry.booked_on.isoformat()}


def _open_differences(
    outcome: Outcome, kept: dict[str, Statement], rows: dict[str, PaymentOrder], *, at: datetime
) -> None:
    lines = {
        (line.statement_id, line.place): line
        for line in StatementLine.objects.filter(statement__in=kept.values())
    }
    found: list[Difference] = []
    places = dict.fromkeys(kept, 0)
    for line in outcome.lines:
        places[line.statement] += 1
        if line.verdict in _ENTERED:
            continue
        statement = kept[line.statement]
        found.append(
            Difference(
                kind=DifferenceKind(line.verdict.value),
                statement=statement,
                line=lines[statement.pk, places[line.statement]],
                order=rows.get(line.order),
                fen=line.entry.moved,
                said=", ".join(line.hint),
                found_at=at,
            )
        )
    for finding in outcome.findings:
        kind = DifferenceKind(f"s_{finding.wrong.value}")
        said = " / ".join(filter(None, (finding.given, finding.wanted)))
        found.append(Difference(kind=kind, statement=kept[finding.statement], said=said, found_at=at))
    latest = max(kept.values(), key=lambda one: one.number)
    known = set(queries.missing_known())
    found += [
        Difference(
            kind=DifferenceKind.MISSING, statement=latest, order=rows[no], fen=-rows[no].fen, found_at=at
        )
        for no in outcome.missing
        if rows[no].pk not in known
    ]
    found += [
        Difference(
            kind=DifferenceKind.STATEMENT_OURS,
            statement=one,
            fen=one.closing_fen - one.books_fen,
            found_at=at,
        )
        for one in kept.values()
        if one.closing_fen != one.books_fen
    ]
    Difference.objects.bulk_create(found, batch_size=500)


@transaction.atomic
def settle_difference(pk: int, *, note: str, by: User, at: datetime) -> Difference:
    """Somebody says how it was settled; the entry itself stays what it was found to be."""
    trail.await_turn()
    difference = Difference.objects.select_for_update(of=("self",)).get(pk=pk)
    if not note.strip():
        raise PaymentRefused(_("Say how it was settled."), field="note")
    try:
        check_move(DIFFERENCE_MOVES, DifferenceState(difference.state), DifferenceState.SETTLED)
    except MoveRefused:
        raise PaymentRefused(_("This difference was settled already.")) from None
    difference.state, difference.note = DifferenceState.SETTLED, note.strip()
    difference.settled_at, difference.settled_by = at, by
    difference.save()
    trail.record(
        verb="bank.difference_settled",
        subject=f"difference:{difference.pk}",
        case="treasury",
        by=by.actor,
        at=at,
        body={"kind": difference.kind, "fen": difference.fen, "note": difference.note},
    )
    return difference
