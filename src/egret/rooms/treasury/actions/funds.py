"""Where public money comes from and which pot it lies in: granted, allotted, moved with a second officer, carried over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.core.money import yuan
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import PaymentRefused
from ..models import Books, Fund, Transfer
from ..states import TRANSFER_MOVES, FundKind, TransferState
from .books import enter

T = TransferState


@dataclass(frozen=True, slots=True)
class Grant:
    """What an indicator document says. `purpose` is empty where it leaves that open."""

    source: str
    year: int
    document_no: str
    title: str
    fen: int
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Pot:
    purpose: str
    policy: str

    @property
    def place(self) -> Place:
        return Place(self.purpose, self.policy)


def _recorded(subject: str, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(verb=verb, subject=subject, case="treasury", by=by.actor, at=at, body=body)


@transaction.atomic
def grant(told: Grant, *, by: User, at: datetime) -> Fund:
    """A fund comes into being with its document, and its money with it."""
    document_no = told.document_no.strip()
    if told.source not in {source.id for source in city.pack().fund_sources}:
        raise PaymentRefused(_("The pack knows no such source of money."), field="source")
    if told.purpose and told.purpose not in {purpose.id for purpose in city.pack().purposes}:
        raise PaymentRefused(_("The pack knows no such purpose."), field="purpose")
    if not document_no:
        raise PaymentRefused(_("Name the document that grants the money."), field="document_no")
    if told.fen <= 0:
        raise PaymentRefused(_("A grant is more than nothing."), field="fen")
    trail.await_turn()
    fund = _opened(told, FundKind.GRANTED, None, by=by, at=at)
    enter(Event.APPROPRIATE, {fund.code: fund.fen}, Place(), key=f"appropriate:{fund.code}", by=by, at=at)
    return fund


def _opened(told: Grant, kind: FundKind, came_from: Fund | None, *, by: User, at: datetime) -> Fund:
    document_no = told.document_no.strip()
    same_year = Fund.objects.filter(source=told.source, year=told.year)
    if same_year.filter(document_no=document_no, purpose=told.purpose).exists():
        raise PaymentRefused(_("This document was entered already."), field="document_no")
    fund = Fund.objects.create(
        code=f"{told.source}-{told.year}-{same_year.count() + 1}",
        source=told.source,
        year=told.year,
        document_no=document_no,
        title=told.title.strip(),
        purpose=told.purpose,
        kind=kind,
        came_from=came_from,
        fen=told.fen,
        received_at=at,
        received_by=by,
    )
    _recorded(
        f"fund:{fund.pk}",
        "fund.opened",
        by=by,
        at=at,
        code=fund.code,
        document=fund.document_no,
        kind=fund.kind,
        fen=fund.fen,
        purpose=fund.purpose,
        came_from=came_from.code if came_from else "",
    )
    return fund


def fines_of(year: int, *, by: User, at: datetime) -> Fund:
    """The fund that a year's fines stand in, made when the first is decided. Nobody grants it; the caller is in turn."""
    found = Fund.objects.filter(kind=FundKind.FINES, year=year).first()
    if found:
        return found
    told = Grant(queries.FINES, year, "", "", 0)
    return _opened(told, FundKind.FINES, None, by=by, at=at)


@transaction.atomic
def allot(fund: Fund, pot: Pot, fen: int, *, key: str, by: User, at: datetime) -> None:
    """Put money of a fund into the pot of a policy; `key` tells one click from the next."""
    _check_pot(fund, pot)
    enter(Event.ALLOT, {fund.code: fen}, pot.place, key=f"allot:{key}", by=by, at=at)


@transaction.atomic
def withdraw_allotment(fund: Fund, pot: Pot, fen: int, *, key: str, by: User, at: datetime) -> None:
    """Take back what is free in a pot, so that it can be allotted anew."""
    enter(Event.WITHDRAW_ALLOTMENT, {fund.code: fen}, pot.place, key=f"unallot:{key}", by=by, at=at)


def _check_pot(fund: Fund, pot: Pot) -> None:
    """A pot pays one clause, out of sources that bear it, for the purpose that it serves."""
    bearing = next((one for one in city.pack().bearings if one.clause == pot.policy), None)
    if bearing is None or fund.source not in bearing.parts:
        said = {"source": queries.source_name(fund.source)}
        raise PaymentRefused(_("“%(source)s” bears no part of this policy.") % said, field="policy")
    if bearing.purpose != pot.purpose or fund.purpose not in ("", pot.purpose):
        raise PaymentRefused(_("This money was granted for another purpose."), field="policy")


