"""What an audit finds: one grant was cut and its money came back, another is revoked and waits for the visitor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from egret.core.policy.clause import Kind, Value
from egret.journeys import recalls as journeys
from egret.journeys.pay import take_back
from egret.journeys.recalls import Correction
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries import recalls
from egret.rooms.subsidy.queries.recalls import Grounds
from egret.rooms.subsidy.states import AwardState, Occasion

from .claiming import READY
from .world import DAY, Story, World, working

CUT_DAYS, REVOKED_DAYS, BACK_DAYS = 120, 20, 30
LEFT_PERCENT = 60  # of the amount that the audit looked at, a demo value


def audits(world: World) -> list[Story]:
    # Dice of their own: the lives of the others don't change with what is audited.
    dice = Random(repr(world.rng.getstate()))  # noqa: S311 -- the same seed is the same city
    return [_cut(world, dice), _revoked(world, dice)]


def _cut(world: World, dice: Random) -> Story:
    yield working(max(world.start, world.until - CUT_DAYS * DAY))
    for award in _paid(world, dice):
        facts = _lowered(award)
        recall = recalls.recall_of(award, Grounds(Occasion.AUDIT, award, facts=facts), world.at())
        if recall.back_fen > 0:
            found = Correction("审计发现部分投入重复列支（演示）", _report(world, award), facts)
            made = journeys.cut(award.pk, found, by=world.people["city"], at=world.at())
            yield working(world.day + BACK_DAYS * DAY)
            if awarded.by_pk([made.pk])[made.pk].state == AwardState.RECOVERY_DUE:
                take_back(made.pk, by=world.people["maker"], at=world.at())
            return


def _revoked(world: World, dice: Random) -> Story:
    yield working(max(world.start, world.until - REVOKED_DAYS * DAY))
    for award in _paid(world, dice):
        found = Correction("申报材料不实，撤销奖补（演示）", _report(world, award))
        journeys.revoke(award.pk, found, by=world.people["city"], at=world.at())
        return


def _paid(world: World, dice: Random) -> Iterator[Any]:
    """Newest awards of their cases that were paid and may be cut, in the dice's order; the visitor's own are left alone."""
    ready = people.organisations_of(READY)
    rows = awarded.visible_to(world.people["auditor"]).filter(state=AwardState.PAID).order_by("pk")
    found = [row for row in rows if row.enterprise.organisation_id not in ready]
    dice.shuffle(found)
    for award in found:
        last = award.stage == awarded.clause_of(award).stages[-1].id
        free = award.enterprise_id not in world.held and recalls.newest(award) == award
        if last and free and {Occasion.AUDIT, Occasion.REVOKED} <= recalls.reclaims(award).keys():
            yield award


def _lowered(award: Any) -> Mapping[str, Value]:
    facts = awarded.from_plain(awarded.clause_of(award), award.facts)
    money = {
        fact.term.label for fact in recalls.facts_to_correct(award, measured=True) if fact.kind == Kind.MONEY
    }
    return {
        label: value * LEFT_PERCENT // 100 if label in money and isinstance(value, int) else value
        for label, value in facts.items()
    }


def _report(world: World, award: Any) -> Any:
    of, by = award.enterprise.organisation, world.people["city"]
    return world.paper("审计意见.pdf", "audit", of=of, by=by, at=world.at())
