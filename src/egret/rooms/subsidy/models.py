from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together
from egret.core.policy.clause import ACCEPTANCE_DECIDED

from .states import AwardState


class Award(models.Model):
    """What one stage of one clause comes to for one contract: due in all, moved before, moving now.

    `delta_fen` below zero comes back. Facts and pack hash are kept, so that it can be computed again for ever.
    """

    no = models.CharField(max_length=40, unique=True)
    contract = models.ForeignKey("project.Contract", on_delete=models.PROTECT, related_name="+")
    acceptance = models.ForeignKey(
        "acceptance.Acceptance", on_delete=models.PROTECT, related_name="+", null=True
    )
    clause = models.CharField(max_length=8)
    stage = models.CharField(max_length=16)
    event = models.CharField(max_length=16)
    pack_sha = models.CharField(max_length=64)
    facts = models.JSONField()
    due_fen = FenField()
    settled_fen = FenField()
    delta_fen = FenField()
    state = models.CharField(max_length=16, default=AwardState.ON_NOTICE)
    awarded_at = models.DateTimeField()
    awarded_by = stamp_by()
    notice_closes_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = stamp_by()

    class Meta:
        constraints = [
            one_of("award_state_known", "state", AwardState),
            models.UniqueConstraint(name="award_one_a_stage", fields=["contract", "clause", "stage"]),
            models.CheckConstraint(name="award_due_not_negative", condition=Q(due_fen__gte=0)),
            models.CheckConstraint(
                name="award_moves_due_less_settled", condition=Q(delta_fen=F("due_fen") - F("settled_fen"))
            ),
            models.CheckConstraint(
                name="award_pays_only_what_is_positive",
                condition=~Q(state__in=["confirmed", "ordered", "paid"]) | Q(delta_fen__gt=0),
            ),
            models.CheckConstraint(
                name="award_recovers_only_what_is_negative",
                condition=~Q(state__in=["recovery_due", "recovered"]) | Q(delta_fen__lt=0),
            ),
            together("award_confirmed_in_full_or_not_at_all", "confirmed_at", "confirmed_by"),
            models.CheckConstraint(
                name="award_confirmed_after_its_notice",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("notice_closes_at")),
            ),
            models.CheckConstraint(
                name="award_after_an_acceptance_names_it",
                condition=~Q(event=ACCEPTANCE_DECIDED) | Q(acceptance__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="award_waiting")]

    def __str__(self) -> str:
        return self.no


class AwardLine(models.Model):
    """One step of the reasoning, as it was told, with its clause's article."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120)
    fen = models.BigIntegerField()
    article = models.CharField(max_length=40)
    calculation = models.TextField()
    calculation_en = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="line_has_its_place", fields=["award", "place"])]

    def __str__(self) -> str:
        return f"{self.label} {self.fen}"
