from __future__ import annotations

from django.db.models import QuerySet

from egret.rooms.enterprise.models import Enterprise

from ..models import EarlierResult, LevelPlan


def latest(enterprise: Enterprise) -> LevelPlan | None:
    rows = LevelPlan.objects.filter(enterprise=enterprise).select_related("assessment", "planned_by")
    return rows.order_by("-pk").first()


def earlier_results(enterprise: Enterprise) -> QuerySet[EarlierResult]:
    """Results of earlier editions, as they were given, the newest first."""
    return EarlierResult.objects.filter(enterprise=enterprise).order_by("-given_on", "-pk")
