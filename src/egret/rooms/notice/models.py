from __future__ import annotations

from django.db import models

from egret.base.fields import stamp_by


class Message(models.Model):
    """One sentence to an organisation, in both languages, with the page that it is about."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    text_en = models.TextField()
    path = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    sent_by = stamp_by()
    read_at = models.DateTimeField(null=True)
    read_by = stamp_by()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="message_newest_first")]

    def __str__(self) -> str:
        return self.text
