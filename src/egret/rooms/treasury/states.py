from __future__ import annotations

from enum import StrEnum


class OrderState(StrEnum):
    MADE = "made"
    CHECKED = "checked"
    SENT = "sent"
    SETTLED = "settled"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


S = OrderState
MOVES = {
    S.MADE: frozenset({S.CHECKED, S.WITHDRAWN}),
    S.CHECKED: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.SETTLED, S.REJECTED}),
    S.SETTLED: frozenset(),
    S.REJECTED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class FundKind(StrEnum):
    GRANTED = "granted"
    CARRIED = "carried"
    FINES = "fines"


class TransferState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


T = TransferState
TRANSFER_MOVES = {
    T.ASKED: frozenset({T.AGREED, T.REFUSED}),
    T.AGREED: frozenset(),
    T.REFUSED: frozenset(),
}
MACHINES = {
    "payment_order": (OrderState, MOVES, S.MADE),
    "transfer": (TransferState, TRANSFER_MOVES, T.ASKED),
}
