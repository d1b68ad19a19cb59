from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import stamp_by, together


class SecondRating(models.Model):
    """Another assessor rates on site what one has rated, without seeing that rating. It shows how far assessors agree, and
    counts for nothing else: it is kept apart from every assessment."""

    first = models.OneToOneField("assessment.Assessment", on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = stamp_by()
    choices = models.JSONField(default=dict)
    scenes = models.JSONField(default=dict)
    score_milli = models.PositiveIntegerField(null=True, help_text="thousandths of a point, exact")
    level = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    rated_by = stamp_by()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="second_rating_level_0_to_4", condition=Q(level=None) | Q(level__lte=4)
            ),
            together("second_rating_in_full_or_not_at_all", "score_milli", "level", "rated_at", "rated_by"),
            models.CheckConstraint(
                name="second_rating_by_whom_it_was_asked_of",
                condition=Q(rated_by=None) | Q(rated_by=F("assessor")),
            ),
        ]
        indexes = [models.Index(fields=["assessor", "id"], name="second_rating_of_assessor")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.assessor_id}"
