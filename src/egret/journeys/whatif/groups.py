"""The keys that figures are told by, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from egret.core.packs.model import Pack
from egret.core.policy.clause import Clause, Kind, Term
from egret.core.policy.evaluation import needed_for
from egret.core.policy.population import Ints
from egret.core.sizes import SizeClass

DISTRICT, SIZE, INDUSTRY, YEAR = GROUPS = ("district", "size", "industry", "year")
OTHER = "other"  # the last key of a group holds those that tell none
_NOT_TOLD = {OTHER: Term("未填", "not told")}
_SIZE_TERMS = {
    SizeClass.LARGE: Term("大型", "large"),
    SizeClass.MEDIUM: Term("中型", "medium"),
    SizeClass.SMALL: Term("小型", "small"),
    SizeClass.MICRO: Term("微型", "micro"),
}


def keys_of(pack: Pack) -> dict[str, dict[str, Term]]:
    """By group: every key with its name, in the order of the pack."""
    years = map(str, range(pack.valid_from.year, pack.valid_to.year + 1))
    return {
        DISTRICT: {district.id: district.term for district in pack.districts} | _NOT_TOLD,
        SIZE: {size.value: term for size, term in _SIZE_TERMS.items()} | _NOT_TOLD,
        INDUSTRY: {industry.id: industry.term for industry in pack.industries}
        | {OTHER: Term("其他行业", "other industries")},
        YEAR: {year: Term(f"{year}年", year) for year in years},
    }


def years(keys: Mapping[str, Mapping[str, Term]], days: Ints) -> Ints:
    """Places of the days' years; a day before the first or after the last goes with that."""
    first, count = int(next(iter(keys[YEAR]))), len(keys[YEAR])
    found = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970 - first
    placed: Ints = np.clip(found, 0, count - 1)
    return placed


def day_label(clause: Clause) -> str:
    """The date fact that an award is placed in time by where nobody has decided it yet."""
    needed = needed_for(clause, clause.award)
    dates = [fact.term.label for fact in clause.facts if fact.kind == Kind.DATE]
    return clause.open_on or next((label for label in dates if label in needed), dates[0])
