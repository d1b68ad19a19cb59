"""What an order pays follows the money, an award or a redeemed voucher alike, and whom it is about is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.clause import Payee
from egret.rooms.notice import actions as notices
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.states import OrderState, Rail, RedemptionState

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Award
    from egret.rooms.treasury.models import PaymentOrder, Redemption

_AS_REDEMPTION = {
    AwardState.ORDERED: RedemptionState.ORDERED,
    AwardState.PAID: RedemptionState.PAID,
    AwardState.CONFIRMED: RedemptionState.ACCEPTED,
}


def follow(order: PaymentOrder, there: AwardState, *, by: User, at: datetime) -> Award | Redemption:
    """What the order pays is paid, or waits for another order."""
    if order.redemption_id:
        return treasury.move_redemption(order.redemption_id, _AS_REDEMPTION[there], by=by, at=at)
    return subsidies.move(order.award_id, there, by=by, at=at)


@transaction.atomic
def answered(answers: Mapping[int, tuple[str, str]], *, by: User, at: datetime) -> None:
    """By order: a reference where the money arrived, a fault where it did not."""
    for order in treasury.settle_orders(answers, by=by, at=at) if answers else ():
        arrived = order.state == OrderState.SETTLED
        paid = follow(order, AwardState.PAID if arrived else AwardState.CONFIRMED, by=by, at=at)
        if arrived:
            tell_arrived(paid, order, by=by, at=at)


def tell_arrived(paid: Award | Redemption, order: PaymentOrder, *, by: User, at: datetime) -> None:
    """The payee, and the enterprise where somebody else was paid for it."""
    said = {"amount": yuan(order.fen), "payee": order.payee}

    def arrived() -> str:
        if order.rail == Rail.ECNY:
            return _("¥%(amount)s arrived in your wallet of simulated digital yuan.") % said
        return _("¥%(amount)s arrived in your account.") % said

    def to_another() -> str:
        return _("¥%(amount)s was paid to %(payee)s.") % said

    def tell(organisation: object, sentence: Callable[[], str], path: str) -> None:
        notices.tell(organisation, sentence, path=path, by=by, at=at)  # type: ignore[arg-type]

    if order.redemption_id:
        tell(order.enterprise.organisation, to_another, "/enterprise/vouchers/")
        tell(paid.provider.organisation, arrived, "/provider/vouchers/")
    elif paid.payee == Payee.ENTERPRISE:  # type: ignore[union-attr]
        tell(order.enterprise.organisation, arrived, "/enterprise/money/")
    else:
        tell(order.enterprise.organisation, to_another, "/enterprise/money/")
        if paid.provider:
            tell(paid.provider.organisation, arrived, "/provider/")


def tell_returned(paid: Award | Redemption, order: PaymentOrder, *, by: User, at: datetime) -> None:
    """Whoever has to look at the account."""
    said = {"amount": yuan(order.fen), "payee": order.payee}
    organisation, path = order.enterprise.organisation, "/enterprise/money/"
    if order.redemption_id:
        organisation, path = paid.provider.organisation, "/provider/account/"
    notices.tell(
        organisation,
        lambda: _("¥%(amount)s to %(payee)s came back from the bank: check the account.") % said,
        path=path,
        by=by,
        at=at,
    )
