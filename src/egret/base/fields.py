from __future__ import annotations

from django.db import models


class FenField(models.BigIntegerField):
    """Whole fen; its name ends in `_fen`."""


def stamp_by() -> models.ForeignKey:
    """The person beside an `_at`."""
    return models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True)


def together(name: str, *fields: str) -> models.CheckConstraint:
    """All of `fields` are set, or none."""
    none = models.Q(**{f"{field}__isnull": True for field in fields})
    every = models.Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(name=name, condition=none | every)


def one_of(name: str, field: str, values: type) -> models.CheckConstraint:
    """The text column holds only the enum's words."""
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": [*values]}))
