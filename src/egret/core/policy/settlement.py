"""Stages and reversals as deltas: after every event, what was paid equals what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settlement:
    """`delta_fen` > 0 is to be paid, < 0 comes back."""

    due_fen: int
    settled_fen: int
    delta_fen: int


def settle(due_fen: int, earlier_deltas: Iterable[int]) -> Settlement:
    """What moves now, when `due_fen` is due in all and the earlier awards moved `earlier_deltas`."""
    if due_fen < 0:
        raise ValueError(f"nothing less than zero can be due, got {due_fen}")
    settled = sum(earlier_deltas)
    return Settlement(due_fen, settled, due_fen - settled)
