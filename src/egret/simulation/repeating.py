"""Some ratings on site are repeated by another assessor: most are handed in, one waits for the visitor."""

from __future__ import annotations

from random import Random

from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import LEVELS
from egret.rooms.assessment import queries as standards
from egret.rooms.assessment.actions import second as actions
from egret.rooms.assessment.queries import second

from .world import DAY, Story, World, working

REPEATED, ASKED_DAYS, RATED_AFTER = 5, 30, 6
DIFFER_PERCENT = 20  # of the scenarios are given another level, a demo value


def repeats(world: World) -> list[Story]:
    # Dice of their own: the lives of the others don't change with what is rated again.
    dice = Random(repr(world.rng.getstate()) + "repeats")  # noqa: S311 -- the same seed is the same city
    return [_repeated(world, dice)]


def _repeated(world: World, dice: Random) -> Story:
    yield working(max(world.start, world.until - ASKED_DAYS * DAY))
    assessors = [user for name, user in sorted(world.people.items()) if name.startswith("assessor")]
    asked = []
    for first in second.to_ask(world.people["city"]).order_by("pk")[:REPEATED]:
        others = [user for user in assessors if user.pk != first.assessed_by_id]
        # The visitor signs in as `assessor`: the first that may be asked of it is left open.
        ready = world.people["assessor"]
        whom = ready if ready in others and not asked else dice.choice(others)
        asked.append(actions.ask_second(first.pk, assessor=whom, by=world.people["city"], at=world.at()))
    yield working(world.day + RATED_AFTER * DAY)
    for row in asked[1:]:
        given = standards.answers_of(row.first)
        scenes = {code: _near(level, dice) for code, level in given.scenes.items()}
        note = "现场再次查看了系统与台账（演示）"
        actions.rate_second(row.pk, Answers(given.choices, scenes), note=note, by=row.assessor, at=world.at())


def _near(level: int, dice: Random) -> int:
    if dice.randrange(100) >= DIFFER_PERCENT:
        return level
    return min(max(level + dice.choice((-1, 1)), 0), LEVELS)
