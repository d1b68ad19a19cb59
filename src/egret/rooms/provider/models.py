from __future__ import annotations

from django.db import models

from egret.base.fields import one_of, stamp_by

from .states import ProviderKind


class Provider(models.Model):
    """A digital-service provider in the city's pool."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    bank_name = models.CharField(max_length=80, blank=True)
    account_no = models.CharField(max_length=32, blank=True)
    banned_until = models.DateField(null=True, help_text="the last day of a ban, by a sanction")
    admitted_at = models.DateTimeField()
    admitted_by = stamp_by()

    class Meta:
        constraints = [one_of("provider_kind_known", "kind", ProviderKind)]

    def __str__(self) -> str:
        return self.name
