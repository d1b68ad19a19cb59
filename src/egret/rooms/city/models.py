from __future__ import annotations

from django.db import models

from egret.base.fields import stamp_by


class PackRelease(models.Model):
    """A pack as it was when decisions were made under it: every file, named by the hash of all. Never changed."""

    sha256 = models.CharField(max_length=64, unique=True)
    pack_id = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    files = models.JSONField()
    released_at = models.DateTimeField()
    released_by = stamp_by()

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version} {self.sha256[:12]}"
