from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from ..states import PlanState


class Recovery(models.Model):
    """Money of one award that came back, with the bank's entry where it was told."""

    award = models.ForeignKey("subsidy.Award", on_delete=models.PROTECT, related_name="+")
    fen = FenField()
    received_on = models.DateField()
    bank_entry = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 -- unknown is not equal to unknown
    entered_at = models.DateTimeField()
    entered_by = stamp_by()

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_brings_something", condition=Q(fen__gt=0)),
            models.CheckConstraint(name="recovery_names_its_entry", condition=~Q(bank_entry="")),
        ]
        indexes = [models.Index(fields=["award", "id"], name="recovery_of_award")]

    def __str__(self) -> str:
        return f"{self.award_id} {self.fen}"


class InstalmentPlan(models.Model):
    """By which days an award is paid back, part by part; it holds once a second officer agrees.

    `came_fen` is what had come in when it was proposed: its parts sum to the rest.
    """

    award = models.ForeignKey("subsidy.Award", on_delete=models.PROTECT, related_name="+")
    came_fen = FenField()
    reason = models.TextField()
    state = models.CharField(max_length=12, default=PlanState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = stamp_by()
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("plan_state_known", "state", PlanState),
            models.CheckConstraint(
                name="plan_takes_two", condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by"))
            ),
            together("plan_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
            models.UniqueConstraint(
                name="plan_one_proposed_an_award", fields=["award"], condition=Q(state="proposed")
            ),
            models.UniqueConstraint(
                name="plan_one_agreed_an_award", fields=["award"], condition=Q(state="agreed")
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="plan_waiting")]

    def __str__(self) -> str:
        return f"{self.award_id} {self.state}"


class Instalment(models.Model):
    """One part of a plan."""

    plan = models.ForeignKey(InstalmentPlan, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="instalment_has_its_place", fields=["plan", "place"]),
            models.UniqueConstraint(name="instalment_one_a_day", fields=["plan", "due_on"]),
            models.CheckConstraint(name="instalment_is_something", condition=Q(fen__gt=0)),
        ]
        indexes = [models.Index(fields=["due_on"], name="instalment_due")]

    def __str__(self) -> str:
        return f"{self.due_on} {self.fen}"
