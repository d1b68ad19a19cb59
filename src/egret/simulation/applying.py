"""An application on its way: handed in, checked twice, before the public, on the list."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

from egret.rooms.call import actions as calls
from egret.rooms.call import queries as submissions
from egret.rooms.call.states import SubmissionState, Verdict
from egret.rooms.people import queries as people

from .fates import Fate
from .world import DAY, World

Steps = Generator[date, None, bool]
RETURN = "请补充上年度主导产品说明（演示）"
REFUSE = {
    "district": "经核，主要生产场所不在本区（演示）",
    "city": "改造内容已获其他财政资金支持（演示）",
}
PRODUCTS = (
    "传感器件，售予本地整机厂",
    "配电控制柜，售予工程公司",
    "医用耗材，售予医院",
    "显示模组，售予终端厂",
)
LINKS = ("design", "production", "operations", "trade", "chain")


def application(world: World, me: Any, fate: Fate) -> Steps:
    """Whether the enterprise came onto the list."""
    draft = calls.begin(me.own, by=me.user, at=world.at())
    calls.keep_draft(draft.pk, _answers(world, me))
    if fate.ending == "draft":
        return False
    submission = calls.submit(draft.pk, by=me.user, at=world.at())
    if fate.returned:
        yield world.later(1, 6)
        _check(world, me, submission, Verdict.RETURN, RETURN)
        if fate.ending == "abandoned":
            return False
        yield world.later(2, 7)
        calls.keep_draft(draft.pk, {"aims": "补充：主导产品占营业收入七成以上（演示）"})
        submission = calls.submit(draft.pk, by=me.user, at=world.at())
    if fate.ending == "at_district":
        return False
    if not (yield from _checks(world, me, submission, fate)):
        return False
    return (yield from _before_the_public(world, submission, fate))


def _answers(world: World, me: Any) -> dict[str, Any]:
    at = world.at()
    licence = world.paper("营业执照.pdf", "licence", of=me.own.organisation, by=me.user, at=at)
    return {
        "contact": "演示联系人",
        "phone": f"0592-555{me.firm.serial % 10000:04d}",
        "main_product": world.rng.choice(PRODUCTS),
        "links": world.rng.sample(LINKS, world.rng.randint(1, 3)),
        "budget": f"{world.rng.randint(20, 150)}0000.00",
        "finish_on": min(world.day + 200 * DAY, date(world.day.year, 12, 31)).isoformat(),
        "aims": "打通订单、生产与库存数据，缩短交期（演示）",
        "licence": str(licence.pk),
        "pledge": True,
    }


def _check(world: World, me: Any, submission: Any, verdict: Verdict, reason: str = "") -> Any:
    step = submission.step
    officer = world.people["city"] if step == "city" else world.officers[me.own.district]
    return calls.check(
        submission.pk, verdict=verdict, reason=reason, version=submission.version, by=officer, at=world.at()
    )


def _checks(world: World, me: Any, submission: Any, fate: Fate) -> Steps:
    """Whether both offices let it pass."""
    for step in ("district", "city"):
        yield world.later(1, 5)
        if fate.ending == f"at_{step}":
            return False
        verdict = Verdict.REFUSE if fate.ending == step else Verdict.PASS
        submission = _check(world, me, submission, verdict, REFUSE[step] if fate.ending == step else "")
        if fate.ending == step:
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
