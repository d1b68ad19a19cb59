from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import one_of, stamp_by

from ..states import Stage


class Assessment(models.Model):
    """One set of answers to the digital-level standard, and what they come to."""

    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8)
    standard = models.CharField(max_length=40)
    choices = models.JSONField()
    scenes = models.JSONField()
    facts = models.JSONField(default=dict, help_text="raw numbers by field, as exact text")
    score_milli = models.PositiveIntegerField(help_text="thousandths of a point, exact")
    level = models.PositiveSmallIntegerField()
    assessed_at = models.DateTimeField()
    assessed_by = stamp_by()

    class Meta:
        constraints = [
            one_of("assessment_stage_known", "stage", Stage),
            models.CheckConstraint(name="assessment_level_0_to_4", condition=Q(level__lte=4)),
        ]
        indexes = [models.Index(fields=["enterprise", "stage", "-id"], name="assessment_latest")]

    def __str__(self) -> str:
        return f"{self.stage} {self.level}"
