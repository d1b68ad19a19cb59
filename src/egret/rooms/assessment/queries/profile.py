"""What an industry looks like: how its newest results of one stage spread over levels, questions and scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Max, Q, QuerySet

from egret.core.maturity.standard import LEVELS, Standard

from ..models import Assessment
from ..states import Stage
from .results import standard
from .visitors import rules


@dataclass(frozen=True, slots=True)
class QuestionSpread:
    """Of how many results each option was chosen, and which part of its points a question brought on average."""

    code: str
    options: Mapping[str, int]
    mean: Fraction


@dataclass(frozen=True, slots=True)
class SceneSpread:
    """How many results stand at each level of a scenario, 0 to 4."""

    code: str
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """`levels` counts results by level, 0 to 4; without enough results, nothing but their count is told."""

    stage: Stage
    results: int
    levels: tuple[int, ...]
    questions: tuple[QuestionSpread, ...]
    scenes: tuple[SceneSpread, ...]

    @property
    def shown(self) -> bool:
        return self.results >= rules().least_peers


def newest(stage: Stage, where: Q) -> QuerySet[Assessment]:
    """The newest result of that stage of each enterprise that `where` (over `enterprise__…`) lets through."""
    rows = Assessment.objects.filter(where, stage=stage, standard=standard().id)
    latest = rows.values("enterprise").annotate(newest=Max("pk")).values("newest")
    return Assessment.objects.filter(pk__in=latest).order_by("pk")


def profile(stage: Stage, where: Q) -> Profile:
    rows = list(newest(stage, where).values_list("choices", "scenes", "level"))
    asked = standard()
    if len(rows) < rules().least_peers:
        return Profile(stage, len(rows), (), (), ())
    return Profile(
        stage,
        len(rows),
        _spread(level for _choices, _scenes, level in rows),
        tuple(_questions(asked, [choices for choices, _scenes, _level in rows])),
        tuple(
            SceneSpread(one.code, _spread(scenes[one.code] for _choices, scenes, _level in rows))
            for one in asked.scenarios
        ),
    )


def _spread(levels: Iterable[int]) -> tuple[int, ...]:
    counts = Counter(levels)
    return tuple(counts[level] for level in range(LEVELS + 1))


def _questions(asked: Standard, rows: list[Mapping[str, list[str]]]) -> Iterable[QuestionSpread]:
    for question in asked.questions:
        counts = Counter(key for choices in rows for key in choices[question.code])
        points = {option.key: option.points for option in question.options}
        whole = sum((points[key] * count for key, count in counts.items()), Fraction(0))
        options = {option.key: counts[option.key] for option in question.options}
        yield QuestionSpread(question.code, options, whole / (len(rows) * question.points))
