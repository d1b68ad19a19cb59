"""The one door to the books: a posting balances by fund, finds its money there, and is entered once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.ledger.accounts import Place
from egret.core.ledger.funds import Short, drawn
from egret.core.ledger.postings import ROUTES, Event, post
from egret.core.ledger.postings import Posting as Moved
from egret.core.money import yuan
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..checks import check_shares
from ..errors import PaymentRefused
from ..models import Balance, Books, ClosedMonth, Leg, Posting

_RULED = (Event.ALLOT, Event.WITHDRAW_ALLOTMENT)


@transaction.atomic
def enter(
    event: Event, amounts: Mapping[str, int], place: Place, *, key: str, by: User, at: datetime
) -> Posting:
    """Move `amounts`, fen by fund. The same `key` with the same body answers as the first time, with another it is refused."""
    return _entered(event, {"amounts": dict(amounts)}, place, key=key, by=by, at=at)


@transaction.atomic
def draw(
    event: Event, amounts: Mapping[str, int], place: Place, *, key: str, by: User, at: datetime
) -> Posting:
    """Move `amounts`, fen by fund source, out of the funds that stand at `place`, the oldest year first."""
    wanted = {source: fen for source, fen in amounts.items() if fen}
    return _entered(event, {"sources": wanted}, place, key=key, by=by, at=at)


def _entered(
    event: Event, asked: Mapping[str, dict[str, int]], place: Place, *, key: str, by: User, at: datetime
) -> Posting:
    body = {"event": event, "place": str(place), **asked}
    body_sha = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    trail.await_turn()
    books, _made = Books.objects.select_for_update().get_or_create(pk=1)
    if known := Posting.objects.filter(key=key).first():
        if known.body_sha != body_sha:
            raise PaymentRefused(_("This was entered already, with other amounts."))
        return known
    if ClosedMonth.objects.filter(month=china_day(at).replace(day=1)).exists():
        raise PaymentRefused(_("The books of this month are closed: enter it in the next one."))
    amounts = asked["amounts"] if "amounts" in asked else _drawn(event, asked["sources"], place)
    moved = post(event, amounts, place)
    books.size += 1
    books.save()
    posting = _written(moved, books.size, key=key, body_sha=body_sha, by=by, at=at)
    if event in _RULED:
        check_shares()
    trail.record(
        verb=f"money.{event}",
        subject=f"posting:{posting.pk}",
        case=place.payee or "treasury",
        by=by.actor,
        at=at,
        body={"key": key, "event": event, "place": str(place), "amounts": dict(amounts)},
    )
    return posting


def _drawn(event: Event, sources: Mapping[str, int], place: Place) -> dict[str, int]:
    try:
        return drawn(sources, queries.held_in(ROUTES[event][0], place))
    except Short as short:
        said = {"source": queries.source_name(short.source), "missing": yuan(short.missing_fen)}
        raise PaymentRefused(
            _("There is not enough money for this: ¥%(missing)s are missing from “%(source)s”.") % said
        ) from None


def _written(moved: Moved, pk: int, *, key: str, body_sha: str, by: User, at: datetime) -> Posting:
    """Legs first, posting last: the data base weighs the legs when the posting comes."""
    rows: list[dict[str, Any]] = [
        {
            "state": leg.account.state,
            "purpose": leg.account.place.purpose,
            "policy": leg.account.place.policy,
            "project": leg.account.place.project,
            "payee": leg.account.place.payee,
            "order": leg.account.place.order,
            "fund_id": leg.fund,
            "fen": leg.fen,
        }
        for leg in moved.legs
    ]
    Leg.objects.bulk_create(Leg(posting_id=pk, **row) for row in rows)
    posting = Posting.objects.create(
        id=pk,
        event=moved.event,
        key=key,
        body_sha=body_sha,
        leg_count=len(rows),
        posted_at=at,
        posted_by=by,
    )
    try:
        with transaction.atomic():
            for row in rows:
                fen = row.pop("fen")
                if not Balance.objects.filter(**row).update(fen=F("fen") + fen):
                    Balance.objects.create(**row, fen=fen)
    except IntegrityError:
        raise PaymentRefused(_("There is not enough money for this in the fund that bears it.")) from None
    return posting


@transaction.atomic
def close_month(month: date, *, by: User, at: datetime) -> ClosedMonth:
    """`month` is its first day; a month is closed when it is over, and for good."""
    trail.await_turn()
    Books.objects.select_for_update().get_or_create(pk=1)
    if month.day != 1 or month >= china_day(at).replace(day=1):
        raise PaymentRefused(_("A month can be closed when it is over."))
    if ClosedMonth.objects.filter(month=month).exists():
        raise PaymentRefused(_("This month is closed already."))
    closed = ClosedMonth.objects.create(month=month, closed_at=at, closed_by=by)
    trail.record(
        verb="money.closed_month",
        subject=f"month:{month:%Y-%m}",
        case="treasury",
        by=by.actor,
        at=at,
        body={"month": f"{month:%Y-%m}"},
    )
    return closed


@transaction.atomic
def rebuild(*, by: User, at: datetime) -> int:
    """Make the cached balances anew from the legs; answers how many accounts there are."""
    trail.await_turn()
    Books.objects.select_for_update().get_or_create(pk=1)
    sums = Leg.objects.order_by().values(*queries.COORDINATES).annotate(sum=Sum("fen"))
    Balance.objects.all().delete()
    Balance.objects.bulk_create(
        Balance(**{k: v for k, v in row.items() if k != "sum"}, fen=row["sum"]) for row in sums
    )
    count = Balance.objects.count()
    trail.record(
        verb="money.rebuilt", subject="books", case="treasury", by=by.actor, at=at, body={"accounts": count}
    )
    return count
