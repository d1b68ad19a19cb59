from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together
from egret.core.policy.clause import ACCEPTANCE_DECIDED, Payee

from ..states import AwardState, Occasion
from .claim import Claim
from .share import BudgetShare


class Award(models.Model):
    """What one stage of one clause comes to for a contract or a claim: due in all, moved before, moving now.

    `delta_fen` below zero comes back. Facts, reasons and pack hash are kept, so that it can be computed again for ever.
    A recall computes the latest stage anew: its `round` counts from 1, `cause` is the award that it corrects, or the
    one that won over it. Over the awards of a case that stand, deltas sum to what is due by the newest, less its short.
    """

    no = models.CharField(max_length=40, unique=True)
    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("project.Contract", on_delete=models.PROTECT, related_name="+", null=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", null=True)
    share = models.ForeignKey(BudgetShare, on_delete=models.PROTECT, related_name="+", null=True)
    acceptance = models.ForeignKey(
        "acceptance.Acceptance", on_delete=models.PROTECT, related_name="+", null=True
    )
    clause = models.CharField(max_length=8)
    stage = models.CharField(max_length=16)
    event = models.CharField(max_length=16)
    occasion = models.CharField(max_length=8, default=Occasion.STAGE)
    round = models.PositiveSmallIntegerField(default=0)
    cause = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    ground = models.TextField(blank=True, help_text="why it was decided anew")
    proof = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+", null=True)
    payee = models.CharField(max_length=12, default=Payee.ENTERPRISE)
    provider = models.ForeignKey("provider.Provider", on_delete=models.PROTECT, related_name="+", null=True)
    pack_sha = models.CharField(max_length=64)
    facts = models.JSONField()
    reasons = models.JSONField(default=dict, help_text="why a decided fact lies below its ceiling, by label")
    circumstances = models.JSONField(
        default=dict, help_text="earlier awards, other policies, what the budget had left"
    )
    due_fen = FenField()
    settled_fen = FenField()
    short_fen = FenField(default=0, help_text="what the budget line could not bear")
    delta_fen = FenField()
    state = models.CharField(max_length=16, default=AwardState.ON_NOTICE)
    awarded_at = models.DateTimeField()
    awarded_by = stamp_by()
    notice_closes_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = stamp_by()
    pay_back_by = models.DateField(null=True, help_text="the last day of the clause's term")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = stamp_by()
    reason = models.TextField(blank=True, help_text="why it was withdrawn")

    class Meta:
        constraints = [
            one_of("award_state_known", "state", AwardState),
            one_of("award_payee_known", "payee", Payee),
            models.CheckConstraint(
                name="award_comes_from_a_contract_or_a_claim",
                condition=Q(contract__isnull=False, claim=None) | Q(contract=None, claim__isnull=False),
            ),
            models.UniqueConstraint(
                name="award_one_a_stage",
                fields=["contract", "clause", "stage", "round"],
                condition=~Q(state="withdrawn"),
            ),
            models.UniqueConstraint(
                name="award_one_a_claim_s_stage",
                fields=["claim", "stage", "round"],
                condition=~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="award_of_a_share_comes_from_a_claim", condition=Q(share=None) | Q(claim__isnull=False)
            ),
            one_of("award_occasion_known", "occasion", Occasion),
            models.CheckConstraint(
                name="award_counts_its_recalls",
                condition=Q(occasion="stage", round=0) | ~Q(occasion="stage") & Q(round__gt=0),
            ),
            models.CheckConstraint(
                name="award_recalled_names_its_cause", condition=Q(occasion="stage") | Q(cause__isnull=False)
            ),
            models.CheckConstraint(
                name="award_cut_or_revoked_with_ground_and_proof",
                condition=~Q(occasion__in=["audit", "revoked"]) | ~Q(ground="") & Q(proof__isnull=False),
            ),
            models.CheckConstraint(
                name="award_has_a_term_only_to_pay_back",
                condition=Q(pay_back_by=None) | Q(state__in=["recovery_due", "recovered"]),
            ),
            models.CheckConstraint(name="award_due_not_negative", condition=Q(due_fen__gte=0)),
            models.CheckConstraint(
                name="award_moves_due_less_settled",
                condition=Q(delta_fen=F("due_fen") - F("settled_fen") - F("short_fen")),
            ),
            models.CheckConstraint(name="award_short_not_negative", condition=Q(short_fen__gte=0)),
            models.CheckConstraint(
                name="award_pays_only_what_is_positive",
                condition=~Q(state__in=["confirmed", "ordered", "paid"]) | Q(delta_fen__gt=0),
            ),
            models.CheckConstraint(
                name="award_recovers_only_what_is_negative",
                condition=~Q(state__in=["recovery_due", "recovered"]) | Q(delta_fen__lt=0),
            ),
            together("award_confirmed_in_full_or_not_at_all", "confirmed_at", "confirmed_by"),
            together("award_withdrawn_in_full_or_not_at_all", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="award_withdrawn_with_a_reason",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(reason="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None, reason=""),
            ),
            models.CheckConstraint(
                name="award_confirmed_after_its_notice",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("notice_closes_at")),
            ),
            models.CheckConstraint(
                name="award_after_an_acceptance_names_it",
                condition=~Q(event=ACCEPTANCE_DECIDED) | Q(acceptance__isnull=False),
            ),
            models.CheckConstraint(
                name="award_to_a_provider_names_it",
                condition=~Q(payee="provider") | Q(provider__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="award_waiting"),
            models.Index(fields=["enterprise", "clause", "id"], name="award_history"),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def recalls(self) -> bool:
        """Whether it computes a stage anew that was awarded before."""
        return self.occasion != Occasion.STAGE

    @property
    def project(self) -> str:
        """What the books keep its money apart by."""
        return f"contract:{self.contract_id}" if self.contract_id else f"claim:{self.claim_id}"


class AwardLine(models.Model):
    """One step of the reasoning, as it was told, with its clause's article. `fen` is None where it is no money."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120)
    fen = models.BigIntegerField(null=True)
    value = models.CharField(max_length=80, blank=True)
    value_en = models.CharField(max_length=80, blank=True)
    article = models.CharField(max_length=40)
    calculation = models.TextField()
    calculation_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="line_has_its_place", fields=["award", "place"]),
            models.CheckConstraint(
                name="line_says_fen_or_a_value", condition=Q(fen__isnull=False) | ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.value or self.fen}"
