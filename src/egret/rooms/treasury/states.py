from __future__ import annotations

from enum import StrEnum

from egret.core.banking.reconcile import REFUSED, Verdict, Wrong


class OrderState(StrEnum):
    """SENT is with the bank. UNKNOWN: it was handed over and nobody answered; only a status or a statement tells."""

    MADE = "made"
    CHECKED = "checked"
    SENT = "sent"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


S = OrderState
MOVES = {
    S.MADE: frozenset({S.CHECKED, S.WITHDRAWN}),
    S.CHECKED: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.SETTLED, S.REJECTED, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.SENT, S.SETTLED, S.REJECTED}),
    S.SETTLED: frozenset({S.RETURNED}),
    S.REJECTED: frozenset(),
    S.RETURNED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
WITH_BANK = (S.SENT, S.UNKNOWN)


class BatchState(StrEnum):
    """RELEASED waits in the outbox. UNKNOWN: its file was handed over, the bank's acknowledgement did not come."""

    MADE = "made"
    CHECKED = "checked"
    RELEASED = "released"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


B = BatchState
BATCH_MOVES = {
    B.MADE: frozenset({B.CHECKED, B.WITHDRAWN}),
    B.CHECKED: frozenset({B.RELEASED, B.WITHDRAWN}),
    B.RELEASED: frozenset({B.UNKNOWN}),
    B.UNKNOWN: frozenset({B.SENT, B.REFUSED}),
    B.SENT: frozenset(),
    B.REFUSED: frozenset(),
    B.WITHDRAWN: frozenset(),
}


class MessageKind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    STATEMENT = "statement"


# What a line or a statement can be found to be, when it isn't what the books expect; and an order that never came.
DifferenceKind = StrEnum(  # type: ignore[misc]
    "DifferenceKind",
    {
        **{one.name: one.value for one in Verdict if one not in (Verdict.SETTLED, Verdict.RETURNED)},
        **{f"STATEMENT_{one.name}": f"s_{one.value}" for one in Wrong if one not in REFUSED},
        "MISSING": "missing",
    },
)


class DifferenceState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


D = DifferenceState
DIFFERENCE_MOVES = {D.OPEN: frozenset({D.SETTLED}), D.SETTLED: frozenset()}


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
    "payment_batch": (BatchState, BATCH_MOVES, B.MADE),
    "difference": (DifferenceState, DIFFERENCE_MOVES, D.OPEN),
    "transfer": (TransferState, TRANSFER_MOVES, T.ASKED),
}
