"""Second ratings, beside the first ones, and what they say of those who rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from egret.core.maturity import agreement
from egret.core.maturity.agreement import Limits, Pair, Rating, Standing
from egret.core.maturity.standard import LEVELS, Standard
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.models import User
from egret.rooms.people.states import Role

from ..models import Assessment, SecondRating
from ..states import Stage
from .results import registry, standard

SCENES = "scenes"


@lru_cache(maxsize=1)
def limits() -> Limits:
    file = settings.STANDARDS_DIR / "agreement.toml"
    return agreement.read_limits(file.read_text(encoding="utf-8"), file.name)


def visible_to(user: User) -> QuerySet[SecondRating]:
    """An assessor sees what was asked of it; everybody else what enterprises it sees."""
    rows = SecondRating.objects.select_related("first__enterprise", "first__assessed_by", "assessor")
    if user.role == Role.ASSESSOR:
        return rows.filter(assessor=user)
    return rows.filter(enterprises.scope(user, "first__enterprise__"))


def to_rate(user: User) -> QuerySet[SecondRating]:
    return visible_to(user).filter(rated_at=None)


def to_ask(user: User) -> QuerySet[Assessment]:
    """Ratings on site that nobody was asked to repeat yet."""
    rows = Assessment.objects.filter(enterprises.scope(user, "enterprise__"), stage=Stage.ON_SITE)
    asked = SecondRating.objects.values("first")
    return rows.exclude(pk__in=asked).select_related("enterprise", "assessed_by")


def locked_second(pk: int) -> SecondRating:
    rows = SecondRating.objects.select_for_update(of=("self",))
    return rows.select_related("first__enterprise").get(pk=pk)


def standard_of(row: SecondRating) -> Standard:
    return registry().measure(row.first.standard).standard


@dataclass(frozen=True, slots=True)
class Item:
    """How often two gave a question or scenario the same answer, of how often both gave one."""

    code: str
    alike: int
    of: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """`pairs` and `standings` by the levels of all scenarios, which are one scale; assessors are keys of users. `items` where
    they agree least first."""

    rated: int
    pairs: tuple[Pair, ...]
    standings: tuple[Standing, ...]
    items: tuple[Item, ...]


def agreement_of(rows: Iterable[SecondRating]) -> Agreement:
    """Of ratings by the standard in force; others are left out."""
    rated = [row for row in rows if row.rated_at and row.first.standard == standard().id]
    ratings = [one for row in rated for one in _ratings(row)]
    scale = {SCENES: LEVELS}
    return Agreement(
        len(rated),
        agreement.pairs_of(ratings, scale),
        agreement.standings(ratings, scale, limits()),
        tuple(sorted(_items(rated), key=lambda one: (Fraction(one.alike, one.of), one.code)))
        if rated
        else (),
    )


def _ratings(row: SecondRating) -> Iterator[Rating]:
    for assessor, scenes in ((row.first.assessed_by_id, row.first.scenes), (row.assessor_id, row.scenes)):
        for code, level in scenes.items():
            yield Rating(f"{row.pk} {code}", SCENES, str(assessor), level)


def _items(rated: Sequence[SecondRating]) -> Iterator[Item]:
    for code in (one.code for one in (*standard().questions, *standard().scenarios)):
        alike = sum(given(row.first, code) == given(row, code) for row in rated)
        yield Item(code, alike, len(rated))


def given(row: Assessment | SecondRating, code: str) -> object:
    """The answer to one question, its options in order, or the level of one scenario."""
    return row.scenes[code] if code in row.scenes else row.choices[code]
