"""What an order can pay: an award, or a redeemed voucher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from egret.core.ledger.accounts import Place
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award

from .. import queries
from ..models import PaymentOrder, Redemption
from .awards import parts_of, place_of
from .vouchers import parts_of_redemption, place_of_redemption


@dataclass(frozen=True, slots=True)
class Payable:
    """`row` names the order's own column for it, `parts` are fen by source. `standing` tells whether its account may be
    paid, `promised` what orders not yet released hold of the same money, by fund; `proof` reads what it rests on."""

    no: str
    fen: int
    row: Mapping[str, Any]
    place: Place
    parts: Mapping[str, int]
    account: awarded.Account
    standing: Callable[[datetime], queries.Standing]
    promised: Callable[[], Mapping[str, int]]
    proof: Callable[[], str]


def of_award(award: Award) -> Payable:
    return Payable(
        award.no,
        award.delta_fen,
        {"award": award},
        place_of(award),
        parts_of(award),
        queries.account_of(award),
        lambda at: queries.standing_of(award, at),
        lambda: queries.promised(award),
        lambda: queries.proof_of_award(award),
    )


def of_redemption(redemption: Redemption) -> Payable:
    return Payable(
        redemption.no,
        redemption.fen,
        {"redemption": redemption},
        place_of_redemption(redemption),
        parts_of_redemption(redemption),
        queries.account_of(redemption),
        lambda at: queries.standing_of(redemption, at),
        lambda: queries.promised_to(redemption),
        lambda: queries.proof_of_redemption(redemption),
    )


def place_of_order(order: PaymentOrder) -> Place:
    if order.redemption_id:
        return place_of_redemption(order.redemption, order.no)
    return place_of(order.award, order.no)


def proof_now(order: PaymentOrder) -> str:
    """The hash of what the order rests on, as it lies in the files now."""
    if order.redemption_id:
        return queries.proof_of_redemption(order.redemption)
    return queries.proof_of_award(order.award)
