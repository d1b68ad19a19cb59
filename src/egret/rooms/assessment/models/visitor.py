from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import stamp_by, together


class PublicAssessment(models.Model):
    """Answers of somebody without an account, who comes back with a resume code; only the code's hash is here.

    Score and level are there once every question is answered. Taken over, the code opens it no more.
    """

    code_sha = models.CharField(max_length=64, unique=True)
    standard = models.CharField(max_length=40)
    industry_code = models.CharField(max_length=4, blank=True)
    size_class = models.CharField(max_length=8, blank=True)
    district = models.CharField(max_length=16, blank=True)
    choices = models.JSONField(default=dict)
    scenes = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    score_milli = models.PositiveIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_on = models.DateField(db_index=True)
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by = stamp_by()
    became = models.OneToOneField(
        "assessment.Assessment", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = [
            together("public_assessment_scored_in_full_or_not_at_all", "score_milli", "level"),
            together("public_assessment_taken_over_in_full", "taken_over_at", "taken_over_by", "became"),
            models.CheckConstraint(
                name="public_assessment_level_0_to_4", condition=Q(level=None) | Q(level__lte=4)
            ),
        ]
        indexes = [models.Index(fields=["standard", "level"], name="public_assessment_peers")]

    def __str__(self) -> str:
        return f"{self.standard} {self.level}"


class WrongCode(models.Model):
    """How many resume codes an address tried in vain in one hour; the address is kept as a keyed hash, for that hour."""

    source = models.CharField(max_length=64)
    hour = models.PositiveIntegerField(help_text="hours since 1970")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="wrong_code_once_an_hour", fields=["source", "hour"])]

    def __str__(self) -> str:
        return f"{self.hour}: {self.count}"
