from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from egret.core.ledger.accounts import Account, Place, State, account

FEWEST_LEGS = 2


class Event(StrEnum):
    APPROPRIATE = "appropriate"
    ALLOT = "allot"
    COMMIT = "commit"
    RELEASE_COMMITMENT = "release_commitment"
    MAKE_PAYABLE = "make_payable"
    RELEASE_PAYABLE = "release_payable"
    ORDER = "order"
    SETTLE = "settle"
    REJECT = "reject"
    DEMAND_BACK = "demand_back"
    RECOVER = "recover"


ROUTES = {
    Event.APPROPRIATE: (State.APPROPRIATED, State.UNALLOCATED),
    Event.ALLOT: (State.UNALLOCATED, State.ALLOTTED),
    Event.COMMIT: (State.ALLOTTED, State.COMMITTED),
    Event.RELEASE_COMMITMENT: (State.COMMITTED, State.ALLOTTED),
    Event.MAKE_PAYABLE: (State.COMMITTED, State.PAYABLE),
    Event.RELEASE_PAYABLE: (State.PAYABLE, State.ALLOTTED),
    Event.ORDER: (State.PAYABLE, State.IN_TRANSIT),
    Event.SETTLE: (State.IN_TRANSIT, State.PAID),
    Event.REJECT: (State.IN_TRANSIT, State.PAYABLE),
    Event.DEMAND_BACK: (State.PAID, State.RECOVERY_DUE),
    Event.RECOVER: (State.RECOVERY_DUE, State.RECOVERED),
}


class Unbalanced(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Leg:
    account: Account
    fund_source: str
    fen: int


@dataclass(frozen=True, slots=True)
class Posting:
    """It balances within every fund source or it does not exist; undoing is another posting."""

    event: Event
    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        if wrong := "; ".join(wrongs(self.event, self.legs)):
            raise Unbalanced(f"{self.event}: {wrong}")


def post(event: Event, amounts: Mapping[str, int], place: Place) -> Posting:
    """Moves `amounts`, fen by fund source, on the route of `event`; a source that gives nothing gets no legs."""
    here, there = (account(state, place) for state in ROUTES[event])
    if any(fen < 0 for fen in amounts.values()):
        raise Unbalanced(f"{event}: money moves forward, got {dict(amounts)}")
    moved = [(source, fen) for source, fen in sorted(amounts.items()) if fen]
    return Posting(
        event,
        (
            *(Leg(here, source, -fen) for source, fen in moved),
            *(Leg(there, source, fen) for source, fen in moved),
        ),
    )


def wrongs(event: Event, legs: Sequence[Leg]) -> list[str]:
    """What keeps these legs from being a posting."""
    wrong = []
    if len(legs) < FEWEST_LEGS:
        wrong.append(f"a posting has at least two legs, not {len(legs)}")
    if any(type(leg.fen) is not int or leg.fen == 0 for leg in legs):
        wrong.append("a leg moves whole fen, and some")
    if any(not leg.fund_source for leg in legs):
        wrong.append("a leg names its fund source")
    here, there = ROUTES[event]
    if any(leg.account.state is not (there if leg.fen > 0 else here) for leg in legs):
        wrong.append(f"it leads from {here} to {there} and nowhere else")
    left = Counter[str]()
    for leg in legs:
        left[leg.fund_source] += leg.fen
    return wrong + [f"{fen} fen of {source} are left over" for source, fen in sorted(left.items()) if fen]
