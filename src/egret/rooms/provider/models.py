from __future__ import annotations

from django.db import models

from egret.base.fields import one_of, stamp_by, together

from .states import ProviderKind


class Provider(models.Model):
    """A digital-service provider in the city's pool."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    bank_name = models.CharField(max_length=80, blank=True)
    account_no = models.CharField(max_length=32, blank=True)
    bank_no = models.CharField(max_length=12, blank=True, help_text="of the branch, in the payment system")
    account_changed_at = models.DateTimeField(null=True)
    account_changed_by = stamp_by()
    banned_until = models.DateField(null=True, help_text="the last day of a ban, by a sanction")
    admitted_at = models.DateTimeField()
    admitted_by = stamp_by()

    class Meta:
        constraints = [
            one_of("provider_kind_known", "kind", ProviderKind),
            together(
                "provider_account_changed_in_full_or_not_at_all", "account_changed_at", "account_changed_by"
            ),
        ]

    def __str__(self) -> str:
        return self.name
