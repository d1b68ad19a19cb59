from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day, notice_closes
from egret.core.packs.model import by_id
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city
from egret.rooms.enterprise.checks import check_not_banned
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files import queries as files
from egret.rooms.notice import actions as notices
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from . import queries
from .checks import Faults, checked_answers
from .errors import CallRefused
from .models import Check, Objection, PublicNotice, PublishedList, Serial, Submission
from .states import MOVES, OBJECTION_MOVES, ObjectionState, SubmissionState, Verdict

S = SubmissionState


class AnswersRefused(CallRefused):
    """`faults` by field id, each a sentence."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(
            _("Some answers need another look: they are marked below. Nothing you typed is lost.")
        )
        self.faults = faults


def _recorded(submission: Submission, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"submission.{verb}",
        subject=f"submission:{submission.pk}",
        case=submission.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": submission.no or "", "state": submission.state, **body},
    )


def _moved(submission: Submission, there: SubmissionState, version: int | None = None) -> None:
    if version is not None and version != submission.version:
        raise CallRefused(
            _("Somebody moved this file while your page was open. Look at it anew before you decide.")
        )
    try:
        check_move(MOVES, S(submission.state), there)
    except MoveRefused:
        raise CallRefused(_("This file has moved on already: this step is no longer open.")) from None
    submission.state = there
    submission.version += 1


@transaction.atomic
def begin(enterprise: Enterprise, *, by: User, at: datetime) -> Submission:
    """The enterprise's draft in the batch that is open, made on the first call."""
    check_not_banned(enterprise, china_day(at))
    batch = city.open_batch(china_day(at))
    if not batch:
        raise CallRefused(_("No batch is open for applications today."))
    if not enterprise.pilot_industry:
        raise CallRefused(
            _("The programme is for the pilot industries; your industry code is not among them.")
        )
    if queries.listed_submission(enterprise):
        raise CallRefused(_("You are a pilot enterprise already: one application is enough."))
    submission, made = Submission.objects.get_or_create(
        batch=batch.id, enterprise=enterprise, defaults={"pack_sha": city.pack().sha256}
    )
    if made:
        _recorded(submission, "begun", by=by, at=at, batch=batch.id)
    return submission


@transaction.atomic
def keep_draft(pk: int, answers: dict[str, Any]) -> None:
    """What was typed so far, complete or not: a draft is no act yet, so nobody signs it."""
    submission = queries.locked(pk)
    if submission.state not in (S.DRAFT, S.RETURNED):
        raise CallRefused(_("This application was handed in already and can't be changed."))
    submission.answers = {**submission.answers, **answers}
    submission.save(update_fields=["answers"])


@transaction.atomic
def submit(pk: int, *, by: User, at: datetime) -> Submission:
    trail.await_turn()
    submission = queries.locked(pk)
    check_not_banned(submission.enterprise, china_day(at))
    batch = city.batch(submission.batch)
    if submission.state not in (S.DRAFT, S.RETURNED):
        raise CallRefused(_("This application was handed in already and can't be changed."))
    if submission.state == S.DRAFT and not batch.open_on(china_day(at)):
        raise CallRefused(_("The batch closed on %(day)s.") % {"day": batch.closes_on})
    _moved(submission, S.IN_REVIEW)
    pack = city.pack()
    form = by_id(pack.forms, batch.form)
    clean, faults = checked_answers(form, submission.answers)
    attached = {
        clean[field.id]: field.id for field in form.fields if field.type == "attachment" and field.id in clean
    }
    known = files.of_organisation(submission.enterprise.organisation, set(attached))
    faults |= {field: _("Attach this file.") for file, field in attached.items() if file not in known}
    if faults:
        raise AnswersRefused(faults)
    submission.answers, submission.pack_sha = clean, pack.sha256
    submission.step = by_id(pack.routes, batch.route).steps[0].id
    # Handed in anew, its check has its whole term again; the trail keeps the first time.
    submission.submitted_at, submission.submitted_by = at, by
    submission.no = submission.no or _next_no(submission.batch)
    submission.save()
    _recorded(submission, "submitted", by=by, at=at, answers=clean)
    return submission


def _next_no(batch: str) -> str:
    serial, _made = Serial.objects.select_for_update().get_or_create(batch=batch)
    serial.last += 1
    serial.save()
    return f"{city.pack().city_code}-{batch}-{serial.last:05d}"


@transaction.atomic
def check(pk: int, *, verdict: Verdict, reason: str, version: int, by: User, at: datetime) -> Submission:
    trail.await_turn()
    submission = queries.locked(pk)
    route = by_id(city.pack().routes, city.batch(submission.batch).route)
    step = submission.step
    after = {Verdict.PASS: S.IN_REVIEW, Verdict.RETURN: S.RETURNED, Verdict.REFUSE: S.REFUSED}[verdict]
    following = route.step_after(step) if verdict == Verdict.PASS and step else None
    if verdict == Verdict.PASS and not following:
        after = S.APPROVED
    if submission.state != S.IN_REVIEW:
        raise CallRefused(_("Somebody decided on this file while your page was open. Look at it anew."))
    if by_id(route.steps, step).role != by.role:
        raise CallRefused(_("This file is at another step: it is not yours to decide now."))
    if verdict != Verdict.PASS and not reason.strip():
        raise CallRefused(_("Say why, so that the enterprise knows what to do."), field="reason")
    _moved(submission, after, version)
    submission.step = following.id if following else ""
    submission.save()
    Check.objects.create(
        submission=submission, step=step, verdict=verdict, reason=reason.strip(), checked_at=at, checked_by=by
    )
    _recorded(submission, f"{step}.{verdict}", by=by, at=at, reason=reason.strip())
    if verdict != Verdict.PASS:
        _tell(submission, by=by, at=at)
    return submission


