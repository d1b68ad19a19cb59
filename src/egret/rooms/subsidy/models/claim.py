from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import one_of, stamp_by, together
from egret.core.policy.clause import Way

from ..states import OPEN_CLAIMS, ClaimState

_ASKED_FOR = [Way.CLAIM, Way.ENTITLED]
_RECEIVED = ["submitted", "checked"]
_DECIDED = ["approved", "awarded", "refused"]


class Claim(models.Model):
    """What one enterprise may have under one clause: its facts, where each came from, where the claim stands.

    `facts` by label, as `to_plain`; `sources` by label say which record of the platform a fact was taken from.
    """

    no = models.CharField(max_length=32, null=True, unique=True)  # noqa: DJ001 -- drafts have none, and none is not unique
    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("project.Contract", on_delete=models.PROTECT, related_name="+", null=True)
    clause = models.CharField(max_length=8)
    period = models.CharField(max_length=4, help_text="the year of China in which it was begun")
    way = models.CharField(max_length=12)
    pack_sha = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict, help_text="of an approval, as an award keeps them")
    provider = models.ForeignKey("provider.Provider", on_delete=models.PROTECT, related_name="+", null=True)
    payee_name = models.CharField(max_length=120, blank=True, help_text="of a third party")
    bank_name = models.CharField(max_length=80, blank=True)
    account_no = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=12, default=ClaimState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True, help_text="of the last return or refusal")
    begun_at = models.DateTimeField()
    begun_by = stamp_by()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = stamp_by()
    checked_at = models.DateTimeField(null=True)
    checked_by = stamp_by()
    answered_at = models.DateTimeField(null=True)
    answered_by = stamp_by()
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("claim_state_known", "state", ClaimState),
            models.CheckConstraint(name="claim_way_known", condition=Q(way__in=_ASKED_FOR)),
            models.UniqueConstraint(
                name="claim_one_open",
                fields=["enterprise", "clause", "period"],
                condition=Q(state__in=[*OPEN_CLAIMS]),
            ),
            together("claim_submitted_in_full_or_not_at_all", "submitted_at", "submitted_by"),
            together("claim_checked_in_full_or_not_at_all", "checked_at", "checked_by"),
            together("claim_answered_in_full_or_not_at_all", "answered_at", "answered_by"),
            together("claim_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="claim_beyond_draft_has_a_number", condition=Q(state="draft") | Q(no__isnull=False)
            ),
            models.CheckConstraint(
                name="claim_received_before_it_is_checked",
                condition=~Q(state__in=_RECEIVED, way="claim") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_checked_before_it_is_decided",
                condition=~Q(state__in=_DECIDED, way="claim") | Q(checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_awarded_without_asking_was_confirmed",
                condition=~Q(state__in=["confirmed", "approved", "awarded"], way="entitled")
                | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_decided_has_its_decision",
                condition=~Q(state__in=_DECIDED) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_says_why_it_came_back",
                condition=~Q(state__in=["returned", "refused"]) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="claim_waiting"),
            models.Index(fields=["enterprise", "id"], name="claim_of_enterprise"),
        ]

    def __str__(self) -> str:
        return self.no or f"draft {self.pk}"


class ClaimEvidence(models.Model):
    """One file behind one fact of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=32, help_text="id in the clause")
    file = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="evidence_once_a_fact", fields=["claim", "fact", "file"])]

    def __str__(self) -> str:
        return f"{self.fact}: {self.file_id}"
