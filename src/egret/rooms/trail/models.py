from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models

from egret.core import chain


class Act(models.Model):
    """What somebody did, sealed by the act before it. The data base refuses to change or delete it."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    body = models.JSONField()
    algorithm = models.CharField(max_length=8)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "seq"], name="trail_act_of_case"),
            models.Index(fields=["subject", "seq"], name="trail_act_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(name="trail_act_begins_at_one", condition=models.Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"

    @property
    def fields(self) -> dict[str, Any]:
        """What its hash seals."""
        return {
            "seq": self.seq,
            "at": utc(self.at),
            "actor": self.actor,
            "role": self.role,
            "verb": self.verb,
            "subject": self.subject,
            "case": self.case,
            "body": self.body,
            "algorithm": self.algorithm,
        }

    @property
    def exported(self) -> dict[str, Any]:
        return {**self.fields, "prev_hash": self.prev_hash, "hash": self.hash}


class Head(models.Model):
    """The one row that writers queue for: how long the trail is, and the hash of its last act."""

    size = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="trail_has_one_head", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.size} {self.hash}"


class Checkpoint(models.Model):
    """What was handed to outsiders, so that even a wholly rewritten trail is found out."""

    size = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} {self.hash}"

    @property
    def kept(self) -> chain.Checkpoint:
        return chain.Checkpoint.parse(self.text)


def utc(at: datetime) -> str:
    """RFC 3339 with microseconds: one moment, one text, in every data base."""
    if at.tzinfo is None:
        raise ValueError(f"{at} names no time zone")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