def _tell(submission: Submission, *, by: User, at: datetime) -> None:
    def sentence() -> str:
        if submission.state == S.RETURNED:
            return _("Your application came back: see why, mend it, hand it in again.")
        return _("Your application was refused.")

    organisation = submission.enterprise.organisation
    notices.tell(organisation, sentence, path="/enterprise/apply/", by=by, at=at)


@transaction.atomic
def open_notice(batch: str, *, by: User, at: datetime) -> PublicNotice:
    """Put every approved application of the batch before the public, as far as its places go."""
    trail.await_turn()
    pack = city.pack()
    room_left = city.batch(batch).places - queries.places_taken(batch)
    approved = list(queries.approved(batch).select_for_update(of=("self",))[:room_left])
    if not approved:
        raise CallRefused(_("No approved application is waiting, or the batch is full."))
    rule = by_id(pack.deadlines, by_id(pack.routes, city.batch(batch).route).notice)
    count = PublicNotice.objects.filter(batch=batch).count() + 1
    notice = PublicNotice.objects.create(
        no=f"{batch}-{count:02d}",
        batch=batch,
        opened_at=at,
        opened_by=by,
        closes_at=notice_closes(at, rule.days, rule.unit),
    )
    for submission in approved:
        _moved(submission, S.ON_NOTICE)
        submission.notice = notice
        submission.save()
        _recorded(submission, "put_on_notice", by=by, at=at, notice=notice.no)
    return notice


@transaction.atomic
def object_to(pk: int, *, name: str, contact: str, text: str, by: User, at: datetime) -> Objection:
    """A citizen's objection; `by` is the system, which takes it in."""
    trail.await_turn()
    submission = queries.locked(pk)
    if submission.state != S.ON_NOTICE or submission.notice.closes_at <= at:
        raise CallRefused(_("The notice is over: objections can't be taken in any more."))
    objection = Objection.objects.create(
        submission=submission, name=name, contact=contact, text=text, filed_at=at
    )
    _recorded(submission, "objected", by=by, at=at, objection=objection.pk, text=text)
    return objection


@transaction.atomic
def decide_objection(pk: int, *, uphold: bool, reason: str, by: User, at: datetime) -> Objection:
    trail.await_turn()
    objection = Objection.objects.select_for_update().get(pk=pk)
    submission = queries.locked(objection.submission_id)
    there = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
    try:
        check_move(OBJECTION_MOVES, ObjectionState(objection.state), there)
    except MoveRefused:
        raise CallRefused(_("This objection was decided already.")) from None
    if not reason.strip():
        raise CallRefused(_("Say why: whoever objected will read it."), field="reason")
    objection.state, objection.reason = there, reason.strip()
    objection.decided_at, objection.decided_by = at, by
    objection.save()
    if uphold:
        _moved(submission, S.REFUSED)
        submission.save()
    _recorded(submission, f"objection_{there}", by=by, at=at, objection=objection.pk, reason=reason.strip())
    return objection


@transaction.atomic
def publish_list(notice_pk: int, *, by: User, at: datetime) -> PublishedList:
    """Close a notice that has run its days and publish who stands on it as a record for ever."""
    trail.await_turn()
    notice = PublicNotice.objects.select_for_update().get(pk=notice_pk)
    if notice.closed_at or notice.closes_at > at:
        raise CallRefused(_("This notice is still running, or its list is published already."))
    if queries.open_objections(notice):
        raise CallRefused(_("Decide the open objections first."))
    notice.closed_at, notice.closed_by = at, by
    notice.save()
    stands = [s for s in queries.named_in(notice).select_for_update(of=("self",)) if s.state == S.ON_NOTICE]
    named = [
        {
            "no": submission.no,
            "name": submission.enterprise.name,
            "credit_code": submission.enterprise.credit_code,
            "district": submission.enterprise.district,
            "industry": submission.enterprise.pilot_industry,
        }
        for submission in stands
    ]
    body = {"list": notice.no, "batch": notice.batch, "published_at": at.isoformat(), "enterprises": named}
    content = rfc8785.dumps(body)
    published = PublishedList.objects.create(
        no=notice.no,
        batch=notice.batch,
        notice=notice,
        content=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
        published_at=at,
        published_by=by,
    )
    for submission in stands:
        _moved(submission, S.LISTED)
        submission.save()
        _recorded(submission, "listed", by=by, at=at, list=published.no, sha256=published.sha256)
    return published
