from __future__ import annotations

from django.db import models

from egret.base.fields import stamp_by, together


class Reform(models.Model):
    """A change of clauses that somebody weighs: compared with the clauses in force, and never in force itself.

    `changes` are rows as a reform file has them, days in ISO form; `pack_sha` is the pack that they were checked against.
    """

    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    changes = models.JSONField()
    pack_sha = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = stamp_by()
    changed_at = models.DateTimeField(null=True)
    changed_by = stamp_by()

    class Meta:
        constraints = [together("reform_changed_in_full_or_not_at_all", "changed_at", "changed_by")]

    def __str__(self) -> str:
        return self.title
