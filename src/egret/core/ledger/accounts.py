from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class State(StrEnum):
    APPROPRIATED = "appropriated"  # where money comes from: an origin, below zero
    UNALLOCATED = "unallocated"
    ALLOTTED = "allotted"
    COMMITTED = "committed"
    PAYABLE = "payable"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    RETURNED = "returned"  # the bank sent it back after it had arrived: in suspense until it is payable again
    RECOVERY_DUE = "recovery_due"
    RECOVERED = "recovered"
    CARRIED = "carried"  # over to a fund of the next year
    LAPSED = "lapsed"
    FINED = "fined"  # where fines come from: an origin too, apart from the money that was appropriated
    FINE_DUE = "fine_due"
    FINE_PAID = "fine_paid"


ORIGINS = frozenset({State.APPROPRIATED, State.FINED})

_NOTHING = frozenset[str]()
_POT = frozenset({"purpose", "policy"})
_PROJECT = _POT | {"project"}
_PAYEE = _PROJECT | {"payee"}
_ORDER = _PAYEE | {"order"}
_FINE = frozenset({"project", "payee"})
KEPT_APART = {
    State.APPROPRIATED: _NOTHING,
    State.UNALLOCATED: _NOTHING,
    State.ALLOTTED: _POT,
    State.COMMITTED: _PROJECT,
    State.PAYABLE: _PAYEE,
    State.IN_TRANSIT: _ORDER,
    State.PAID: _PAYEE,
    State.RETURNED: _ORDER,
    State.RECOVERY_DUE: _PAYEE,
    State.RECOVERED: _PAYEE,
    State.CARRIED: _NOTHING,
    State.LAPSED: _NOTHING,
    State.FINED: _NOTHING,
    State.FINE_DUE: _FINE,
    State.FINE_PAID: _FINE,
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What money is for. Each state keeps apart only the parts it needs. `policy` is the clause that it pays."""

    purpose: str = ""
    policy: str = ""
    project: str = ""
    payee: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Account:
    state: State
    place: Place = Place()

    def __post_init__(self) -> None:
        given = frozenset(part.name for part in fields(Place) if getattr(self.place, part.name))
        if given != KEPT_APART[self.state]:
            wanted = ", ".join(sorted(KEPT_APART[self.state])) or "nothing"
            raise ValueError(f"an account of money {self.state} names {wanted}, got {self.place}")

    def __str__(self) -> str:
        parts = (getattr(self.place, part.name) for part in fields(Place))
        return " ".join([self.state, *filter(None, parts)])


def account(state: State, place: Place) -> Account:
    """The account of `state` that money of `place` stands in."""
    return Account(state, Place(**{part: getattr(place, part) for part in KEPT_APART[state]}))
