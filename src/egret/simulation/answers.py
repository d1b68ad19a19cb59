"""Answers to the digital-level standard that come to a wanted level."""

from __future__ import annotations

from random import Random

from egret.core.maturity.scoring import Answers, score
from egret.core.maturity.standard import LEVELS, Kind, Question, Standard

STEPS = 100


def answers(rng: Random, standard: Standard, wanted: int) -> Answers:
    """Drawn at random around the wanted level, and drawn again until they come to it."""
    reached = (wanted * 20 + 8) / STEPS
    for _attempt in range(STEPS):
        drawn = Answers(
            {question.code: _choice(rng, question, reached) for question in standard.questions},
            _scenes(rng, standard, wanted),
        )
        found = score(standard, drawn)
        if found.level == wanted:
            return drawn
        reached += 0.02 if found.score_level < wanted else -0.02 if found.score_level > wanted else 0
        reached = min(max(reached, 0.02), 1.0)
    raise ValueError(f"no answers come to level {wanted}")


def _choice(rng: Random, question: Question, reached: float) -> frozenset[str]:
    ranked = sorted(question.options, key=lambda option: (option.points, option.key))
    aim = min(max(reached + rng.uniform(-0.15, 0.15), 0), 1)
    if question.kind is Kind.SINGLE:
        return frozenset({ranked[round(aim * (len(ranked) - 1))].key})
    several = [option.key for option in question.options if not option.alone]
    count = round(aim * len(several))
    if count:
        return frozenset(rng.sample(several, count))
    return frozenset({next((option.key for option in question.options if option.alone), several[0])})


def _scenes(rng: Random, standard: Standard, wanted: int) -> dict[str, int]:
    """As many scenarios as the level asks for stand at it, the binding ones first; the rest trail behind."""
    if not wanted:
        return {scenario.code: 0 for scenario in standard.scenarios}
    asked = standard.levels[wanted - 1]
    binding = [scenario.code for scenario in standard.scenarios if scenario.binding]
    first = rng.sample(binding, min(len(binding), asked.binding + 1))
    others = [scenario.code for scenario in standard.scenarios if scenario.code not in first]
    first += rng.sample(others, max(asked.scenarios - len(first), 0))
    return {
        scenario.code: wanted if scenario.code in first else rng.randint(0, min(wanted - 1, LEVELS))
        for scenario in standard.scenarios
    }
