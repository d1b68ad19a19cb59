from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import one_of, stamp_by, together

from .states import DraftState


class PackRelease(models.Model):
    """A pack as it was when decisions were made under it: every file, named by the hash of all. Never changed."""

    sha256 = models.CharField(max_length=64, unique=True)
    pack_id = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    files = models.JSONField()
    released_at = models.DateTimeField()
    released_by = stamp_by()

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version} {self.sha256[:12]}"


class PackDraft(models.Model):
    """A pack in work: where it began, its files now, who signed which bytes of it, who released or closed it.

    `base_sha` is the release that its files came from, `follows_sha` the pack in force that it is to replace.
    """

    title = models.CharField(max_length=120)
    why = models.TextField()
    base_sha = models.CharField(max_length=64)
    follows_sha = models.CharField(max_length=64)
    files = models.JSONField()
    state = models.CharField(max_length=12, default=DraftState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by = stamp_by()
    edited_at = models.DateTimeField(null=True)
    edited_by = stamp_by()
    signed_sha = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- unsigned is no text at all
    signed_at = models.DateTimeField(null=True)
    signed_by = stamp_by()
    reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = stamp_by()
    release = models.OneToOneField(
        "city.PackRelease",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        to_field="sha256",
        db_column="released_sha",
    )
    released_at = models.DateTimeField(null=True)
    released_by = stamp_by()

    class Meta:
        constraints = [
            one_of("pack_draft_state_known", "state", DraftState),
            together("pack_draft_edited_in_full_or_not_at_all", "edited_at", "edited_by"),
            together("pack_draft_signed_in_full_or_not_at_all", "signed_sha", "signed_at", "signed_by"),
            together("pack_draft_closed_in_full_or_not_at_all", "closed_at", "closed_by"),
            together("pack_draft_released_in_full_or_not_at_all", "release", "released_at", "released_by"),
            models.CheckConstraint(
                name="pack_draft_changed_by_its_author_alone",
                condition=(Q(edited_by=None) | Q(edited_by=F("drafted_by")))
                & (Q(signed_by=None) | Q(signed_by=F("drafted_by"))),
            ),
            models.CheckConstraint(
                name="pack_draft_proposed_is_signed",
                condition=~Q(state__in=["proposed", "released"]) | Q(signed_sha__isnull=False),
            ),
            models.CheckConstraint(
                name="pack_draft_released_names_its_release",
                condition=Q(state="released", release__isnull=False)
                | (~Q(state="released") & Q(release__isnull=True)),
            ),
            models.CheckConstraint(
                name="pack_draft_released_is_what_was_signed",
                condition=Q(release=None) | Q(release=F("signed_sha")),
            ),
            models.CheckConstraint(
                name="pack_draft_released_by_another",
                condition=Q(released_by=None) | ~Q(released_by=F("signed_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="pack_draft_waiting")]

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"
