from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from egret.core.maturity.numbers import Contradiction, contradictions
from egret.core.maturity.partial import SoFar, so_far
from egret.core.maturity.registry import Measure
from egret.core.maturity.scoring import Answers
from egret.core.maturity.visitors import VisitorRules, read_visitor_rules

from ..models import PublicAssessment, WrongCode
from .results import registry

SECONDS_AN_HOUR = 3600


@lru_cache(maxsize=1)
def rules() -> VisitorRules:
    file = settings.STANDARDS_DIR / "self-assessment.toml"
    return read_visitor_rules(file.read_text(encoding="utf-8"), file.name)


def by_sha(code_sha: str, today: date) -> PublicAssessment | None:
    """Found by the hash of a folded code: what is compared tells nothing of how near a guess came."""
    rows = PublicAssessment.objects.filter(became=None, expires_on__gte=today)
    return rows.filter(code_sha=code_sha).first()


def locked(pk: int) -> PublicAssessment:
    return PublicAssessment.objects.select_for_update().get(pk=pk)


def hour_of(at: datetime) -> int:
    return int(at.timestamp()) // SECONDS_AN_HOUR


def wrong_codes(source: str, at: datetime) -> int:
    rows = WrongCode.objects.filter(source=source, hour=hour_of(at))
    return rows.values_list("count", flat=True).first() or 0


def expired(today: date) -> QuerySet[PublicAssessment]:
    return PublicAssessment.objects.filter(expires_on__lt=today)


def measure_of(row: PublicAssessment) -> Measure:
    return registry().measure(row.standard)


def answers_of(row: PublicAssessment) -> Answers:
    return Answers({code: frozenset(keys) for code, keys in row.choices.items()}, dict(row.scenes))


def facts_of(row: PublicAssessment) -> dict[str, Fraction]:
    return numbers(row.facts)


def numbers(facts: Mapping[str, str]) -> dict[str, Fraction]:
    return {key: Fraction(text) for key, text in facts.items()}


def codes_of(row: PublicAssessment) -> tuple[str, ...]:
    """Every question and scenario in the order in which they are asked."""
    standard = measure_of(row).standard
    asked = (*standard.questions, *standard.scenarios)
    return tuple(one.code for one in asked)


def stands(row: PublicAssessment) -> SoFar:
    return so_far(measure_of(row).standard, answers_of(row))


def contradictions_of(row: PublicAssessment) -> tuple[Contradiction, ...]:
    measure, answers = measure_of(row), answers_of(row)
    return contradictions(measure.standard, measure.rules, answers.choices, answers.scenes, facts_of(row))
