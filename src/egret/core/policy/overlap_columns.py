"""An overlap group over a population, in columns and as the expression of a query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from egret.core.money import Rounding

from .overlap import EXTERNAL, OverlapGroup, Rule, Settle
from .population import Cases

Ints = NDArray[np.int64]

_FITS = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Per case: fen due after the group, and per other member what comes back (rows × members)."""

    due: Ints
    demanded: Ints


def overlapped_in_columns(group: OverlapGroup, clause: str, own: Ints, received: Ints) -> Overlaps:
    """`own`: fen per case; `received`: fen, rows × the group's other members in the group's order."""
    members = other_members(group, clause)
    if received.shape != (len(own), len(members)):
        raise ValueError(f"received is {received.shape}, not {(len(own), len(members))}")
    nothing = np.zeros_like(received)
    others = received.sum(axis=1)
    alone = others == 0
    if group.rule == Rule.STACK:
        return Overlaps(np.where(alone, own, _stacked(group, own)), nothing)
    match group.settle:
        case Settle.CHOOSE_ONE:
            return Overlaps(np.where(alone, own, 0), nothing)
        case Settle.RETURN_LOWER:
            own_clauses = np.array([not member.startswith(EXTERNAL) for member in members])
            wins = (own >= received.max(axis=1, initial=0)) & (
                own > received[:, own_clauses].max(axis=1, initial=-1)
            )
            wins |= alone
            return Overlaps(np.where(wins, own, 0), np.where(wins[:, None], received, 0))
        case _:
            return Overlaps(np.maximum(own - others, 0), nothing)


def other_members(group: OverlapGroup, clause: str) -> tuple[str, ...]:
    return tuple(member for member in group.members if member != clause)


def received(group: OverlapGroup, clause: str, cases: Cases) -> Ints:
    """What the cases' population tells of the group's other members, rows × members; nothing where it tells nothing."""
    nothing = np.zeros(len(cases), np.int64)
    columns = [cases.paid.get(member, nothing) for member in other_members(group, clause)]
    return np.stack(columns, axis=1)


def overlap_sql(group: OverlapGroup, clause: str, own: str, received: tuple[str, ...]) -> str:
    """The fen due after the group, as an expression over the column `own` and one column per other member."""
    others = " + ".join(received)
    if group.rule == Rule.STACK:
        rate, over = group.rate.numerator, group.rate.denominator
        exact = f"({own})::HUGEINT * {rate}"
        whole, rest = f"({exact}) // {over}", f"({exact}) % {over}"
        up = {
            Rounding.DOWN: "FALSE",
            Rounding.UP: f"{rest} > 0",
            Rounding.HALF_UP: f"2 * ({rest}) >= {over}",
            Rounding.HALF_EVEN: f"2 * ({rest}) > {over} OR (2 * ({rest}) = {over} AND ({whole}) % 2 = 1)",
        }[_rounding(group)]
        return f"CASE WHEN {others} = 0 THEN {own} ELSE ({whole} + ({up})::INT)::BIGINT END"
    match group.settle:
        case Settle.CHOOSE_ONE:
            return f"CASE WHEN {others} = 0 THEN {own} ELSE 0 END"
        case Settle.RETURN_LOWER:
            members = zip(other_members(group, clause), received, strict=True)
            wins = " AND ".join(
                f"({own} {'>=' if member.startswith(EXTERNAL) else '>'} {column} OR {others} = 0)"
                for member, column in members
            )
            return f"CASE WHEN {wins} THEN {own} ELSE 0 END"
        case _:
            return f"greatest({own} - ({others}), 0)"


def _stacked(group: OverlapGroup, own: Ints) -> Ints:
    rate, over = group.rate.numerator, group.rate.denominator
    if len(own) and int(own.max()) * max(rate, 1) >= _FITS:
        raise ValueError("amount times rate may not fit")
    whole, rest = np.divmod(own * rate, over)
    match _rounding(group):
        case Rounding.DOWN:
            up = np.zeros(len(own), dtype=bool)
        case Rounding.UP:
            up = rest > 0
        case Rounding.HALF_UP:
            up = (rest > 0) & (2 * rest >= over)
        case Rounding.HALF_EVEN:
            up = (2 * rest > over) | ((2 * rest == over) & (whole % 2 == 1))
    summed: Ints = whole + up
    return summed


def _rounding(group: OverlapGroup) -> Rounding:
    if group.rounding is None:
        raise ValueError(f"group {group.id} stacks without a rounding")
    return group.rounding
