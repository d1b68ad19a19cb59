"""Kept reforms beside the pack in force: over the city's own cases, or over invented ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from egret.base.errors import Refused
from egret.core.policy.columns import FrameRefused
from egret.core.reading import BadFile
from egret.rooms.city import queries as city
from egret.rooms.subsidy.queries import reforms

from .comparing import Comparison, compared
from .counting import whatif_population
from .invented import invented

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.subsidy.models import Reform

MOST_REFORMS = 4
REAL = "real"
SIZES = (1_000, 10_000, 100_000)
PEOPLE = (REAL, *map(str, SIZES))


class NotWeighed(Refused):
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """`left_out`: real cases whose records lack what their clause rests on."""

    comparison: Comparison
    synthetic: bool
    left_out: int


def weighed(chosen: Sequence[Reform], people: str, *, by: User) -> Weighed:
    """`people` is one of PEOPLE. Raises NotWeighed in the reader's words."""
    pack = city.pack()
    plans = []
    for reform in chosen[:MOST_REFORMS]:
        try:
            plans.append(reforms.in_force_under(reforms.plan_of(reform)))
        except BadFile:
            said = _("The pack in force can't bear “%(title)s” any more: open it and mend it.")
            raise NotWeighed(said % {"title": reform.title}) from None
    synthetic, left_out = people != REAL, 0
    if synthetic:
        population = invented(pack, int(people))
    else:
        real = whatif_population(pack, by=by)
        population, left_out = real.people, real.left_out
    try:
        return Weighed(compared(pack, population, plans), synthetic, left_out)
    except FrameRefused as refused:
        said = _("The city's cases don't hold “%(fact)s”, which a new formula asks for: take invented cases.")
        raise NotWeighed(said % {"fact": refused.label}) from None
