"""Funds, what was allotted of them, and how the rules of shares stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from egret.core.ledger.accounts import State
from egret.core.ledger.funds import Standing, standing
from egret.core.packs.model import ShareBase, ShareRule
from egret.rooms.city import queries as city

from ..models import Fund, Transfer
from ..states import TransferState
from .books import by_purpose, by_source


def funds() -> QuerySet[Fund]:
    return Fund.objects.order_by("-year", "source", "pk")


def parts_named(parts: dict[str, int]) -> list[tuple[Fund, int]]:
    """Fen by fund code, with the funds themselves."""
    found = {fund.code: fund for fund in Fund.objects.filter(code__in=parts)}
    return [(found[code], fen) for code, fen in parts.items()]


def transfers() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("fund", "asked_by", "decided_by").order_by("-pk")


def transfers_to_decide() -> QuerySet[Transfer]:
    return transfers().filter(state=TransferState.ASKED)


@dataclass(frozen=True, slots=True)
class Share:
    rule: ShareRule
    standing: Standing


def shares() -> tuple[Share, ...]:
    """How every rule of shares of the pack in force stands now."""
    allotted, states = by_purpose(), by_source()
    return tuple(Share(rule, _standing(rule, allotted, states)) for rule in city.pack().share_rules)


def _standing(
    rule: ShareRule, allotted: dict[str, dict[str, int]], states: dict[str, dict[str, int]]
) -> Standing:
    of, stands = allotted.get(rule.fund_source, {}), states.get(rule.fund_source, dict.fromkeys(State, 0))
    base = {
        # What was carried over came in once, though it was appropriated again.
        ShareBase.APPROPRIATED: stands[State.APPROPRIATED] - stands[State.CARRIED],
        ShareBase.ALLOTTED: sum(of.values()),
    }[rule.base]
    others = sum(fen for purpose, fen in of.items() if purpose != rule.purpose)
    return standing(rule.at_least, rule.warn_at, base, others)
