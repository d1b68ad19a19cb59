"""The one door to the books: a posting balances by fund, finds its money there, and is entered once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.ledger.accounts import ORIGINS, Place
from egret.core.ledger.funds import Short, drawn
from egret.core.ledger.postings import ROUTES, Event, post
from egret.core.money import yuan
from egret.core.reading import twice
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..checks import check_shares
from ..errors import PaymentRefused
from ..models import Balance, Books, ClosedMonth, Leg, Posting

_RULED = (Event.ALLOT, Event.WITHDRAW_ALLOTMENT)


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting to be: `amounts` are fen by fund. `asked` is what the same `key` must ask again to be the same."""

    event: Event
    amounts: Mapping[str, int]
    place: Place
    key: str
    asked: Mapping[str, Any] | None = None

    @property
    def body(self) -> dict[str, Any]:
        asked = {"amounts": dict(self.amounts)} if self.asked is None else self.asked
        return {"event": self.event, "place": str(self.place), **asked}

    @property
    def body_sha(self) -> str:
        return hashlib.sha256(rfc8785.dumps(self.body)).hexdigest()


def enter(
    event: Event, amounts: Mapping[str, int], place: Place, *, key: str, by: User, at: datetime
) -> Posting:
    """Move `amounts`, fen by fund. The same `key` with the same body answers as the first time, with another it is refused."""
    [posting] = enter_all([Entry(event, amounts, place, key)], by=by, at=at)
    return posting


@transaction.atomic
def draw(
    event: Event, amounts: Mapping[str, int], place: Place, *, key: str, by: User, at: datetime
) -> Posting:
    """Move `amounts`, fen by fund source, out of the funds that stand at `place`, the oldest year first."""
    wanted = {source: fen for source, fen in amounts.items() if fen}
    _open_books()
    asked = {"sources": wanted}
    if known := _known([Entry(event, {}, place, key, asked)]):
        return known[key]
    entry = Entry(event, _drawn(event, wanted, place), place, key, asked)
    [posting] = enter_all([entry], by=by, at=at)
    return posting


@transaction.atomic
def enter_all(entries: Sequence[Entry], *, by: User, at: datetime) -> list[Posting]:
    """Many postings in one transaction, in their order; each is entered once, whatever was entered before."""
    books = _open_books()
    if again := twice(tuple(entry.key for entry in entries)):
        raise PaymentRefused(_("This was asked for twice at once: %(key)s.") % {"key": again[0]})
    known = _known(entries)
    fresh = [entry for entry in entries if entry.key not in known]
    if fresh:
        _check_open(at)
        known |= _written(fresh, books, by=by, at=at)
        if any(entry.event in _RULED for entry in fresh):
            check_shares()
    return [known[entry.key] for entry in entries]


def _open_books() -> Books:
    """Locked, behind the trail, so that no two writers wait for each other."""
    trail.await_turn()
    books, _made = Books.objects.select_for_update().get_or_create(pk=1)
    return books


def _known(entries: Sequence[Entry]) -> dict[str, Posting]:
    """What was entered under these keys already; another body under one of them is refused."""
    known = {posting.key: posting for posting in Posting.objects.filter(key__in=[e.key for e in entries])}
    if any(entry.key in known and known[entry.key].body_sha != entry.body_sha for entry in entries):
        raise PaymentRefused(_("This was entered already, with other amounts."))
    return known


def _check_open(at: datetime) -> None:
    if ClosedMonth.objects.filter(month=china_day(at).replace(day=1)).exists():
        raise PaymentRefused(_("The books of this month are closed: enter it in the next one."))


def _drawn(event: Event, sources: Mapping[str, int], place: Place) -> dict[str, int]:
    try:
        return drawn(sources, queries.held_in(ROUTES[event][0], place))
    except Short as short:
        said = {"source": queries.source_name(short.source), "missing": yuan(short.missing_fen)}
        raise PaymentRefused(
            _("There is not enough money for this: ¥%(missing)s are missing from “%(source)s”.") % said
        ) from None


def _written(entries: Sequence[Entry], books: Books, *, by: User, at: datetime) -> dict[str, Posting]:
    """Legs first, postings last: the data base weighs the legs when the posting comes."""
    moved = [post(entry.event, entry.amounts, entry.place) for entry in entries]
    legs = [
        Leg(
            posting_id=books.size + number,
            **{part: getattr(leg.account.place, part) for part in queries.PLACE},
            state=leg.account.state,
            fund_id=leg.fund,
            fen=leg.fen,
        )
        for number, one in enumerate(moved, 1)
        for leg in one.legs
    ]
    postings = [
        Posting(
            id=books.size + number,
            event=entry.event,
            key=entry.key,
            body_sha=entry.body_sha,
            leg_count=len(one.legs),
            posted_at=at,
            posted_by=by,
        )
        for number, (entry, one) in enumerate(zip(entries, moved, strict=True), 1)
    ]
    Leg.objects.bulk_create(legs, batch_size=1000)
    Posting.objects.bulk_create(postings, batch_size=1000)
    books.size += len(postings)
    books.save()
    _balance(legs)
    trail.record_all(
        [_told(posting, entry) for posting, entry in zip(postings, entries, strict=True)], by=by.actor, at=at
    )
    return {posting.key: posting for posting in postings}


def _told(posting: Posting, entry: Entry) -> trail.Told:
    amounts = {fund: fen for fund, fen in entry.amounts.items() if fen}
    body = {"key": entry.key, "event": entry.event, "place": str(entry.place), "amounts": amounts}
    return trail.Told(f"money.{entry.event}", f"posting:{posting.pk}", entry.place.payee or "treasury", body)


def _balance(legs: Sequence[Leg]) -> None:
    """The cached balances after these legs. None may fall below its floor at any of them; the data base holds it too."""
    rows = Balance.objects.filter(
        project__in={leg.project for leg in legs}, fund__in={leg.fund_id for leg in legs}
    )
    stands = {tuple(row[:-1]): row[-1] for row in rows.values_list(*queries.COORDINATES, "fen")}
    after: dict[tuple[str, ...], int] = {}
    for leg in legs:
        key = tuple(getattr(leg, part) for part in queries.COORDINATES)
        after[key] = after.get(key, stands.get(key, 0)) + leg.fen
        if leg.state not in ORIGINS and after[key] < 0:
            raise PaymentRefused(_("There is not enough money for this in the fund that bears it."))
    Balance.objects.bulk_create(
        [Balance(**dict(zip(queries.COORDINATES, key, strict=True)), fen=fen) for key, fen in after.items()],
        batch_size=500,
        update_conflicts=True,
        update_fields=["fen"],
        unique_fields=["state", *queries.PLACE, "fund"],
    )


@transaction.atomic
def close_month(month: date, *, by: User, at: datetime) -> ClosedMonth:
    """`month` is its first day; a month is closed when it is over, and for good."""
    _open_books()
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
    _open_books()
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
