from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class State(StrEnum):
    APPROPRIATED = "appropriated"  # where money comes from: the only account below zero
    UNALLOCATED = "unallocated"
    ALLOTTED = "allotted"
    COMMITTED = "committed"
    PAYABLE = "payable"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    RECOVERY_DUE = "recovery_due"
    RECOVERED = "recovered"


KEPT_APART = {
    State.APPROPRIATED: frozenset[str](),
    State.UNALLOCATED: frozenset[str](),
    State.ALLOTTED: frozenset({"purpose"}),
    State.COMMITTED: frozenset({"purpose", "project"}),
    State.PAYABLE: frozenset({"purpose", "project", "payee"}),
    State.IN_TRANSIT: frozenset({"purpose", "project", "payee", "order"}),
    State.PAID: frozenset({"purpose", "project", "payee"}),
    State.RECOVERY_DUE: frozenset({"purpose", "project", "payee"}),
    State.RECOVERED: frozenset({"purpose", "project", "payee"}),
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What money is for. Each state keeps apart only the parts it needs."""

    purpose: str = ""
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
