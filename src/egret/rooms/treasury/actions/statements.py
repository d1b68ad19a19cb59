"""What comes from the bank: kept as it came, judged line by line, and whatever doesn't fit is put on the worklist."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from egret.core.banking.faults import BadMessage
from egret.core.banking.reconcile import (
    REFUSED,
    Arrived,
    Finding,
    Line,
    Outcome,
    Terms,
    Verdict,
    Wrong,
    reconcile,
)
from egret.core.banking.signing import Signed, Signer, opened, sha256
from egret.core.banking.statements import Entry, read_statements
from egret.core.banking.statements import Statement as Told
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import PaymentRefused, later, unreadable
from ..models import BankMessage, Difference, PaymentOrder, Statement, StatementLine
from ..states import DIFFERENCE_MOVES, DifferenceKind, DifferenceState, MessageKind

_PARTS = tuple(field.name for field in fields(Entry))
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
def keep_message(
    kind: MessageKind, signed: Signed, refused: PaymentRefused | None, *, by: User, at: datetime
) -> BankMessage:
    """Every message is kept, one that is refused with the reason, in Chinese and in English."""
    trail.await_turn()
    with translation.override("zh-hans"):
        fault = str(refused.message) if refused else ""
    with translation.override("en"):
        fault_en = str(refused.message) if refused else ""
    message = BankMessage.objects.create(
        kind=kind,
        content=signed.data,
        sha256=sha256(signed.data),
        received_at=at,
        received_by=by,
        fault=fault,
        fault_en=fault_en,
    )
    _recorded(message, "refused" if fault else "received", by=by, at=at, fault=fault)
    return message


def fault_of(signed: Signed, signer: Signer) -> PaymentRefused | None:
    """Why a message is not even read."""
    try:
        opened(signed, signer)
    except BadMessage as wrong:
        return unreadable(wrong)
    if BankMessage.objects.filter(sha256=sha256(signed.data), fault="").exists():
        return PaymentRefused(later(lambda: _("This message was taken already.")))
    return None


@transaction.atomic
def take_statements(message: BankMessage, *, by: User, at: datetime) -> list[tuple[Line, PaymentOrder]]:
    """Judge the message's statements and keep what was found. Answers the lines that settle or return something with
    their orders, for the caller to let orders and awards follow in the same transaction: what was paid
    before what came back, in whatever order the bank told it. Raises BadMessage."""
    told = read_statements(bytes(message.content))
    _check_open([one.on for one in told])
    orders = queries.orders_for(told)
    arrived = [Arrived(one, message.sha256) for one in told]
    terms = Terms(queries.payer().number, queries.missing_after())
    outcome = reconcile(list(orders.values()), arrived, queries.past_for(told), terms)
    refused = [finding for finding in outcome.findings if finding.wrong in REFUSED]
    if refused:
        raise PaymentRefused(later(lambda: " ".join(map(_refused_said, refused))))
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
    found = [line for verdict in _ENTERED for line in outcome.lines if line.verdict == verdict]
    return [(line, rows[line.order]) for line in found]


def _check_open(days: list[date]) -> None:
    if closed := queries.closed_month_of(days):
        said = {"month": f"{closed:%Y-%m}"}
        raise PaymentRefused(
            later(
                lambda: (
                    _("The books of %(month)s are closed: no statement of that month is taken any more.")
                    % said
                )
            )
        )


def _refused_said(finding: Finding) -> str:
    said = {"statement": finding.statement}
    return {
        Wrong.SEEN: _("Statement %(statement)s was taken already."),
        Wrong.CHANGED: _(
            "Statement %(statement)s was taken before, and what stands in it was changed since: ask the bank which one is right."
        ),
        Wrong.FOREIGN: _(
            "Statement %(statement)s is of another account than the one that the city pays from."
        ),
    }[finding.wrong] % said


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
    said = {name: getattr(entry, name) for name in _PARTS}
    return {**said, "booked_on": entry.booked_on.isoformat()}


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
        if one.off_fen not in (0, _off_before(one))
    ]
    Difference.objects.bulk_create(found, batch_size=500)


def _off_before(statement: Statement) -> int:
    """What was off on the statement before is on the worklist already."""
    before = queries.statement_before(statement.account_no, statement.number)
    return before.off_fen if before else 0


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
