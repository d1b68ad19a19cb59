"""Money that comes back in parts: a plan that sums exactly, and what of it has come in by a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Part:
    due_on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Met:
    """A part of a plan and how much of it is there; money fills the parts in the order in which they fall due."""

    part: Part
    came_fen: int

    @property
    def left_fen(self) -> int:
        return self.part.fen - self.came_fen

    def overdue(self, on: date) -> bool:
        return self.left_fen > 0 and self.part.due_on < on


class BadPlan(ValueError):
    """`code` names the fault for the screen: empty, nothing, order, sum."""

    def __init__(self, code: str, fen: int = 0) -> None:
        super().__init__(code)
        self.code, self.fen = code, fen


def check_plan(parts: Sequence[Part], owed_fen: int) -> None:
    """Raises BadPlan: two parts or more, each some fen, on days that follow each other, which sum to what is owed."""
    if len(parts) < 2:  # noqa: PLR2004 -- one part is no plan
        raise BadPlan("empty")
    if any(part.fen <= 0 for part in parts):
        raise BadPlan("nothing")
    if any(later.due_on <= earlier.due_on for earlier, later in pairwise(parts)):
        raise BadPlan("order")
    if (whole := sum(part.fen for part in parts)) != owed_fen:
        raise BadPlan("sum", whole)


def met(parts: Sequence[Part], came_fen: int) -> tuple[Met, ...]:
    """The parts with what came in since the plan began."""
    ends = accumulate(part.fen for part in parts)
    return tuple(
        Met(part, min(max(came_fen - (end - part.fen), 0), part.fen))
        for part, end in zip(parts, ends, strict=True)
    )
