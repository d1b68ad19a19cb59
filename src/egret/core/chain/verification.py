from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from egret.core.chain.checkpoints import Checkpoint
from egret.core.chain.links import GENESIS, SEALS, link

Act = Mapping[str, Any]


class Kind(StrEnum):
    EDIT = "edit"
    GAP = "gap"
    INSERTION = "insertion"
    SWAP = "swap"
    TRUNCATION = "truncation"
    OTHER_HISTORY = "other_history"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    seq: int
    kind: Kind


def verify(acts: Iterable[Act], *checkpoints: Checkpoint) -> tuple[Fault, ...]:
    """The first break in the chain, and each checkpoint it doesn't lead to, in one pass over the acts.

    Nothing behind a break can be judged, so the pass ends there.
    """
    stream = iter(acts)
    seq, head = 0, GENESIS
    faults = []
    kept_at: dict[int, list[Checkpoint]] = {}
    for kept in checkpoints:
        kept_at.setdefault(kept.size, []).append(kept)
    for act in stream:
        if not _follows(act, seq, head):
            faults.append(_break(seq, head, act, stream))
            return tuple(faults)
        seq, head = seq + 1, act["hash"]
        faults += [Fault(seq, Kind.OTHER_HISTORY) for kept in kept_at.get(seq, ()) if kept.hash != head]
    if any(kept.size > seq for kept in checkpoints):
        faults.append(Fault(seq + 1, Kind.TRUNCATION))
    return tuple(faults)


def _break(seq: int, head: str, act: Act, later: Iterator[Act]) -> Fault:
    """What happened between the act `seq`, sealed by `head`, and `act`, which doesn't follow it."""
    whole = _is_whole(act)
    again = displaced = named = False
    for other in later:
        again = again or other == act
        displaced = displaced or _follows(other, seq, head)
        named = named or other.get("prev_hash") == act.get("hash")
    if displaced:
        return Fault(seq + 1, Kind.SWAP if whole and act["seq"] > seq and not again else Kind.INSERTION)
    if not whole:
        return Fault(seq + 1, Kind.EDIT)
    if act["seq"] > seq + 1:
        return Fault(seq + 1, Kind.GAP)
    if act["seq"] == seq + 1:  # whole, and after another act than the one we saw: one of the two is false
        return Fault(max(seq, 1) if named else seq + 1, Kind.EDIT)
    return Fault(seq + 1, Kind.INSERTION)


def _follows(act: Act, seq: int, head: str) -> bool:
    return _is_whole(act) and act["seq"] == seq + 1 and act["prev_hash"] == head


def _is_whole(act: Act) -> bool:
    """Whether its own hash seals what it says."""
    try:
        fields = {name: value for name, value in act.items() if name not in SEALS}
        return type(act["seq"]) is int and link(act["prev_hash"], fields) == act["hash"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return False
