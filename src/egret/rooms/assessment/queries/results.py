from __future__ import annotations

from egret.core.maturity.registry import Measure
from egret.core.maturity.scoring import Answers, Result, score
from egret.core.maturity.standard import Standard
from egret.rooms.city.queries import registry
from egret.rooms.enterprise.models import Enterprise

from ..models import Assessment
from ..states import Stage

IN_FORCE = "2024-manufacturing"


def measure() -> Measure:
    """The measure in force: its standard, our words about it, what its numbers say."""
    return registry().measure(IN_FORCE)


def standard() -> Standard:
    return measure().standard


def latest(enterprise: Enterprise, stage: Stage) -> Assessment | None:
    return Assessment.objects.filter(enterprise=enterprise, stage=stage).order_by("-pk").first()


def latest_by_stage(enterprise: Enterprise) -> dict[Stage, Assessment]:
    """The newest of each kind, which are never mixed."""
    rows = Assessment.objects.filter(enterprise=enterprise).order_by("pk")
    found = {Stage(row.stage): row for row in rows.only("stage", "level", "score_milli", "assessed_at")}
    return {stage: found[stage] for stage in Stage if stage in found}


def assessment(pk: int) -> Assessment:
    return Assessment.objects.get(pk=pk)


def answers_of(assessment: Assessment) -> Answers:
    return Answers({code: frozenset(keys) for code, keys in assessment.choices.items()}, assessment.scenes)


def result_of(assessment: Assessment) -> Result:
    """By the standard that it was made by."""
    return score(registry().measure(assessment.standard).standard, answers_of(assessment))
