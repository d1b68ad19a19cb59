from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import stamp_by


class EarlierResult(models.Model):
    """A level by an edition whose questions are not kept, as it was given: never converted, never counted."""

    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    given_on = models.DateField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = stamp_by()

    class Meta:
        constraints = [
            models.CheckConstraint(name="earlier_level_0_to_4", condition=Q(level__lte=4)),
            models.CheckConstraint(name="earlier_result_names_its_source", condition=~Q(source="")),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="earlier_result_of")]

    def __str__(self) -> str:
        return f"{self.standard} {self.level}"
