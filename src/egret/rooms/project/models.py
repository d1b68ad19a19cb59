from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from .states import ContractState


class Contract(models.Model):
    """What an enterprise and a provider agreed: the work, its price, its first payment."""

    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("provider.Provider", on_delete=models.PROTECT, related_name="+")
    batch = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    signed_on = models.DateField()
    amount_fen = FenField()
    first_payment_fen = FenField()
    costs = models.JSONField(help_text="fen by the clause's kinds of cost")
    paper = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=ContractState.FILED)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    filed_at = models.DateTimeField()
    filed_by = stamp_by()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = stamp_by()
    checked_at = models.DateTimeField(null=True)
    checked_by = stamp_by()

    class Meta:
        constraints = [
            one_of("contract_state_known", "state", ContractState),
            models.UniqueConstraint(name="contract_one_an_enterprise", fields=["enterprise"]),
            models.CheckConstraint(name="contract_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="contract_first_payment_within_amount",
                condition=Q(first_payment_fen__gte=0, first_payment_fen__lte=F("amount_fen")),
            ),
            together("contract_confirmed_in_full_or_not_at_all", "confirmed_at", "confirmed_by"),
            together("contract_checked_in_full_or_not_at_all", "checked_at", "checked_by"),
            models.CheckConstraint(
                name="contract_checked_after_the_provider_confirmed",
                condition=~Q(state="checked") | Q(confirmed_at__isnull=False, checked_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="contract_waiting")]

    def __str__(self) -> str:
        return self.title
