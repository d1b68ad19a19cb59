"""A result for the eye: level, points beside a radar, scenarios by area, what holds it back, how others stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin
from typing import Any

from django.utils.translation import gettext as _

from egret.core.maturity.numbers import Contradiction
from egret.core.maturity.registry import Measure
from egret.core.maturity.scoring import Answers, Result, score
from egret.core.maturity.standard import LEVELS
from egret.desks.shared import words
from egret.desks.shared.level import hold_said, points_text, told
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import own
from egret.rooms.assessment.queries.peers import Among, Firm, Likeness, among
from egret.rooms.enterprise import queries as enterprises

RADIUS, MIDDLE = 90, (180, 125)
RINGS = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """One spoke: what is reached of it, as a part of one, in figures, and where its end and its word stand."""

    name: str
    figures: str
    part: Fraction
    end: tuple[int, int]
    word: tuple[int, int]
    anchor: str


@dataclass(frozen=True, slots=True)
class Radar:
    """SVG of 360 × 250; `shape` and `rings` are points of polygons."""

    axes: list[Axis]
    rings: list[str]
    shape: str


@dataclass(frozen=True, slots=True)
class Tile:
    code: str
    name: str
    binding: bool
    level: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Peers by one likeness: a sentence on whom, and how many stand where; None while too few to tell."""

    whom: str
    shown: bool
    lower: int | None
    same: int | None
    higher: int | None


def result_shown(measure: Measure, answers: Answers) -> dict[str, Any]:
    """What `shared/level/result.html` shows."""
    standard, result = measure.standard, score(measure.standard, answers)
    return {
        "level": result.level,
        "score": points_text(result.score),
        "score_level": result.score_level,
        "scene_level": result.scene_level,
        "radar": radar(measure, answers, result),
        "areas": [
            (
                told(area, "name"),
                [
                    Tile(one.code, told(one, "name"), one.binding, answers.scenes[one.code])
                    for one in standard.scenarios
                    if one.area == area.code
                ],
            )
            for area in standard.areas
        ],
        "next_level": result.level + 1 if result.level < LEVELS else None,
        "holds": [hold_said(standard, hold, result.level + 1) for hold in result.holding_back],
        "unverified": [told(status, "note") for status in standard.unverified],
    }


def radar(measure: Measure, answers: Answers, result: Result) -> Radar:
    """Dimensions by their points, areas by the levels of their scenarios."""
    standard = measure.standard
    measured = [
        (
            told(dimension, "name"),
            f"{points_text(found.points)} / {points_text(found.of)}",
            found.points / found.of,
        )
        for dimension, found in zip(standard.dimensions, result.dimensions, strict=True)
    ]
    for area in standard.areas:
        levels = [answers.scenes[one.code] for one in standard.scenarios if one.area == area.code]
        mean = Fraction(sum(levels), len(levels))
        figures = _("mean level %(mean)s of 4") % {"mean": points_text(mean)}
        measured.append((told(area, "name"), figures, mean / LEVELS))
    count = len(measured)
    axes = [
        Axis(name, figures, part, _at(place, count, 1), _at(place, count, 1.16), _anchor(place, count))
        for place, (name, figures, part) in enumerate(measured)
    ]
    rings = [
        _points([_at(place, count, ring / RINGS) for place in range(count)]) for ring in range(1, RINGS + 1)
    ]
    return Radar(
        axes, rings, _points([_at(place, count, float(axis.part)) for place, axis in enumerate(axes)])
    )


def _at(place: int, of: int, far: float) -> tuple[int, int]:
    angle = 2 * pi * place / of
    return round(MIDDLE[0] + RADIUS * far * sin(angle)), round(MIDDLE[1] - RADIUS * far * cos(angle))


def _anchor(place: int, of: int) -> str:
    side = sin(2 * pi * place / of)
    return "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"  # noqa: PLR2004 -- about straight up or down


def _points(corners: list[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in corners)


def standings(firm: Firm) -> list[Standing]:
    return [Standing(_whom(one), one.shown, one.lower, one.same, one.higher) for one in among(firm)]


def _whom(one: Among) -> str:
    match one.likeness:
        case Likeness.INDUSTRY:
            group = enterprises.industries().class_of(one.value)
            name = f"{one.value} {told(group, 'name')}" if group else one.value
            return _("Your industry: %(name)s") % {"name": name}
        case Likeness.SIZE:
            return _("Your size: %(name)s") % {"name": words.of("size", one.value)}
        case _:
            return _("Your district: %(name)s") % {"name": own(words.district(one.value))}


def sentences(found: tuple[Contradiction, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Weight, sentence, and the questions where it can be mended."""
    return [(one.weight, one.told(language()), one.questions) for one in found]
