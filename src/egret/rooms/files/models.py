from __future__ import annotations

from django.db import models

from egret.base.fields import stamp_by


class Attachment(models.Model):
    """A file as it was handed in, named by its content; the bytes lie in the file store under that name."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = stamp_by()

    def __str__(self) -> str:
        return self.name
