from __future__ import annotations

from enum import StrEnum


class WalletState(StrEnum):
    """What became of a conditional payment in simulated digital yuan. REJECTED: it was never funded."""

    FUNDED = "funded"
    RELEASED = "released"
    RECALLED = "recalled"
    REJECTED = "rejected"


W = WalletState
WALLET_MOVES = {
    W.FUNDED: frozenset({W.RELEASED, W.RECALLED, W.REJECTED}),
    W.RELEASED: frozenset(),
    W.RECALLED: frozenset(),
    W.REJECTED: frozenset(),
}
MACHINES = {"wallet": (WalletState, WALLET_MOVES, W.FUNDED)}
