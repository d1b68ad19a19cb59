from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from ..states import FundKind, TransferState


class Fund(models.Model):
    """Money from one source for one year, as one indicator document (指标文) granted it, and nothing else's.

    `purpose` where the document names one; a fund that was carried over names the fund it comes from. The fines of a year
    are a fund too: nobody grants it, so its `fen` is zero.
    """

    code = models.CharField(max_length=40, unique=True, help_text="central-2024-1")
    source = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    document_no = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=12, default=FundKind.GRANTED)
    came_from = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    fen = FenField()
    received_at = models.DateTimeField()
    received_by = stamp_by()

    class Meta:
        constraints = [
            one_of("fund_kind_known", "kind", FundKind),
            models.UniqueConstraint(
                name="fund_one_a_document", fields=["source", "year", "document_no", "purpose"]
            ),
            models.CheckConstraint(
                name="fund_holds_something",
                condition=~Q(kind="fines") & Q(fen__gt=0) | Q(kind="fines", fen=0),
            ),
            models.UniqueConstraint(
                name="fund_of_fines_one_a_year", fields=["year"], condition=Q(kind="fines")
            ),
            models.CheckConstraint(
                name="fund_carried_over_names_where_from",
                condition=Q(kind="carried", came_from__isnull=False) | ~Q(kind="carried") & Q(came_from=None),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """Money moved from one pot of a fund to another, when a second officer agrees."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    from_purpose = models.CharField(max_length=24)
    from_policy = models.CharField(max_length=24)
    to_purpose = models.CharField(max_length=24)
    to_policy = models.CharField(max_length=24)
    fen = FenField()
    reason = models.TextField()
    state = models.CharField(max_length=12, default=TransferState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = stamp_by()
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("transfer_state_known", "state", TransferState),
            models.CheckConstraint(name="transfer_moves_something", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="transfer_leads_elsewhere",
                condition=~Q(from_purpose=F("to_purpose"), from_policy=F("to_policy")),
            ),
            models.CheckConstraint(
                name="transfer_takes_two", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))
            ),
            together("transfer_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id}: {self.fen}"
