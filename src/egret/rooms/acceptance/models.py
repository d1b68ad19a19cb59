from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from .states import AcceptanceState


class Acceptance(models.Model):
    """One request to have the finished work accepted: the visit, its findings, the decision."""

    contract = models.OneToOneField("project.Contract", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=AcceptanceState.REQUESTED)
    version = models.PositiveIntegerField(default=1)
    claimed_fen = FenField()
    summary = models.TextField()
    proof = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    requested_by = stamp_by()

    assessor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", null=True)
    assigned_at = models.DateTimeField(null=True)
    assigned_by = stamp_by()

    visited_on = models.DateField(null=True)
    aspects = models.JSONField(default=dict, help_text="finding and note by aspect")
    on_site = models.ForeignKey(
        "assessment.Assessment", on_delete=models.PROTECT, related_name="+", null=True
    )
    found_fen = FenField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    recommends = models.BooleanField(null=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = stamp_by()

    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("acceptance_state_known", "state", AcceptanceState),
            models.CheckConstraint(name="acceptance_claims_something", condition=Q(claimed_fen__gt=0)),
            models.CheckConstraint(
                name="acceptance_finds_no_more_than_claimed",
                condition=Q(found_fen=None) | Q(found_fen__gte=0, found_fen__lte=F("claimed_fen")),
            ),
            models.CheckConstraint(
                name="acceptance_satisfaction_1_to_5",
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=5),
            ),
            together("acceptance_assigned_in_full_or_not_at_all", "assessor", "assigned_at", "assigned_by"),
            together(
                "acceptance_reported_in_full_or_not_at_all",
                *(
                    "visited_on",
                    "on_site",
                    "found_fen",
                    "satisfaction",
                    "recommends",
                    "reported_at",
                    "reported_by",
                ),
            ),
            together("acceptance_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="acceptance_decided_on_a_report",
                condition=~Q(state__in=["passed", "failed"])
                | Q(reported_at__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="acceptance_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("reported_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="acceptance_waiting")]

    def __str__(self) -> str:
        return f"acceptance {self.pk}: {self.state}"
