from __future__ import annotations

import json
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from egret.core.days import YearUnknown, china_day, deadline
from egret.core.packs.model import Form, RouteStep, by_id
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User

from .models import Check, Objection, PublicNotice, PublishedList, Submission
from .states import ObjectionState, SubmissionState, Verdict

S = SubmissionState


def visible_to(user: User) -> QuerySet[Submission]:
    """A draft is its enterprise's own affair: offices see what was handed in."""
    last_check = Check.objects.filter(submission=OuterRef("pk")).order_by("-pk").values("checked_at")[:1]
    rows = (
        Submission.objects.filter(enterprises.scope(user, "enterprise__"))
        .select_related("enterprise")
        .annotate(last_checked_at=Subquery(last_check))
    )
    return rows if user.role == "enterprise" else rows.exclude(state=S.DRAFT)


def waiting_for(user: User) -> QuerySet[Submission]:
    """What lies at a step of its batch's route that is this officer's."""
    pack = city.pack()
    routes = {route.id: [step.id for step in route.steps if step.role == user.role] for route in pack.routes}
    mine = [Q(batch=batch.id, step__in=routes[batch.route]) for batch in pack.batches]
    return visible_to(user).filter(reduce(or_, mine), state=S.IN_REVIEW)


def search(rows: QuerySet[Submission], text: str) -> QuerySet[Submission]:
    """Those of an enterprise whose name holds `text` or whose credit code begins with it."""
    return rows.filter(
        Q(enterprise__name__icontains=text) | Q(enterprise__credit_code__startswith=text.upper())
    )


def step_of(submission: Submission) -> RouteStep | None:
    """The step of the route that it waits at."""
    route = by_id(city.pack().routes, city.batch(submission.batch).route)
    return by_id(route.steps, submission.step) if submission.state == S.IN_REVIEW else None


def due_on(submission: Submission) -> date | None:
    """The last day of the check that it waits for; the row comes from `visible_to`."""
    step = step_of(submission)
    if not step:
        return None
    rule = by_id(city.pack().deadlines, step.deadline)
    began = max(filter(None, (submission.submitted_at, submission.last_checked_at)))
    try:
        return deadline(china_day(began), rule.days, rule.unit)
    except YearUnknown:
        return None


def form_of(submission: Submission) -> Form:
    """The form as it stood when it was answered."""
    pack = city.pack_of(submission.pack_sha)
    return by_id(pack.forms, by_id(pack.batches, submission.batch).form)


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


def waiting_by_batch() -> dict[str, int]:
    """How many approved applications of each batch wait for a notice."""
    rows = Submission.objects.filter(state=S.APPROVED).order_by().values_list("batch")
    return dict(rows.annotate(Count("pk")))


def listed_by_batch() -> dict[str, int]:
    rows = Submission.objects.filter(state=S.LISTED).order_by().values_list("batch")
    return dict(rows.annotate(Count("pk")))


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


def unpublished_notices() -> QuerySet[PublicNotice]:
    """Running, or run and waiting for their list; each with how many it names and what is still objected."""
    named = Submission.objects.filter(notice=OuterRef("pk")).order_by().values("notice")
    held = Objection.objects.filter(submission__notice=OuterRef("pk"), state=ObjectionState.OPEN)
    held = held.order_by().values("submission__notice")
    return (
        PublicNotice.objects.filter(closed_at=None)
        .annotate(
            named=Subquery(named.annotate(count=Count("pk")).values("count")),
            objections=Subquery(held.annotate(count=Count("pk")).values("count")),
        )
        .order_by("pk")
    )


def named_in(notice: PublicNotice) -> QuerySet[Submission]:
    return Submission.objects.filter(notice=notice).select_related("enterprise").order_by("no")


def objections() -> QuerySet[Objection]:
    return Objection.objects.select_related("submission__enterprise")


def objections_visible_to(user: User) -> QuerySet[Objection]:
    rows = Objection.objects.select_related("submission__enterprise", "submission__notice", "decided_by")
    return rows.filter(submission__in=visible_to(user))


def objections_waiting_for(user: User) -> QuerySet[Objection]:
    return objections_visible_to(user).filter(state=ObjectionState.OPEN)


def open_objections(notice: PublicNotice) -> int:
    return Objection.objects.filter(submission__notice=notice, state=ObjectionState.OPEN).count()


def lists() -> QuerySet[PublishedList]:
    return PublishedList.objects.order_by("-pk")


def entries(published: PublishedList) -> list[dict[str, Any]]:
    return json.loads(published.content)["enterprises"]
