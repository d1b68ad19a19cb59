from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import one_of, stamp_by, together

from .states import ObjectionState, SubmissionState, Verdict


class Serial(models.Model):
    """The last receipt number given in a batch; its row is the lock for the next."""

    batch = models.CharField(max_length=16, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.batch}: {self.last}"


class PublicNotice(models.Model):
    """A span of days in which anybody may object to the enterprises named in it."""

    no = models.CharField(max_length=32, unique=True)
    batch = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    opened_by = stamp_by()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = stamp_by()

    class Meta:
        constraints = [
            together("notice_closed_in_full_or_not_at_all", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="notice_closes_after_it_opens", condition=Q(closes_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="notice_runs_its_days", condition=Q(closed_at=None) | Q(closed_at__gte=F("closes_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.no


class Submission(models.Model):
    """One enterprise's application in one batch: its draft, its answers, where it stands."""

    batch = models.CharField(max_length=16)
    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    pack_sha = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default=SubmissionState.DRAFT)
    step = models.CharField(max_length=16, blank=True)
    version = models.PositiveIntegerField(default=1)
    no = models.CharField(max_length=32, null=True, unique=True)  # noqa: DJ001 -- drafts have none, and none is not unique
    submitted_at = models.DateTimeField(null=True)
    submitted_by = stamp_by()
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            one_of("submission_state_known", "state", SubmissionState),
            models.UniqueConstraint(name="submission_once_a_batch", fields=["batch", "enterprise"]),
            together("submission_received_in_full_or_not_at_all", "submitted_at", "submitted_by", "no"),
            models.CheckConstraint(
                name="submission_beyond_draft_has_a_receipt", condition=Q(state="draft") | Q(no__isnull=False)
            ),
            models.CheckConstraint(
                name="submission_listed_through_a_notice",
                condition=~Q(state__in=["on_notice", "listed"]) | Q(notice__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "step", "id"], name="submission_waiting")]

    def __str__(self) -> str:
        return self.no or f"draft {self.pk}"


class Check(models.Model):
    """One officer's verdict on one step of a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=16)
    verdict = models.CharField(max_length=8)
    reason = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    checked_by = stamp_by()

    class Meta:
        constraints = [
            one_of("check_verdict_known", "verdict", Verdict),
            models.CheckConstraint(
                name="check_says_why_it_does_not_pass", condition=Q(verdict="pass") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.verdict}"


class Objection(models.Model):
    """What somebody of the public holds against one submission on notice."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    contact = models.CharField(max_length=60)
    text = models.TextField()
    state = models.CharField(max_length=12, default=ObjectionState.OPEN)
    filed_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("objection_state_known", "state", ObjectionState),
            together("objection_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="objection_decided_with_a_reason", condition=Q(state="open") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


class PublishedList(models.Model):
    """A list as it was published: its text, its hash, its day. Never changed."""

    no = models.CharField(max_length=32, unique=True)
    batch = models.CharField(max_length=16)
    notice = models.OneToOneField(PublicNotice, on_delete=models.PROTECT, related_name="+")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = stamp_by()

    def __str__(self) -> str:
        return self.no
