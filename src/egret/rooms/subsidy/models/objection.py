from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import one_of, stamp_by, together
from egret.rooms.call.states import ObjectionState

from .award import Award


class AwardObjection(models.Model):
    """What somebody holds against an award on notice. While it is open, the notice can't close.

    `organisation` is set when a party objects that has a desk here: then the answer is told there.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=60)
    text = models.TextField()
    state = models.CharField(max_length=12, default=ObjectionState.OPEN)
    filed_at = models.DateTimeField()
    filed_by = stamp_by()
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("award_objection_state_known", "state", ObjectionState),
            together("award_objection_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="award_objection_decided_with_a_reason", condition=Q(state="open") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="award_objection_waiting")]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"
