from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from egret.core.days import china_day
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User

from .models import Check, Objection, PublicNotice, PublishedList, Submission
from .states import ObjectionState, SubmissionState, Verdict

S = SubmissionState


def visible_to(user: User) -> QuerySet[Submission]:
    """A draft is its enterprise's own affair: offices see what was handed in."""
    rows = Submission.objects.filter(enterprise__in=enterprises.visible_to(user)).select_related("enterprise")
    return rows if user.role == "enterprise" else rows.exclude(state=S.DRAFT)


def waiting_for(user: User) -> QuerySet[Submission]:
    """What this officer's step of the route has before it."""
    return visible_to(user).filter(state=S.IN_REVIEW, step=user.role)


def of_enterprise(enterprise: Enterprise) -> QuerySet[Submission]:
    return Submission.objects.filter(enterprise=enterprise).order_by("-pk")


def may_edit(submission: Submission, on: date) -> bool:
    """A draft while its batch is open; what was returned, at any time."""
    if submission.state == S.DRAFT:
        return city.batch(submission.batch).open_on(on)
    return submission.state == S.RETURNED


def locked(pk: int) -> Submission:
    return Submission.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=pk)


def checks_of(submission: Submission) -> QuerySet[Check]:
    return Check.objects.filter(submission=submission).select_related("checked_by").order_by("pk")


def last_return(submission: Submission) -> Check | None:
    return Check.objects.filter(submission=submission, verdict=Verdict.RETURN).order_by("pk").last()


def approved(batch: str) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(batch=batch, state=S.APPROVED).select_related("enterprise").order_by("pk")
    )


def listed_since(enterprise: Enterprise) -> date | None:
    """The day since when the enterprise stands on a published list."""
    row = (
        PublishedList.objects.filter(
            notice__in=Submission.objects.filter(enterprise=enterprise, state=S.LISTED).values("notice")
        )
        .order_by("published_at")
        .first()
    )
    return china_day(row.published_at) if row else None


def on_list(enterprise: Enterprise, on: date) -> bool:
    since = listed_since(enterprise)
    return since is not None and since <= on


def listed(batch: str) -> int:
    return Submission.objects.filter(batch=batch, state=S.LISTED).count()


def places_taken(batch: str) -> int:
    """Who is on the list, and who may still come onto it."""
    return Submission.objects.filter(batch=batch, state__in=[S.ON_NOTICE, S.LISTED]).count()


def listed_submission(enterprise: Enterprise) -> Submission | None:
    return Submission.objects.filter(enterprise=enterprise, state=S.LISTED).first()


def notices() -> QuerySet[PublicNotice]:
    return PublicNotice.objects.order_by("-pk")


def open_notices(at: datetime) -> QuerySet[PublicNotice]:
    return PublicNotice.objects.filter(closed_at=None, closes_at__gt=at).order_by("pk")


def due_notices(at: datetime) -> QuerySet[PublicNotice]:
    """Run their days and not closed yet."""
    return PublicNotice.objects.filter(closed_at=None, closes_at__lte=at).order_by("pk")


def newest_notices(limit: int = 5) -> QuerySet[PublicNotice]:
    """Each with `list_pk`, the list that was published after it."""
    published = PublishedList.objects.filter(notice=OuterRef("pk")).values("pk")
    return PublicNotice.objects.annotate(list_pk=Subquery(published)).order_by("-pk")[:limit]


def put_on_notice() -> QuerySet[Submission]:
    return Submission.objects.filter(state=S.ON_NOTICE).select_related("enterprise", "notice")


def on_notice(at: datetime) -> QuerySet[Submission]:
    """What the public may object to now."""
    return put_on_notice().filter(notice__closes_at__gt=at)


def named_in(notice: PublicNotice) -> QuerySet[Submission]:
    return Submission.objects.filter(notice=notice).select_related("enterprise").order_by("no")


def objections() -> QuerySet[Objection]:
    return Objection.objects.select_related("submission__enterprise")


def open_objections(notice: PublicNotice) -> int:
    return Objection.objects.filter(submission__notice=notice, state=ObjectionState.OPEN).count()


def lists() -> QuerySet[PublishedList]:
    return PublishedList.objects.order_by("-pk")


def entries(published: PublishedList) -> list[dict[str, Any]]:
    return json.loads(published.content)["enterprises"]
