"""What the pack in force calls a source, a purpose or a policy; what it knows no more keeps its own word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from egret.core.ledger.accounts import Place
from egret.core.policy.clause import Term
from egret.desks.shared.templatetags.egret import own
from egret.rooms.city import queries as city


def _named(rows: Iterable[Any], key: str) -> Term:
    return next((row.term for row in rows if row.id == key), Term(key, key))


def source_of(key: str) -> Term:
    return _named(city.pack().fund_sources, key)


def purpose_of(key: str) -> Term:
    return _named(city.pack().purposes, key)


def policy_of(key: str) -> Term:
    return _named(city.pack().clauses, key)


def pot_said(purpose: str, policy: str) -> str:
    """A pot as it is offered and listed: the clause that it pays, and what for."""
    return (
        f"{policy} {own(policy_of(policy))} · {own(purpose_of(purpose))}"
        if policy
        else own(purpose_of(purpose))
    )


def pots_offered(fund: Any) -> list[tuple[str, str]]:
    """The pots that a fund may fill: the clauses that its source bears, for the purpose that it was granted for."""
    return [
        (f"{one.purpose}:{one.clause}", pot_said(one.purpose, one.clause))
        for one in city.pack().bearings
        if fund.source in one.parts and fund.purpose in ("", one.purpose)
    ]


def pots_with(free: Iterable[tuple[Place, int]]) -> list[tuple[str, str]]:
    """The pots that hold something free."""
    return [
        (f"{place.purpose}:{place.policy}", pot_said(place.purpose, place.policy)) for place, _fen in free
    ]
