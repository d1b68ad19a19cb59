"""Cases of many enterprises, clause by clause, with the keys that figures are told by: district, size, industry, year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .columns import Frame

Ints = NDArray[np.int64]

_SUMS = 2**62  # sums stay below this, so that they fit int64 with room to spare


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """A clause's cases, sorted by cell: rows that have all keys in common lie together, so that a sum is one pass.

    `who` is the place of the enterprise in the population, `days` the day that an award falls on, since 1970-01-01,
    `order` the row's place as it came. `codes` are a cell's keys, by group. `paid` is what other policies paid for
    the same thing, by member of an overlap group; a policy that nobody tells of is left out.
    """

    frame: Frame
    who: Ints
    days: Ints
    order: Ints
    starts: Ints
    codes: Mapping[str, Ints]
    repeated: bool  # whether some enterprise stands here more than once
    paid: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """`groups`: the keys of each group in their order. `enterprises`: a name each. `cases` by clause id."""

    groups: Mapping[str, tuple[str, ...]]
    enterprises: Sequence[str]
    cases: Mapping[str, Cases]

    def sums(self, clause: str, amounts: Ints) -> dict[str, dict[str, int]]:
        """`amounts`, a case each, by group and key; keys without a case are nothing."""
        cases = self.cases[clause]
        cells = np.add.reduceat(amounts, cases.starts) if len(cases) else amounts
        return {
            group: dict(zip(keys, _by_code(cells, cases.codes[group], len(keys)), strict=True))
            for group, keys in self.groups.items()
        }


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A clause's cases as they come. `codes`: the place of each row's key within its group. `paid`: as `Cases.paid`."""

    frame: Frame
    who: Ints
    days: Ints
    codes: Mapping[str, Ints]
    paid: Mapping[str, Ints] = field(default_factory=dict)


def population(
    groups: Mapping[str, tuple[str, ...]], enterprises: Sequence[str], rows: Mapping[str, Rows]
) -> Population:
    return Population(groups, enterprises, {clause: _cases(groups, part) for clause, part in rows.items()})


def total(amounts: Ints) -> int:
    """The sum, known to fit."""
    if not len(amounts):
        return 0
    if max(int(amounts.max()), -int(amounts.min())) * len(amounts) >= _SUMS:
        raise ValueError("the sum of all cases may not fit")
    return int(amounts.sum())


def _cases(groups: Mapping[str, tuple[str, ...]], rows: Rows) -> Cases:
    cells = np.zeros(len(rows.who), np.int64)
    for group, keys in groups.items():
        cells = cells * max(len(keys), 1) + rows.codes[group]
    order = np.argsort(cells, kind="stable").astype(np.int64)
    cells = cells[order]
    starts = np.flatnonzero(np.diff(cells, prepend=-1)).astype(np.int64)
    who = rows.who[order]
    return Cases(
        frame={label: column[order] for label, column in rows.frame.items()},
        who=who,
        days=rows.days[order],
        order=order,
        starts=starts,
        codes={group: rows.codes[group][order][starts] for group in groups},
        repeated=len(np.unique(who)) < len(who),
        paid={member: column[order] for member, column in rows.paid.items()},
    )


def _by_code(cells: Ints, codes: Ints, count: int) -> list[int]:
    summed = np.zeros(count, np.int64)
    np.add.at(summed, codes, cells)
    return [int(fen) for fen in summed]
