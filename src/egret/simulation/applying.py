"""An application on its way: handed in, checked twice, before the public, on the list."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

from egret.core.packs.model import by_id
from egret.rooms.call import actions as calls
from egret.rooms.call import queries as submissions
from egret.rooms.call.states import SubmissionState, Verdict
from egret.rooms.people import queries as people

from .fates import Fate
from .filling import added, filled
from .world import World

Steps = Generator[date, None, bool]
RETURN = "请补充说明企业现状（演示）"
REFUSE = {
    "district": "经核，主要生产场所不在本区（演示）",
    "city": "改造内容已获其他财政资金支持（演示）",
}


def application(world: World, me: Any, fate: Fate) -> Steps:
    """Whether the enterprise came onto the list."""
    draft = calls.begin(me.own, by=me.user, at=world.at())
    form = by_id(world.pack.forms, fate.batch.form)
    calls.keep_draft(draft.pk, filled(world, form, me))
    if fate.ending == "draft":
        return False
    submission = calls.submit(draft.pk, by=me.user, at=world.at())
    if fate.returned:
        yield world.later(1, 6)
        _check(world, me, submission, Verdict.RETURN, RETURN)
        if fate.ending == "abandoned":
            return False
        yield world.later(2, 7)
        calls.keep_draft(draft.pk, added(form))
        submission = calls.submit(draft.pk, by=me.user, at=world.at())
    if fate.ending == "at_district":
        return False
    if not (yield from _checks(world, me, submission, fate)):
        return False
    return (yield from _before_the_public(world, submission, fate))


def _check(world: World, me: Any, submission: Any, verdict: Verdict, reason: str = "") -> Any:
    step = submissions.step_of(submission)
    officer = world.people["city"] if step and step.role == "city" else world.officers[me.own.district]
    return calls.check(
        submission.pk, verdict=verdict, reason=reason, version=submission.version, by=officer, at=world.at()
    )


def _checks(world: World, me: Any, submission: Any, fate: Fate) -> Steps:
    """Whether every step of the route lets it pass; a fate that names an office is met at that office's first step."""
    for step in by_id(world.pack.routes, fate.batch.route).steps:
        yield world.later(1, 5)
        if fate.ending == f"at_{step.role}":
            return False
        verdict = Verdict.REFUSE if fate.ending == step.role else Verdict.PASS
        reason = REFUSE[step.role] if fate.ending == step.role else ""
        submission = _check(world, me, submission, verdict, reason)
        if fate.ending == step.role:
            return False
    return True


def _before_the_public(world: World, submission: Any, fate: Fate) -> Steps:
    while _state(submission) == SubmissionState.APPROVED:
        yield world.after_round(fate.batch)
    if fate.objection:
        objection = calls.object_to(
            submission.pk,
            name="演示市民",
            contact="demo@example.invalid",
            text="该企业的主导产品与所填行业不符（演示）",
            by=people.system(),
            at=world.at(),
        )
        yield world.later(1, 3)
        upheld = fate.ending == "upheld"
        reason = "经查属实，取消资格（演示）" if upheld else "经现场核对，所填属实（演示）"
        calls.decide_objection(
            objection.pk, uphold=upheld, reason=reason, by=world.people["city"], at=world.at()
        )
    while _state(submission) == SubmissionState.ON_NOTICE:
        yield world.later(2, 2)
    return _state(submission) == SubmissionState.LISTED


def _state(submission: Any) -> str:
    return submissions.locked(submission.pk).state
