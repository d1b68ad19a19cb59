from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from ..states import SanctionState


class Sanction(models.Model):
    """A warning, a fine or a ban by a rule of the pack, proposed by one officer and confirmed by another."""

    no = models.CharField(max_length=40, unique=True)
    rule = models.CharField(max_length=24)
    pack_sha = models.CharField(max_length=64)
    enterprise = models.ForeignKey(
        "enterprise.Enterprise", on_delete=models.PROTECT, related_name="+", null=True
    )
    provider = models.ForeignKey("provider.Provider", on_delete=models.PROTECT, related_name="+", null=True)
    award = models.ForeignKey("subsidy.Award", on_delete=models.PROTECT, related_name="+", null=True)
    recalled_fen = FenField(default=0, help_text="what the fine is a part of")
    fine_fen = FenField(default=0)
    banned_until = models.DateField(null=True)
    reason = models.TextField()
    proof = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=SanctionState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = stamp_by()
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    objected_by = stamp_by()
    answer = models.TextField(blank=True, help_text="what the objection, or the dropping, was answered with")
    answered_at = models.DateTimeField(null=True)
    answered_by = stamp_by()
    paid_at = models.DateTimeField(null=True)
    paid_by = stamp_by()
    bank_entry = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            one_of("sanction_state_known", "state", SanctionState),
            models.CheckConstraint(
                name="sanction_is_on_one_party",
                condition=Q(enterprise__isnull=False, provider=None)
                | Q(enterprise=None, provider__isnull=False),
            ),
            models.CheckConstraint(
                name="sanction_fine_within_what_was_recalled",
                condition=Q(fine_fen__gte=0, fine_fen__lte=F("recalled_fen")),
            ),
            models.CheckConstraint(
                name="sanction_fine_names_its_award", condition=Q(fine_fen=0) | Q(award__isnull=False)
            ),
            models.CheckConstraint(
                name="sanction_takes_two", condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="sanction_objection_answered_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="sanction_paid_has_a_fine", condition=~Q(state="paid") | Q(fine_fen__gt=0)
            ),
            together("sanction_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
            together("sanction_objected_in_full_or_not_at_all", "objected_at", "objected_by"),
            together("sanction_answered_in_full_or_not_at_all", "answered_at", "answered_by"),
            together("sanction_paid_in_full_or_not_at_all", "paid_at", "paid_by"),
            models.UniqueConstraint(
                name="sanction_fine_one_a_bank_entry", fields=["bank_entry"], condition=~Q(bank_entry="")
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="sanction_waiting")]

    def __str__(self) -> str:
        return self.no

    @property
    def project(self) -> str:
        """What the books keep its fine apart by."""
        return f"sanction:{self.pk}"

    @property
    def party(self):
        return self.enterprise or self.provider
