from __future__ import annotations

from enum import StrEnum


class ContractState(StrEnum):
    FILED = "filed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    CHECKED = "checked"


S = ContractState
MOVES = {
    S.FILED: frozenset({S.CONFIRMED, S.RETURNED}),
    S.CONFIRMED: frozenset({S.CHECKED, S.RETURNED}),
    S.RETURNED: frozenset({S.FILED}),
    S.CHECKED: frozenset(),
}
MACHINES = {"contract": (ContractState, MOVES, S.FILED)}
