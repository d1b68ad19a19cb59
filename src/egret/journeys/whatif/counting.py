"""The city's own cases as a population. A case that lacks what its clause's award rests on is left out, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from egret.core.packs.model import Pack
from egret.core.policy.clause import Clause, Fact, Kind, Value
from egret.core.policy.evaluation import needed_for
from egret.core.policy.numerators import day_number, number
from egret.core.policy.overlap import Same
from egret.core.policy.population import Ints, Population, Rows, population
from egret.rooms.subsidy.queries import counted as cases
from egret.rooms.subsidy.queries.counted import Counted

from .groups import DISTRICT, INDUSTRY, SIZE, YEAR, keys_of, years

if TYPE_CHECKING:
    from egret.rooms.people.models import User


@dataclass(frozen=True, slots=True, eq=False)
class Real:
    people: Population
    left_out: int


def whatif_population(pack: Pack, *, by: User) -> Real:
    """What `by` may see, in as many queries for one case as for a hundred thousand."""
    found = cases.counted(by)
    places = {one.enterprise.pk: one.enterprise.name for one in found}
    who = {pk: place for place, pk in enumerate(places)}
    rows, kept = {}, 0
    for clause in pack.clauses:
        fitting = _fitting(clause, (one for one in found if one.clause == clause.id))
        kept += len(fitting)
        if fitting:
            rows[clause.id] = _rows(pack, clause, fitting, who)
    groups = {group: tuple(named) for group, named in keys_of(pack).items()}
    return Real(population(groups, list(places.values()), rows), len(found) - kept)


Fitting = list[tuple[Counted, dict[str, object]]]


def _fitting(clause: Clause, found: Iterable[Counted]) -> Fitting:
    needed = needed_for(clause, clause.award)
    wanted = {fact.term.label for fact in clause.facts if fact.term.label in needed}
    carried = [(one, _carried(clause, one.facts)) for one in found]
    return [(one, cells) for one, cells in carried if wanted <= cells.keys()]


def _carried(clause: Clause, facts: Mapping[str, Value]) -> dict[str, object]:
    """Facts as columns carry them; what is of another kind than the clause now wants is left out."""
    cells = {}
    for fact in clause.facts:
        if fact.term.label in facts:
            try:
                cells[fact.term.label] = _cell(fact, facts[fact.term.label])
            except (KeyError, TypeError, ValueError):
                continue
    return cells


def _cell(fact: Fact, value: Value) -> object:
    if fact.kind == Kind.ENUM:
        return fact.values[str(value)]
    if fact.kind in (Kind.BOOL, Kind.CODE, Kind.SERIES):
        return value
    carried = number(value, fact.parts)
    if fact.kind in (Kind.RATE, Kind.QUANTITY) and carried != value * fact.parts:  # type: ignore[operator]
        raise ValueError(value)
    return carried


def _rows(pack: Pack, clause: Clause, fitting: Fitting, who: Mapping[int, int]) -> Rows:
    keys = keys_of(pack)
    days = np.array([day_number(one.on) for one, _ in fitting], np.int64)
    told = {
        DISTRICT: [one.enterprise.district for one, _ in fitting],
        SIZE: [one.enterprise.size_class for one, _ in fitting],
        INDUSTRY: [one.enterprise.pilot_industry for one, _ in fitting],
    }
    codes = {group: _codes(list(keys[group]), values) for group, values in told.items()}
    places = np.array([who[one.enterprise.pk] for one, _ in fitting], np.int64)
    return Rows(
        _frame(clause, fitting), places, days, codes | {YEAR: years(keys, days)}, _paid(pack, clause, fitting)
    )


def _paid(pack: Pack, clause: Clause, fitting: Fitting) -> dict[str, Ints]:
    """What other policies paid, where an award would reckon with it; rooms know of no invoice that two of them share."""
    members = {
        member
        for group in pack.overlaps
        if clause.id in group.members and group.same != Same.INVOICE
        for member in group.members
    }
    return {
        member: column
        for member in sorted(members)
        if (column := np.array([one.paid.get(member, 0) for one, _ in fitting], np.int64)).any()
    }


def _codes(keys: list[str], told: list[str]) -> Ints:
    """What is told by no key goes under the group's last."""
    places = {key: place for place, key in enumerate(keys)}
    return np.array([places.get(key, len(keys) - 1) for key in told], np.int64)


def _frame(clause: Clause, fitting: Fitting) -> dict[str, np.ndarray]:
    """A column for each fact that every case gives; a formula that asks for another is refused by its name."""
    dtypes = {Kind.BOOL: np.bool_, Kind.CODE: np.str_}
    return {
        fact.term.label: np.array(
            [cells[fact.term.label] for _, cells in fitting], dtypes.get(fact.kind, np.int64)
        )
        for fact in clause.facts
        if all(fact.term.label in cells for _, cells in fitting)
    }
