from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import FenField, stamp_by


class ExternalAward(models.Model):
    """Money that an enterprise has from another policy: what the rules on overlap are applied to."""

    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    external = models.CharField(max_length=40, help_text="the other policy's id in the pack")
    fen = FenField()
    received_on = models.DateField()
    invoices = models.JSONField(
        default=list, help_text="the numbers that it was paid for, where one is asked for"
    )
    evidence = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = stamp_by()

    class Meta:
        constraints = [models.CheckConstraint(name="external_award_positive", condition=Q(fen__gt=0))]
        indexes = [models.Index(fields=["enterprise", "id"], name="external_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.external} {self.fen}"


class ExternalReturn(models.Model):
    """What an enterprise gave back of such money, so that it counts no more. Written once."""

    award = models.ForeignKey(ExternalAward, on_delete=models.PROTECT, related_name="+")
    fen = FenField()
    returned_on = models.DateField()
    evidence = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = stamp_by()

    class Meta:
        constraints = [models.CheckConstraint(name="external_return_positive", condition=Q(fen__gt=0))]

    def __str__(self) -> str:
        return f"{self.award} −{self.fen}"
