"""A digital level for the eye: points, bars, scenarios, and what holds it back, in sentences."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egret.core.maturity.scoring import Hold, Lack
from egret.core.maturity.standard import LEVELS, Standard
from egret.rooms.assessment import queries

MILLI = 1000


def told(thing: Any, name: str) -> Any:
    """A standard's word in the reader's language."""
    return getattr(thing, f"{name}_en" if get_language() == "en" else name)


def said(words: Any) -> str:
    """Our own words about a standard in the reader's language."""
    return str(words.en if get_language() == "en" else words.zh)


def given_name(standard_id: str) -> str:
    """An edition that is kept as given: `2022 · 制造业`."""
    given = queries.registry().given[standard_id]
    return f"{given.edition} · {told(given, 'table')}"


def points_text(points: Fraction) -> str:
    """Exact: `47.125`, `8`."""
    whole, milli = divmod(int(points * MILLI), MILLI)
    return f"{whole}.{milli:03d}".rstrip("0").rstrip(".")


def level_shown(assessment: Any) -> dict[str, Any]:
    """What `shared/level.html` shows of one assessment."""
    standard, result = queries.standard(), queries.result_of(assessment)
    return {
        "assessment": assessment,
        "score": points_text(Fraction(assessment.score_milli, MILLI)),
        "dimensions": [
            {
                "name": told(dimension, "name"),
                "points": points_text(points.points),
                "of": points_text(points.of),
                "percent": int(points.points * 100 / points.of),
            }
            for dimension, points in zip(standard.dimensions, result.dimensions, strict=True)
        ],
        "scenes": [
            {
                "name": told(scenario, "name"),
                "binding": scenario.binding,
                "level": assessment.scenes[scenario.code],
            }
            for scenario in standard.scenarios
        ],
        "steps": LEVELS,
        "next_level": result.level + 1 if result.level < LEVELS else None,
        "holds": [hold_said(standard, hold, result.level + 1) for hold in result.holding_back],
        "unverified": unverified(),
    }


def unverified() -> list[str]:
    return [told(status, "note") for status in queries.standard().unverified]


def hold_said(standard: Standard, hold: Hold, level: int) -> str:
    """What the level asks for and the firm lacks, as a sentence."""
    numbers = {
        "level": level,
        "needs": points_text(hold.needs),
        "has": points_text(hold.has),
        "missing": points_text(hold.missing),
        "names": _(", ").join(told(s, "name") for s in standard.scenarios if s.code in hold.open_to),
    }
    match hold.lack:
        case Lack.POINTS:
            sentence = _(
                "Level %(level)s asks for %(needs)s points; you have %(has)s. You lack %(missing)s points."
            )
        case Lack.SCENARIOS:
            sentence = _(
                "Level %(level)s asks for %(needs)s scenarios at level %(level)s or above; you have %(has)s. "
                "Raise %(missing)s more of these: %(names)s."
            )
        case Lack.BINDING:
            sentence = _(
                "Level %(level)s asks for %(needs)s binding scenarios at level %(level)s or above; "
                "you have %(has)s. Raise %(missing)s more of these: %(names)s."
            )
    return sentence % numbers
