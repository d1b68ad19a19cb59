from __future__ import annotations

from enum import StrEnum


class AwardState(StrEnum):
    ON_NOTICE = "on_notice"
    CONFIRMED = "confirmed"
    ORDERED = "ordered"
    PAID = "paid"
    RECOVERY_DUE = "recovery_due"
    RECOVERED = "recovered"
    CLOSED = "closed"


S = AwardState
MOVES = {
    S.ON_NOTICE: frozenset({S.CONFIRMED, S.RECOVERY_DUE, S.CLOSED}),
    S.CONFIRMED: frozenset({S.ORDERED}),
    S.ORDERED: frozenset({S.PAID, S.CONFIRMED}),
    S.PAID: frozenset(),
    S.RECOVERY_DUE: frozenset({S.RECOVERED}),
    S.RECOVERED: frozenset(),
    S.CLOSED: frozenset(),
}
MACHINES = {"award": (AwardState, MOVES, S.ON_NOTICE)}
