"""A voucher's life: issued within the quota, locked to a service, presented with its proof, accepted or not, expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event
from egret.core.money import split
from egret.core.policy.functions import months_after
from egret.core.vouchers import VoucherState
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.provider.models import Provider
from egret.rooms.trail import actions as trail

from ..checks import check_may_have, check_presented, check_service
from ..errors import PaymentRefused
from ..models import Redemption, Voucher
from ..queries import vouchers as queries
from ..states import HOLDS_VOUCHER, REDEMPTION_MOVES, VOUCHER_MOVES, RedemptionState
from .books import draw

V, R = VoucherState, RedemptionState


@dataclass(frozen=True, slots=True)
class Service:
    """What the enterprise agreed with a provider. Money is net of tax."""

    provider: Provider
    service: str
    contract_no: str
    signed_on: date
    contract_fen: int
    paper: Attachment


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the provider shows for it. Money is net of tax."""

    invoice_no: str
    invoiced_fen: int
    invoice: Attachment
    proof: Attachment


def _moved_voucher(voucher: Voucher, there: VoucherState) -> None:
    try:
        check_move(VOUCHER_MOVES, V(voucher.state), there)
    except MoveRefused:
        raise PaymentRefused(_("This voucher has moved on already: this step is no longer open.")) from None
    voucher.state = there


def _moved(redemption: Redemption, there: RedemptionState, version: int | None = None) -> None:
    if version is not None and version != redemption.version:
        raise PaymentRefused(_("Somebody moved this service while your page was open. Look at it anew."))
    try:
        check_move(REDEMPTION_MOVES, R(redemption.state), there)
    except MoveRefused:
        raise PaymentRefused(_("This service has moved on already: this step is no longer open.")) from None
    redemption.state = there
    redemption.version += 1


def _voucher_recorded(voucher: Voucher, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"voucher.{verb}",
        subject=f"voucher:{voucher.pk}",
        case=voucher.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": voucher.no, "state": voucher.state, **body},
    )


def _recorded(redemption: Redemption, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"redemption.{verb}",
        subject=f"redemption:{redemption.pk}",
        case=redemption.voucher.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": redemption.no, "state": redemption.state, **body},
    )


@transaction.atomic
def issue(enterprise: Enterprise, scheme: str, *, by: User, at: datetime) -> Voucher:
    """A voucher for whoever asks and may have one, as long as the quota lasts. Nothing moves in the books."""
    trail.await_turn()
    rule = queries.scheme(scheme)
    check_may_have(enterprise, rule, on=china_day(at))
    voucher = Voucher.objects.create(
        no=f"V{china_day(at).year}-{Voucher.objects.count() + 1:05d}",
        scheme=rule.id,
        enterprise=enterprise,
        pack_sha=city.pack().sha256,
        face_fen=rule.face_fen,
        expires_on=months_after(china_day(at), rule.valid_months),
        issued_at=at,
        issued_by=by,
    )
    _voucher_recorded(
        voucher, "issued", by=by, at=at, face_fen=voucher.face_fen, scheme=rule.id, pack=voucher.pack_sha
    )
    return voucher


@transaction.atomic
def lock(pk: int, told: Service, *, by: User, at: datetime) -> Redemption:
    """Bind the voucher to one service contract; it is good for no other until that one is decided or let go."""
    trail.await_turn()
    voucher = queries.locked_voucher(pk)
    check_service(voucher, told, on=china_day(at))
    _moved_voucher(voucher, V.LOCKED)
    voucher.save()
    redemption = Redemption.objects.create(
        no=f"{voucher.no}-{Redemption.objects.filter(voucher=voucher).count() + 1}",
        voucher=voucher,
        provider=told.provider,
        service=told.service,
        contract_no=told.contract_no.strip(),
        signed_on=told.signed_on,
        contract_fen=told.contract_fen,
        paper=told.paper,
        paper_sha=told.paper.sha256,
        locked_at=at,
        locked_by=by,
    )
    _recorded(
        redemption,
        "locked",
        by=by,
        at=at,
        provider=told.provider.pk,
        contract_no=redemption.contract_no,
        contract_fen=redemption.contract_fen,
        paper=redemption.paper_sha,
    )
    return redemption


@transaction.atomic
def let_go(pk: int, *, version: int, by: User, at: datetime) -> Redemption:
    """The service comes to nothing: the voucher is open again."""
    trail.await_turn()
    redemption = queries.locked_redemption(pk)
    _moved(redemption, R.RELEASED, version)
    redemption.save()
    _moved_voucher(redemption.voucher, V.OPEN)
    redemption.voucher.save()
    _recorded(redemption, "released", by=by, at=at)
    return redemption


@transaction.atomic
def present(pk: int, told: Delivered, *, version: int, by: User, at: datetime) -> Redemption:
    """The provider did the work, and shows the invoice and the proof."""
    trail.await_turn()
    redemption = queries.locked_redemption(pk)
    check_presented(redemption, told, on=china_day(at))
    _moved(redemption, R.PRESENTED, version)
    redemption.invoice_no, redemption.invoiced_fen = told.invoice_no, told.invoiced_fen
    redemption.invoice, redemption.proof, redemption.reason = told.invoice, told.proof, ""
    redemption.presented_at, redemption.presented_by = at, by
    redemption.save()
    _recorded(
        redemption,
        "presented",
        by=by,
        at=at,
        invoice_no=told.invoice_no,
        invoiced_fen=told.invoiced_fen,
        invoice=told.invoice.sha256,
        proof=told.proof.sha256,
    )
    return redemption


