from __future__ import annotations

from fractions import Fraction

from django.db.models import QuerySet

from egret.core.maturity.roadmap import By, Improvement, Plan, Proof, with_steps
from egret.core.maturity.scoring import score
from egret.core.maturity.steps import Step
from egret.rooms.enterprise.models import Enterprise

from ..models import EarlierResult, LevelPlan
from .results import answers_of, standard


def latest(enterprise: Enterprise) -> LevelPlan | None:
    rows = LevelPlan.objects.filter(enterprise=enterprise).select_related("assessment", "planned_by")
    return rows.order_by("-pk").first()


def as_kept(row: LevelPlan) -> Plan:
    """The plan from its own row, with the prices of its day; its search is told only by whether it was proven."""
    improvements = tuple(
        Improvement(
            Step(
                one["id"],
                *one["id"].split(".", 1),
                one["low_fen"],
                one["high_fen"],
                one["months"],
                tuple(one["needs"]),
                "",
                "",
            ),
            one["begins"],
            Fraction(one["points"]),
        )
        for one in row.steps
    )
    then = with_steps(standard(), answers_of(row.assessment), [one["id"] for one in row.steps])
    return Plan(
        level=row.target,
        by=By(row.by),
        improvements=improvements,
        low_fen=row.low_fen,
        high_fen=row.high_fen,
        months_in_turn=sum(one["months"] for one in row.steps),
        months_together=row.months,
        result=score(standard(), then),
        proof=Proof(least=row.proven, weight=0, bound=0, nodes=0),
    )


def earlier_results(enterprise: Enterprise) -> QuerySet[EarlierResult]:
    """Results of earlier editions, as they were given, the newest first."""
    return EarlierResult.objects.filter(enterprise=enterprise).order_by("-given_on", "-pk")
