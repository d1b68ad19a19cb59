"""Second ratings, beside the first ones, and what they say of those who rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from egret.core.maturity import agreement
from egret.core.maturity.agreement import Limits, Pair, Rating, Standing
from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import Standard
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.models import User
from egret.rooms.people.states import Role

from ..models import Assessment, SecondRating
from ..states import Stage
from .results import answers_of, registry, standard


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


def answers_of_second(row: SecondRating) -> Answers:
    return Answers({code: frozenset(keys) for code, keys in row.choices.items()}, row.scenes)


def standard_of(row: SecondRating) -> Standard:
    return registry().measure(row.first.standard).standard


@dataclass(frozen=True, slots=True)
class Agreement:
    """`pairs` over all items, `standings` over the scenarios alone, whose levels are one scale. Assessors are keys of users."""

    rated: int
    pairs: tuple[Pair, ...]
    standings: tuple[Standing, ...]


def agreement_of(rows: Iterable[SecondRating]) -> Agreement:
    """Of ratings by the standard in force; others are left out."""
    measured, rated = (
        standard(),
        [row for row in rows if row.rated_at and row.first.standard == standard().id],
    )
    ratings = [one for row in rated for one in _ratings(row, measured)]
    scenes = {scenario.code for scenario in measured.scenarios}
    scales = agreement.scales(measured)
    levels = [one for one in ratings if one.item in scenes]
    return Agreement(
        len(rated), agreement.pairs_of(ratings, scales), agreement.standings(levels, scales, limits())
    )


def _ratings(row: SecondRating, measured: Standard) -> Sequence[Rating]:
    both = ((row.first.assessed_by_id, answers_of(row.first)), (row.assessor_id, answers_of_second(row)))
    return [
        Rating(str(row.pk), item, str(assessor), value)
        for assessor, answers in both
        for item, value in agreement.values(measured, answers).items()
    ]
