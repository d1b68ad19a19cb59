"""Standards and results for machines: plain values, exact decimals as text, the words in both languages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from egret.core.maturity.numbers import Contradiction, plain
from egret.core.maturity.partial import SoFar
from egret.core.maturity.registry import Measure, Registry
from egret.core.maturity.scoring import Hold, Result
from egret.core.maturity.standard import GivenStandard, Question, Standard


def result_plain(standard: Standard, result: Result) -> dict[str, Any]:
    return {
        "standard": standard.id,
        "score": plain(result.score),
        "level": result.level,
        "score_level": result.score_level,
        "scene_level": result.scene_level,
        "dimensions": {one.code: plain(one.points) for one in result.dimensions},
        "scenarios": [
            {"level": one.level, "scenarios": one.scenarios, "binding": one.binding}
            for one in result.scene_counts
        ],
        "holding_back": [lack_plain(hold) for hold in result.holding_back],
        "unverified": [status.part for status in standard.unverified],
    }


def lack_plain(hold: Hold) -> dict[str, Any]:
    return {
        "lack": hold.lack,
        "has": plain(hold.has),
        "needs": plain(hold.needs),
        "open_to": list(hold.open_to),
    }


def so_far_plain(here: SoFar) -> dict[str, Any]:
    """The least and the most that open answers leave possible."""
    return {
        "open": [*here.open_questions, *here.open_scenarios],
        "score": [plain(here.least.score), plain(here.most.score)],
        "level": [here.least.level, here.most.level],
    }


def contradiction_plain(one: Contradiction) -> dict[str, Any]:
    return {
        "code": one.code,
        "weight": one.weight,
        "questions": list(one.questions),
        "sentence": one.told("zh"),
        "sentence_en": one.told("en"),
    }


def standards_plain(registry: Registry) -> list[dict[str, Any]]:
    every: list[Standard | GivenStandard] = [one.standard for one in registry.measures.values()]
    every += registry.given.values()
    return [
        {
            "id": one.id,
            "edition": one.edition,
            "table": one.table,
            "table_en": one.table_en,
            "scored": isinstance(one, Standard),
        }
        for one in sorted(every, key=lambda one: one.id)
    ]


def standard_plain(measure: Measure) -> dict[str, Any]:
    standard, rules, guidance = measure.standard, measure.rules, measure.guidance
    return {
        **_head(standard),
        "scored": True,
        "dimensions": [
            {"code": one.code, "name": one.name, "name_en": one.name_en, "points": plain(one.points)}
            for one in standard.dimensions
        ],
        "questions": [
            _question(one) | {"help": asdict(guidance.questions[one.code].help)} for one in standard.questions
        ],
        "numbers": [asdict(one) for one in rules.all_fields(standard)],
        "areas": [asdict(one) for one in standard.areas],
        "scenarios": [
            asdict(one) | {"help": asdict(guidance.scenarios[one.code].question)}
            for one in standard.scenarios
        ],
        "levels": [asdict(one) | {"score": plain(one.score)} for one in standard.levels],
    }


def given_plain(given: GivenStandard) -> dict[str, Any]:
    """An edition that is not scored here."""
    levels = [asdict(one) | {"score": plain(one.score)} for one in given.levels]
    return {**_head(given), "scored": False, "levels": levels}


def _head(standard: Standard | GivenStandard) -> dict[str, Any]:
    document = standard.document
    return {
        "id": standard.id,
        "edition": standard.edition,
        "table": standard.table,
        "table_en": standard.table_en,
        "document": asdict(document) | {"issued_on": document.issued_on.isoformat()},
        "statuses": [asdict(one) for one in standard.statuses],
    }


def _question(one: Question) -> dict[str, Any]:
    return {
        "code": one.code,
        "dimension": one.dimension,
        "title": one.title,
        "title_en": one.title_en,
        "kind": one.kind,
        "points": plain(one.points),
        "options": [
            {
                "key": option.key,
                "label": option.label,
                "label_en": option.label_en,
                "points": plain(option.points),
                "alone": option.alone,
            }
            for option in one.options
        ],
        "numbers": [field.key for field in one.fields],
    }
