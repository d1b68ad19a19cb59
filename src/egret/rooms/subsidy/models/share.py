from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from ..states import ShareState
from .claim import Claim


class BudgetShare(models.Model):
    """What a budget line had left, shared among all claims that waited for it; `digest` names what both officers saw."""

    line = models.CharField(max_length=40, help_text="its id in the pack")
    pack_sha = models.CharField(max_length=64)
    left_fen = FenField(help_text="what there was to share")
    wanted_fen = FenField(help_text="what all who waited asked for together")
    claims = models.PositiveIntegerField(help_text="how many waited")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default=ShareState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = stamp_by()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = stamp_by()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = stamp_by()

    class Meta:
        constraints = [
            one_of("share_state_known", "state", ShareState),
            models.UniqueConstraint(
                name="share_one_proposed_a_line", fields=["line"], condition=Q(state="proposed")
            ),
            models.CheckConstraint(
                name="share_four_eyes",
                condition=Q(confirmed_by=None)
                | Q(proposed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="share_confirmed_when_it_says_so",
                condition=Q(state="confirmed", confirmed_at__isnull=False)
                | ~Q(state="confirmed") & Q(confirmed_at=None),
            ),
            models.CheckConstraint(
                name="share_withdrawn_when_it_says_so",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_at=None),
            ),
            together("share_confirmed_in_full_or_not_at_all", "confirmed_at", "confirmed_by"),
            together("share_withdrawn_in_full_or_not_at_all", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="share_of_something", condition=Q(left_fen__gte=0, wanted_fen__gte=0, claims__gte=1)
            ),
        ]
        indexes = [models.Index(fields=["line", "id"], name="share_of_line")]

    def __str__(self) -> str:
        return f"{self.line} {self.state}"


class SharePart(models.Model):
    """One claim of a confirmed share: what it asked for and what it got. `place` is its place in the line's own order."""

    share = models.ForeignKey(BudgetShare, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    claimed_on = models.DateField()
    rank = models.PositiveIntegerField(default=0, help_text="0 where the line doesn't go by rank")
    want_fen = FenField()
    part_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="part_once_a_claim", fields=["share", "claim"]),
            models.UniqueConstraint(name="part_has_its_place", fields=["share", "place"]),
            models.CheckConstraint(
                name="part_lies_within_what_was_asked",
                condition=Q(part_fen__gte=0, part_fen__lte=F("want_fen")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.part_fen}"
