from __future__ import annotations

from enum import StrEnum

from egret.core.banking.reconcile import REFUSED, Verdict, Wrong
from egret.core.vouchers import VoucherState


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


class Rail(StrEnum):
    """How an order's money travels. ECNY is conditional digital yuan, and simulated."""

    BANK = "bank"
    ECNY = "ecny"


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
V = VoucherState
VOUCHER_MOVES = {
    V.OPEN: frozenset({V.LOCKED, V.EXPIRED}),
    V.LOCKED: frozenset({V.OPEN, V.USED, V.EXPIRED}),
    V.USED: frozenset(),
    V.EXPIRED: frozenset(),
}


class RedemptionState(StrEnum):
    """From a service contract that locks a voucher to its provider's money. RELEASED: it came to nothing."""

    LOCKED = "locked"
    PRESENTED = "presented"
    ACCEPTED = "accepted"
    ORDERED = "ordered"
    PAID = "paid"
    REFUSED = "refused"
    RELEASED = "released"


R = RedemptionState
REDEMPTION_MOVES = {
    R.LOCKED: frozenset({R.PRESENTED, R.RELEASED}),
    R.PRESENTED: frozenset({R.ACCEPTED, R.LOCKED, R.REFUSED}),
    R.ACCEPTED: frozenset({R.ORDERED}),
    R.ORDERED: frozenset({R.PAID, R.ACCEPTED}),
    R.PAID: frozenset({R.ACCEPTED}),  # the bank sent it back: it is payable again
    R.REFUSED: frozenset(),
    R.RELEASED: frozenset(),
}
HOLDS_VOUCHER = (R.LOCKED, R.PRESENTED)
REDEEMED = (R.ACCEPTED, R.ORDERED, R.PAID)


class PlanState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    REPLACED = "replaced"


L = PlanState
PLAN_MOVES = {
    L.PROPOSED: frozenset({L.AGREED, L.REFUSED}),
    L.AGREED: frozenset({L.REPLACED}),
    L.REFUSED: frozenset(),
    L.REPLACED: frozenset(),
}


class SanctionState(StrEnum):
    PROPOSED = "proposed"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    PAID = "paid"
    DROPPED = "dropped"


N = SanctionState
SANCTION_MOVES = {
    N.PROPOSED: frozenset({N.IN_FORCE, N.REFUSED}),
    N.IN_FORCE: frozenset({N.PAID, N.DROPPED}),
    N.PAID: frozenset(),
    N.REFUSED: frozenset(),
    N.DROPPED: frozenset(),
}
MACHINES = {
    "payment_order": (OrderState, MOVES, S.MADE),
    "payment_batch": (BatchState, BATCH_MOVES, B.MADE),
    "difference": (DifferenceState, DIFFERENCE_MOVES, D.OPEN),
    "transfer": (TransferState, TRANSFER_MOVES, T.ASKED),
    "voucher": (VoucherState, VOUCHER_MOVES, V.OPEN),
    "redemption": (RedemptionState, REDEMPTION_MOVES, R.LOCKED),
    "instalment_plan": (PlanState, PLAN_MOVES, L.PROPOSED),
    "sanction": (SanctionState, SANCTION_MOVES, N.PROPOSED),
}
