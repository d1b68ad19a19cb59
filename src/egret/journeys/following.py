"""What an order pays follows the money, an award or a redeemed voucher alike, and whom it is about is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.clause import Payee
from egret.rooms.notice import actions as notices
from egret.rooms.notice.actions import Letter
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.states import OrderState, Rail, RedemptionState

from .recalls import payment_failed

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award
    from egret.rooms.treasury.models import PaymentOrder, Redemption

    Paid = Award | Redemption

Tell = Callable[[int, int], None]  # how many of how many are done

AT_ONCE = 500  # answers that are entered together

_AS_REDEMPTION = {
    AwardState.PAID: RedemptionState.PAID,
    AwardState.CONFIRMED: RedemptionState.ACCEPTED,
}


def silent(done: int, whole: int) -> None:
    """Nobody waits to be told."""


def follow(
    orders: Iterable[PaymentOrder], there: AwardState, *, by: User, at: datetime
) -> list[tuple[PaymentOrder, Paid]]:
    """What the orders pay is paid; or waits for other orders, and whatever waited for them to go on is made once more."""
    orders = list(orders)
    of_award = {order.award_id: order for order in orders if order.award_id}
    awards = subsidies.move_all(of_award, there, by=by, at=at) if of_award else []
    if there == AwardState.CONFIRMED:
        for award in awards:
            payment_failed(award, by=by, at=at)
    followed: list[tuple[PaymentOrder, Paid]] = [(of_award[award.pk], award) for award in awards]
    for order in orders:
        if order.redemption_id:
            moved = treasury.move_redemption(order.redemption_id, _AS_REDEMPTION[there], by=by, at=at)
            followed.append((order, moved))
    return followed


@transaction.atomic
def answered(answers: Mapping[int, tuple[str, str]], *, by: User, at: datetime, tell: Tell = silent) -> None:
    """By order, as `settle_orders` takes it; many are taken in portions, all in one transaction. `tell` hears after each
    how many of them are entered."""
    pks = sorted(answers)
    for start in range(0, len(pks), AT_ONCE):
        portion = {pk: answers[pk] for pk in pks[start : start + AT_ONCE]}
        _answered_at_once(treasury.settle_orders(portion, by=by, at=at), by=by, at=at)
        tell(start + len(portion), len(pks))


def _answered_at_once(orders: Iterable[PaymentOrder], *, by: User, at: datetime) -> None:
    orders, letters = list(orders), []
    arrived = [order for order in orders if order.state == OrderState.SETTLED]
    rejected = [order for order in orders if order.state == OrderState.REJECTED]
    for order, paid in follow(arrived, AwardState.PAID, by=by, at=at):
        letters += _arrived(paid, order)
    for order, paid in follow(rejected, AwardState.CONFIRMED, by=by, at=at):
        letters.append(_to_mend(paid, _rejected(order)))
    notices.tell_all(letters, by=by, at=at)


def tell_returned(followed: Iterable[tuple[PaymentOrder, Paid]], *, by: User, at: datetime) -> None:
    notices.tell_all([_to_mend(paid, _returned(order)) for order, paid in followed], by=by, at=at)


def _said(order: PaymentOrder) -> dict[str, str]:
    return {"amount": yuan(order.fen), "payee": order.payee}


def _to_mend(paid: Paid, sentence: Callable[[], str]) -> Letter:
    """To whoever can correct the account."""
    payee = getattr(paid, "payee", Payee.PROVIDER)  # a voucher pays its provider
    if payee == Payee.PROVIDER:
        return Letter(paid.provider.organisation, sentence, "/provider/account/")
    own = payee == Payee.ENTERPRISE
    path = "/enterprise/account/" if own else f"/enterprise/money/{paid.pk}/account/"
    return Letter(paid.enterprise.organisation, sentence, path)


def _returned(order: PaymentOrder) -> Callable[[], str]:
    return lambda: _("¥%(amount)s to %(payee)s came back from the bank: check the account.") % _said(order)


def _rejected(order: PaymentOrder) -> Callable[[], str]:
    if order.rail == Rail.ECNY:
        return lambda: (
            _("¥%(amount)s of simulated digital yuan did not reach %(payee)s: it is paid by another order.")
            % _said(order)
        )
    return lambda: _("The bank did not pay ¥%(amount)s to %(payee)s: check the account.") % _said(order)


def _arrived(paid: Paid, order: PaymentOrder) -> list[Letter]:
    """To the payee, and to the enterprise where somebody else was paid for it."""

    def arrived() -> str:
        if order.rail == Rail.ECNY:
            return _("¥%(amount)s arrived in your wallet of simulated digital yuan.") % _said(order)
        return _("¥%(amount)s arrived in your account.") % _said(order)

    def to_another() -> str:
        return _("¥%(amount)s was paid to %(payee)s.") % _said(order)

    firm = order.enterprise.organisation
    if order.redemption_id:
        provider = paid.provider.organisation
        return [
            Letter(firm, to_another, "/enterprise/vouchers/"),
            Letter(provider, arrived, "/provider/vouchers/"),
        ]
    own = paid.payee == Payee.ENTERPRISE  # type: ignore[union-attr]
    letters = [Letter(firm, arrived if own else to_another, "/enterprise/money/")]
    if not own and paid.provider:
        letters.append(Letter(paid.provider.organisation, arrived, "/provider/"))
    return letters
