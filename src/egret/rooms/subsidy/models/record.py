from __future__ import annotations

from django.db import models

from egret.base.fields import stamp_by


class RecordedFact(models.Model):
    """A fact of an enterprise that no room knows, entered by an officer with its proof: a title won, firms brought along.

    The newest of a fact counts; earlier ones stay.
    """

    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=40, help_text="its id in the pack")
    value = models.JSONField(help_text="as `to_plain`")
    evidence = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = stamp_by()

    class Meta:
        indexes = [models.Index(fields=["enterprise", "fact", "id"], name="recorded_newest")]

    def __str__(self) -> str:
        return f"{self.fact} {self.value}"
