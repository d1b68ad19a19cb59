from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, stamp_by


class LevelPlan(models.Model):
    """A way up that an enterprise kept: which steps, by which prices. Written once; a newer one stands in its place."""

    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey("assessment.Assessment", on_delete=models.PROTECT, related_name="+")
    target = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=8)
    without = models.JSONField(default=list)
    steps = models.JSONField()
    low_fen = FenField()
    high_fen = FenField()
    months = models.PositiveSmallIntegerField(help_text="steps taken together")
    proven = models.BooleanField()
    pack_sha = models.CharField(max_length=64)
    planned_at = models.DateTimeField()
    planned_by = stamp_by()

    class Meta:
        constraints = [
            models.CheckConstraint(name="level_plan_target_1_to_4", condition=Q(target__range=(1, 4))),
            models.CheckConstraint(
                name="level_plan_low_below_high", condition=Q(low_fen__gte=0, high_fen__gte=F("low_fen"))
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="level_plan_latest")]

    def __str__(self) -> str:
        return f"→{self.target}"
