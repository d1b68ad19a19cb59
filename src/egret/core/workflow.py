"""A workflow is a table: from each state, the states it may move to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)
Moves = Mapping[S, frozenset[S]]


class MoveRefused(ValueError):
    def __init__(self, here: StrEnum, there: StrEnum) -> None:
        super().__init__(f"{here} does not lead to {there}")
        self.here, self.there = here, there


def check_move(moves: Moves[S], here: S, there: S) -> None:
    if there not in moves[here]:
        raise MoveRefused(here, there)


def reachable(moves: Moves[S], start: S) -> frozenset[S]:
    seen, waiting = {start}, [start]
    while waiting:
        for there in moves[waiting.pop()] - seen:
            seen.add(there)
            waiting.append(there)
    return frozenset(seen)


def diagram(moves: Moves[S], start: S) -> str:
    """Mermaid text of the table; the order is the enum's own, so that equal tables draw equal diagrams."""
    lines = ["stateDiagram-v2", f"    [*] --> {start}"]
    for here in type(start):
        lines += [f"    {here} --> {there}" for there in type(start) if there in moves[here]]
        if not moves[here]:
            lines.append(f"    {here} --> [*]")
    return "\n".join(lines) + "\n"
