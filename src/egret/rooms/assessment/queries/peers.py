"""How a firm stands among others like it: how many stand lower, level and higher, and nothing of any single one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Max, Q, QuerySet

from ..models import Assessment, PublicAssessment
from ..states import Stage
from .results import standard
from .visitors import rules

CLASS_DIGITS = 3


class Likeness(StrEnum):
    INDUSTRY = "industry"
    SIZE = "size"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Firm:
    """What makes others its peers (empty: not told), where it stands, and its own rows, which are nobody's peers."""

    industry_code: str
    size_class: str
    district: str
    level: int
    visitor: int | None = None
    enterprise: int | None = None


@dataclass(frozen=True, slots=True)
class Among:
    """`lower`, `same` and `higher` are None while there are fewer peers than may be shown."""

    likeness: Likeness
    value: str
    lower: int | None
    same: int | None
    higher: int | None

    @property
    def shown(self) -> bool:
        return self.same is not None


def among(firm: Firm) -> tuple[Among, ...]:
    """Visitors who answered every question, and enterprises as they assess themselves, before the work."""
    visitors, enterprises = (
        _counts(_visitors(firm), firm, ""),
        _counts(_enterprises(firm), firm, "enterprise__"),
    )
    found = []
    for likeness, value in _likenesses(firm):
        counts = [visitors[f"{likeness}_{side}"] + enterprises[f"{likeness}_{side}"] for side in _SIDES]
        enough = sum(counts) >= rules().least_peers
        found.append(Among(likeness, value, *(counts if enough else (None, None, None))))
    return tuple(found)


_SIDES = ("lower", "same", "higher")


def _likenesses(firm: Firm) -> list[tuple[Likeness, str]]:
    told = [
        (Likeness.INDUSTRY, firm.industry_code[:CLASS_DIGITS]),
        (Likeness.SIZE, firm.size_class),
        (Likeness.DISTRICT, firm.district),
    ]
    return [(likeness, value) for likeness, value in told if value]


def _visitors(firm: Firm) -> QuerySet[PublicAssessment]:
    rows = PublicAssessment.objects.filter(became=None, level__isnull=False, standard=standard().id)
    return rows.exclude(pk=firm.visitor)


def _enterprises(firm: Firm) -> QuerySet[Assessment]:
    """The newest of each."""
    rows = Assessment.objects.filter(stage=Stage.BEFORE, standard=standard().id)
    newest = rows.values("enterprise").annotate(newest=Max("pk")).values("newest")
    return Assessment.objects.filter(pk__in=newest).exclude(enterprise=firm.enterprise)


def _counts(rows: QuerySet, firm: Firm, path: str) -> dict[str, int]:
    of = {
        Likeness.INDUSTRY: Q(**{f"{path}industry_code__startswith": firm.industry_code[:CLASS_DIGITS]}),
        Likeness.SIZE: Q(**{f"{path}size_class": firm.size_class}),
        Likeness.DISTRICT: Q(**{f"{path}district": firm.district}),
    }
    sides = {
        "lower": Q(level__lt=firm.level),
        "same": Q(level=firm.level),
        "higher": Q(level__gt=firm.level),
    }
    wanted = {
        f"{likeness}_{side}": Count("pk", filter=of[likeness] & where)
        for likeness, _value in _likenesses(firm)
        for side, where in sides.items()
    }
    return rows.aggregate(**wanted) if wanted else {}
