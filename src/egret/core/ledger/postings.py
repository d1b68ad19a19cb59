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
    WITHDRAW_ALLOTMENT = "withdraw_allotment"
    COMMIT = "commit"
    RELEASE_COMMITMENT = "release_commitment"
    MAKE_PAYABLE = "make_payable"
    UNDO_PAYABLE = "undo_payable"
    ORDER = "order"
    SETTLE = "settle"
    REJECT = "reject"
    RETURN = "return"
    PAY_AGAIN = "pay_again"
    DEMAND_BACK = "demand_back"
    DROP_DEMAND = "drop_demand"
    RECOVER = "recover"
    CARRY_OVER = "carry_over"
    LAPSE = "lapse"
    FINE = "fine"
    DROP_FINE = "drop_fine"
    PAY_FINE = "pay_fine"


_S = State
ROUTES = {
    Event.APPROPRIATE: (_S.APPROPRIATED, _S.UNALLOCATED),
    Event.ALLOT: (_S.UNALLOCATED, _S.ALLOTTED),
    Event.WITHDRAW_ALLOTMENT: (_S.ALLOTTED, _S.UNALLOCATED),
    Event.COMMIT: (_S.ALLOTTED, _S.COMMITTED),
    Event.RELEASE_COMMITMENT: (_S.COMMITTED, _S.ALLOTTED),
    Event.MAKE_PAYABLE: (_S.COMMITTED, _S.PAYABLE),
    Event.UNDO_PAYABLE: (_S.PAYABLE, _S.COMMITTED),
    Event.ORDER: (_S.PAYABLE, _S.IN_TRANSIT),
    Event.SETTLE: (_S.IN_TRANSIT, _S.PAID),
    Event.REJECT: (_S.IN_TRANSIT, _S.PAYABLE),
    Event.RETURN: (_S.PAID, _S.RETURNED),
    Event.PAY_AGAIN: (_S.RETURNED, _S.PAYABLE),
    Event.DEMAND_BACK: (_S.PAID, _S.RECOVERY_DUE),
    Event.DROP_DEMAND: (_S.RECOVERY_DUE, _S.PAID),
    Event.RECOVER: (_S.RECOVERY_DUE, _S.RECOVERED),
    Event.CARRY_OVER: (_S.UNALLOCATED, _S.CARRIED),
    Event.LAPSE: (_S.UNALLOCATED, _S.LAPSED),
    Event.FINE: (_S.FINED, _S.FINE_DUE),
    Event.DROP_FINE: (_S.FINE_DUE, _S.FINED),
    Event.PAY_FINE: (_S.FINE_DUE, _S.FINE_PAID),
}


class Unbalanced(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Leg:
    account: Account
    fund: str
    fen: int


@dataclass(frozen=True, slots=True)
class Posting:
    """It balances within every fund or it does not exist; undoing is another posting."""

    event: Event
    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        if wrong := "; ".join(wrongs(self.event, self.legs)):
            raise Unbalanced(f"{self.event}: {wrong}")


def post(event: Event, amounts: Mapping[str, int], place: Place) -> Posting:
    """Moves `amounts`, fen by fund, on the route of `event`; a fund that gives nothing gets no legs."""
    here, there = (account(state, place) for state in ROUTES[event])
    if any(fen < 0 for fen in amounts.values()):
        raise Unbalanced(f"{event}: money moves forward, got {dict(amounts)}")
    moved = [(fund, fen) for fund, fen in sorted(amounts.items()) if fen]
    return Posting(
        event,
        (
            *(Leg(here, fund, -fen) for fund, fen in moved),
            *(Leg(there, fund, fen) for fund, fen in moved),
        ),
    )


def wrongs(event: Event, legs: Sequence[Leg]) -> list[str]:
    """What keeps these legs from being a posting."""
    wrong = []
    if len(legs) < FEWEST_LEGS:
        wrong.append(f"a posting has at least two legs, not {len(legs)}")
    if any(type(leg.fen) is not int or leg.fen == 0 for leg in legs):
        wrong.append("a leg moves whole fen, and some")
    if any(not leg.fund for leg in legs):
        wrong.append("a leg names its fund")
    here, there = ROUTES[event]
    if any(leg.account.state is not (there if leg.fen > 0 else here) for leg in legs):
        wrong.append(f"it leads from {here} to {there} and nowhere else")
    left = Counter[str]()
    for leg in legs:
        left[leg.fund] += leg.fen
    return wrong + [f"{fen} fen of {fund} are left over" for fund, fen in sorted(left.items()) if fen]
