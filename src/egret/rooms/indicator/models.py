from __future__ import annotations

from django.db import models

from egret.base.fields import stamp_by


class ReportedFigure(models.Model):
    """A figure that no case of the platform yields: an officer reports it, with the evidence. Later rows correct earlier ones."""

    indicator = models.CharField(max_length=40)
    period = models.CharField(max_length=16)
    count = models.PositiveIntegerField()
    evidence = models.TextField()
    reported_at = models.DateTimeField()
    reported_by = stamp_by()

    class Meta:
        indexes = [models.Index(fields=["indicator", "period", "-id"], name="figure_latest")]
        constraints = [models.CheckConstraint(name="figure_has_evidence", condition=~models.Q(evidence=""))]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}: {self.count}"
