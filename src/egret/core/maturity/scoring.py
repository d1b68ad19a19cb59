"""Answers to a standard → score, level, and what keeps the enterprise from the next level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from egret.core.maturity.standard import LEVELS, PERCENT, Kind, Question, Standard


class AnswerRefused(ValueError):
    """`code` names the fault, `question` the question or scenario it stands at.

    Answers: unknown_question, unknown_option, none_with_others, several, missing, unknown_scenario,
    level_out_of_range. Raw numbers: no_bands, no_whole, negative, part_above_whole.
    """

    def __init__(self, code: str, question: str) -> None:
        super().__init__(f"{question}: {code}")
        self.code, self.question = code, question


class Lack(StrEnum):
    POINTS = "points"
    SCENARIOS = "scenarios"
    BINDING = "binding"


@dataclass(frozen=True, slots=True)
class Answers:
    """Question code → option keys; scenario code → level 0 to 4."""

    choices: Mapping[str, frozenset[str]]
    scenes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Points:
    code: str
    points: Fraction
    of: Fraction


@dataclass(frozen=True, slots=True)
class SceneCount:
    """Scenarios at or above a level, and the binding ones among them."""

    level: int
    scenarios: int
    binding: int


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing the next level asks for that is not there; `open_to` names the scenarios that could give it."""

    lack: Lack
    has: Fraction
    needs: Fraction
    open_to: tuple[str, ...]

    @property
    def missing(self) -> Fraction:
        return self.needs - self.has


@dataclass(frozen=True, slots=True)
class Result:
    score: Fraction
    dimensions: tuple[Points, ...]
    questions: tuple[Points, ...]
    scene_counts: tuple[SceneCount, ...]
    score_level: int
    scene_level: int
    level: int
    holding_back: tuple[Hold, ...]


def score(standard: Standard, answers: Answers) -> Result:
    _check(standard, answers)
    questions = tuple(
        Points(question.code, question.worth(answers.choices[question.code]), question.points)
        for question in standard.questions
    )
    dimensions = _dimensions(standard, questions)
    total = sum((dimension.points for dimension in dimensions), Fraction(0))
    counts = tuple(_count(standard, answers, level.level) for level in standard.levels)
    score_level = max((level.level for level in standard.levels if total >= level.score), default=0)
    scene_level = max(
        (
            level.level
            for level, count in zip(standard.levels, counts, strict=True)
            if count.scenarios >= level.scenarios and count.binding >= level.binding
        ),
        default=0,
    )
    level = min(score_level, scene_level)
    return Result(
        score=total,
        dimensions=dimensions,
        questions=questions,
        scene_counts=counts,
        score_level=score_level,
        scene_level=scene_level,
        level=level,
        holding_back=_holds(standard, answers, total, counts[level]) if level < LEVELS else (),
    )


def band(standard: Standard, question: str, part: int | Fraction, whole: int | Fraction) -> str:
    """The key of the option whose band holds `part` of `whole`."""
    asked = _question(standard, question)
    if not asked.options[0].band:
        raise AnswerRefused("no_bands", question)
    if part < 0 or whole < 0:
        raise AnswerRefused("negative", question)
    if whole == 0:
        raise AnswerRefused("no_whole", question)
    if part > whole:
        raise AnswerRefused("part_above_whole", question)
    return next(
        option.key for option in asked.options if option.band and PERCENT * part <= option.band.upto * whole
    )


def _question(standard: Standard, code: str) -> Question:
    for question in standard.questions:
        if question.code == code:
            return question
    raise AnswerRefused("unknown_question", code)


def _check(standard: Standard, answers: Answers) -> None:
    for code in answers.choices:
        _question(standard, code)
    for question in standard.questions:
        _check_choice(question, answers.choices.get(question.code, frozenset()))
    codes = {scenario.code for scenario in standard.scenarios}
    for code in answers.scenes:
        if code not in codes:
            raise AnswerRefused("unknown_scenario", code)
    for scenario in standard.scenarios:
        if scenario.code not in answers.scenes:
            raise AnswerRefused("missing", scenario.code)
        reached = answers.scenes[scenario.code]
        if type(reached) is not int or not 0 <= reached <= LEVELS:
            raise AnswerRefused("level_out_of_range", scenario.code)


def _check_choice(question: Question, chosen: frozenset[str]) -> None:
    if not chosen:
        raise AnswerRefused("missing", question.code)
    if chosen - {option.key for option in question.options}:
        raise AnswerRefused("unknown_option", question.code)
    if len(chosen) == 1:
        return
    if question.kind is Kind.SINGLE:
        raise AnswerRefused("several", question.code)
    if any(option.alone for option in question.options if option.key in chosen):
        raise AnswerRefused("none_with_others", question.code)


def _dimensions(standard: Standard, questions: tuple[Points, ...]) -> tuple[Points, ...]:
    totals = {dimension.code: Fraction(0) for dimension in standard.dimensions}
    for question, points in zip(standard.questions, questions, strict=True):
        totals[question.dimension] += points.points
    return tuple(
        Points(dimension.code, totals[dimension.code], dimension.points) for dimension in standard.dimensions
    )


def _count(standard: Standard, answers: Answers, level: int) -> SceneCount:
    reached = [scenario for scenario in standard.scenarios if answers.scenes[scenario.code] >= level]
    return SceneCount(level, len(reached), sum(scenario.binding for scenario in reached))


def _holds(standard: Standard, answers: Answers, total: Fraction, count: SceneCount) -> tuple[Hold, ...]:
    aim = standard.levels[count.level - 1]
    below = [scenario for scenario in standard.scenarios if answers.scenes[scenario.code] < aim.level]
    every = tuple(scenario.code for scenario in below)
    binding = tuple(scenario.code for scenario in below if scenario.binding)
    asked = (
        Hold(Lack.POINTS, total, aim.score, ()),
        Hold(Lack.SCENARIOS, Fraction(count.scenarios), Fraction(aim.scenarios), every),
        Hold(Lack.BINDING, Fraction(count.binding), Fraction(aim.binding), binding),
    )
    return tuple(hold for hold in asked if hold.missing > 0)