@transaction.atomic
def ask_transfer(
    fund: Fund, pots: tuple[Pot, Pot], fen: int, *, reason: str, by: User, at: datetime
) -> Transfer:
    """From the first pot to the second, once somebody else agrees."""
    here, there = pots
    if not reason.strip():
        raise PaymentRefused(_("Say why the money is moved."), field="reason")
    if fen <= 0:
        raise PaymentRefused(_("A transfer moves more than nothing."), field="fen")
    if here == there:
        raise PaymentRefused(_("Choose another pot to move it to."), field="to")
    _check_pot(fund, there)
    trail.await_turn()
    moved = {
        "fund": fund,
        "from_purpose": here.purpose,
        "from_policy": here.policy,
        "to_purpose": there.purpose,
        "to_policy": there.policy,
        "fen": fen,
        "reason": reason.strip(),
    }
    if Transfer.objects.filter(**moved, asked_by=by, state=T.ASKED).exists():
        raise PaymentRefused(_("You asked for this very transfer already: it waits to be decided."))
    transfer = Transfer.objects.create(
        **moved,
        asked_at=at,
        asked_by=by,
    )
    _transfer_recorded(transfer, "asked", by=by, at=at)
    return transfer


@transaction.atomic
def decide_transfer(pk: int, *, agrees: bool, by: User, at: datetime) -> Transfer:
    trail.await_turn()
    transfer = Transfer.objects.select_for_update(of=("self",)).select_related("fund").get(pk=pk)
    if transfer.asked_by_id == by.pk:
        raise PaymentRefused(_("You asked for this transfer: somebody else must decide it."))
    try:
        check_move(TRANSFER_MOVES, T(transfer.state), T.AGREED if agrees else T.REFUSED)
    except MoveRefused:
        raise PaymentRefused(_("This transfer was decided already.")) from None
    transfer.state = T.AGREED if agrees else T.REFUSED
    transfer.decided_at, transfer.decided_by = at, by
    transfer.save()
    _transfer_recorded(transfer, transfer.state, by=by, at=at)
    if agrees:
        here = Pot(transfer.from_purpose, transfer.from_policy)
        there = Pot(transfer.to_purpose, transfer.to_policy)
        key = f"transfer:{transfer.pk}"
        withdraw_allotment(transfer.fund, here, transfer.fen, key=key, by=by, at=at)
        allot(transfer.fund, there, transfer.fen, key=key, by=by, at=at)
    return transfer


def _transfer_recorded(transfer: Transfer, verb: str, *, by: User, at: datetime) -> None:
    _recorded(
        f"transfer:{transfer.pk}",
        f"transfer.{verb}",
        by=by,
        at=at,
        fund=transfer.fund.code,
        fen=transfer.fen,
        here=f"{transfer.from_purpose} {transfer.from_policy}",
        there=f"{transfer.to_purpose} {transfer.to_policy}",
        reason=transfer.reason,
    )


@transaction.atomic
def end_year(fund: Fund, *, carries_fen: int, document_no: str, by: User, at: datetime) -> Fund | None:
    """After its year: `carries_fen` of what is left goes on in a fund of the next year, the rest lapses.

    Free money in pots is taken out of them first; what is committed or on its way stays where it is, in its fund.
    """
    if china_day(at).year <= fund.year:
        raise PaymentRefused(_("The year of this fund is not over."))
    trail.await_turn()
    books, _made = Books.objects.select_for_update().get_or_create(pk=1)
    # A year may be ended again, even on the same day, when something was released since.
    here = f"{fund.code}:{books.size}"
    for pot, fen in queries.free_in_pots(fund):
        key = f"{here}:{pot.purpose}:{pot.policy}"
        withdraw_allotment(fund, Pot(pot.purpose, pot.policy), fen, key=key, by=by, at=at)
    left = sum(held.fen for held in queries.held_in(State.UNALLOCATED, Place()) if held.fund == fund.code)
    if not 0 <= carries_fen <= left:
        said = {"left": yuan(left)}
        raise PaymentRefused(_("Only ¥%(left)s are left of this fund.") % said, field="carries")
    if not left:
        raise PaymentRefused(_("Nothing is left of this fund."))
    follower = None
    if carries_fen:
        if not document_no.strip():
            raise PaymentRefused(_("Name the document that lets it be carried over."), field="document_no")
        enter(Event.CARRY_OVER, {fund.code: carries_fen}, Place(), key=f"carry:{here}", by=by, at=at)
        told = Grant(fund.source, fund.year + 1, document_no, fund.title, carries_fen, fund.purpose)
        follower = _opened(told, FundKind.CARRIED, fund, by=by, at=at)
        key = f"appropriate:{follower.code}"
        enter(Event.APPROPRIATE, {follower.code: carries_fen}, Place(), key=key, by=by, at=at)
    if lapses := left - carries_fen:
        enter(Event.LAPSE, {fund.code: lapses}, Place(), key=f"lapse:{here}", by=by, at=at)
    return follower
