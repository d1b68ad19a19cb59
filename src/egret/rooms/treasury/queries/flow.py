"""Funds state by state, their pots, and how their money flows through the pots to where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from egret.core.ledger.accounts import ORIGINS, State
from egret.core.ledger.postings import Event

from ..models import Balance, Fund, Leg
from .books import _by_state

_NOT_GRANTED = (*sorted(ORIGINS), State.FINE_DUE, State.FINE_PAID)
_TO_POTS = (Event.ALLOT, Event.WITHDRAW_ALLOTMENT)
_TO_THE_FUND = (Event.APPROPRIATE, Event.CARRY_OVER, Event.LAPSE)


@dataclass(frozen=True, slots=True)
class Stream:
    """Money of one fund, in one pot (both words empty: in none), in one state."""

    fund: str
    purpose: str
    policy: str
    state: State
    fen: int


def states_of(codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """Fund → state of money → fen, of these funds alone; each of them is there."""
    rows = (
        Balance.objects.filter(fund__in=list(codes)).values_list("fund_id", "state").annotate(sum=Sum("fen"))
    )
    empty = {code: dict.fromkeys(State, 0) for code in codes}
    return {**empty, **_by_state(rows.order_by("fund_id"))}


def pots_of(fund: Fund) -> list[tuple[tuple[str, str], dict[str, int]]]:
    """Purpose and policy of each pot of a fund → state of money → fen."""
    rows = Balance.objects.filter(fund=fund).exclude(purpose="").values_list("purpose", "policy", "state")
    pots: dict[tuple[str, str], dict[str, int]] = {}
    for purpose, policy, state, fen in rows.annotate(sum=Sum("fen")).order_by("purpose", "policy", "state"):
        pots.setdefault((purpose, policy), dict.fromkeys(State, 0))[state] = fen
    return [pot for pot in pots.items() if any(pot[1].values())]


def streams(source: str = "", year: int | None = None) -> list[Stream]:
    """All that was granted, by fund, pot and state; of one source or one year where they are named. Fines are not in it."""
    rows = Balance.objects.exclude(state__in=_NOT_GRANTED)
    if source:
        rows = rows.filter(fund__source=source)
    if year:
        rows = rows.filter(fund__year=year)
    found = rows.values_list("fund_id", "purpose", "policy", "state").annotate(sum=Sum("fen")).exclude(sum=0)
    return [
        Stream(fund, purpose, policy, State(state), fen)
        for fund, purpose, policy, state, fen in found.order_by("fund_id", "purpose", "policy", "state")
    ]


def years() -> list[int]:
    return list(Fund.objects.order_by("-year").values_list("year", flat=True).distinct())


def history_of(fund: Fund) -> QuerySet[Leg]:
    """What was granted, allotted, taken back, carried over and lapsed: one leg each, with the pot where there is one."""
    told = Q(posting__event__in=_TO_POTS, state=State.ALLOTTED)
    told |= Q(posting__event__in=_TO_THE_FUND, state=State.UNALLOCATED)
    return Leg.objects.filter(told, fund=fund).select_related("posting__posted_by")