@transaction.atomic
def give_back(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Redemption:
    """Papers are wrong or missing: the provider presents anew, while the voucher lasts."""
    trail.await_turn()
    redemption = queries.locked_redemption(pk)
    if not reason.strip():
        raise PaymentRefused(_("Say why, so that the provider knows what to do."), field="reason")
    if china_day(at) > redemption.voucher.expires_on:
        raise PaymentRefused(
            _(
                "The last day of this voucher is over, so nothing could be presented anew: accept it or refuse it."
            )
        )
    _moved(redemption, R.LOCKED, version)
    redemption.reason = reason.strip()
    redemption.presented_at = redemption.presented_by = None
    redemption.save()
    _recorded(redemption, "given_back", by=by, at=at, reason=redemption.reason)
    return redemption


@transaction.atomic
def accept(pk: int, *, version: int, by: User, at: datetime) -> Redemption:
    """The service is proven: now there is money for it, payable to the provider out of the pot that bears the scheme."""
    trail.await_turn()
    redemption = queries.locked_redemption(pk)
    voucher, rule = redemption.voucher, queries.rule_of(redemption.voucher)
    fen = queries.would_pay(redemption)
    if fen <= 0:
        raise PaymentRefused(_("Nothing would be paid for this service: refuse it with a reason."))
    _moved(redemption, R.ACCEPTED, version)
    redemption.fen, redemption.decided_at, redemption.decided_by, redemption.reason = fen, at, by, ""
    redemption.save()
    voucher.redeemed_fen += fen
    _moved_voucher(voucher, V.OPEN if voucher.left_fen else V.USED)
    voucher.save()
    for event in (Event.COMMIT, Event.MAKE_PAYABLE):
        key = f"{event}:{redemption.no}"
        draw(event, parts_of_redemption(redemption), place_of_redemption(redemption), key=key, by=by, at=at)
    rate = f"{rule.rate.numerator}/{rule.rate.denominator}"
    _recorded(redemption, "accepted", by=by, at=at, fen=fen, rate=rate, left_fen=voucher.left_fen)
    return redemption


@transaction.atomic
def refuse(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Redemption:
    """Not paid, for good: the voucher is open again for another service."""
    trail.await_turn()
    redemption = queries.locked_redemption(pk)
    if not reason.strip():
        raise PaymentRefused(_("You refuse the service: say why."), field="reason")
    _moved(redemption, R.REFUSED, version)
    redemption.reason, redemption.decided_at, redemption.decided_by = reason.strip(), at, by
    redemption.save()
    _moved_voucher(redemption.voucher, V.OPEN)
    redemption.voucher.save()
    _recorded(redemption, "refused", by=by, at=at, reason=redemption.reason)
    return redemption


@transaction.atomic
def expire(pk: int, *, by: User, at: datetime) -> Voucher:
    """Its days are over: what is left of it is free for others. What was presented in time is decided first."""
    trail.await_turn()
    voucher = queries.locked_voucher(pk)
    held = Redemption.objects.select_for_update().filter(voucher=voucher, state__in=HOLDS_VOUCHER).first()
    if china_day(at) <= voucher.expires_on or (held and held.state == R.PRESENTED):
        raise PaymentRefused(_("This voucher is not over yet."))
    if held:
        held.voucher = voucher
        _moved(held, R.RELEASED)
        held.save()
        _recorded(held, "released", by=by, at=at)
    _moved_voucher(voucher, V.EXPIRED)
    voucher.returned_fen, voucher.expired_at, voucher.expired_by = voucher.left_fen, at, by
    voucher.save()
    _voucher_recorded(voucher, "expired", by=by, at=at, returned_fen=voucher.returned_fen)
    return voucher


@transaction.atomic
def move_redemption(pk: int, there: RedemptionState, *, by: User, at: datetime) -> Redemption:
    """Follow the money: ordered, paid, accepted again when the bank refused."""
    trail.await_turn()
    redemption = queries.locked_redemption(pk)
    _moved(redemption, there)
    redemption.save()
    _recorded(redemption, there, by=by, at=at)
    return redemption


def parts_of_redemption(redemption: Redemption) -> dict[str, int]:
    """Fen by fund source, as the clause is borne whose pot pays the scheme."""
    voucher = redemption.voucher
    bearing = city.pack_of(voucher.pack_sha).bearing(queries.rule_of(voucher).clause)
    return dict(zip(bearing.parts, split(redemption.fen, tuple(bearing.parts.values())), strict=True))


def place_of_redemption(redemption: Redemption, order: str = "") -> Place:
    voucher = redemption.voucher
    clause = queries.rule_of(voucher).clause
    purpose = city.pack_of(voucher.pack_sha).bearing(clause).purpose
    return Place(purpose, clause, voucher.project, f"provider:{redemption.provider_id}", order)
