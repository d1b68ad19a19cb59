"""A visitor answers: a draft is no act, so nobody signs it and the trail learns of it when it is taken over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.maturity.numbers import Derived, derived, number_text
from egret.core.maturity.partial import so_far
from egret.core.maturity.registry import Measure
from egret.core.maturity.scoring import AnswerRefused, Answers
from egret.core.packs.model import by_id
from egret.core.sizes import SizeClass
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises

from ..checks import ALPHABET, LENGTH, folded, sha_of
from ..errors import AssessmentRefused, TooManyCodes
from ..models import PublicAssessment, WrongCode
from ..queries import visitors as queries
from ..queries.results import IN_FORCE
from .assessing import fault_said, milli_of

if TYPE_CHECKING:
    from egret.rooms.people.models import User

    from ..models import Assessment


@dataclass(frozen=True, slots=True)
class Peers:
    """Whom a visitor is like; each may stay empty."""

    industry_code: str = ""
    size_class: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to one question: option keys, or a scenario's level; numbers as typed, empty ones taken out."""

    keys: frozenset[str] = frozenset()
    level: int | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def begin(peers: Peers, *, at: datetime) -> tuple[PublicAssessment, str]:
    """The row, and the code that opens it; the code is told here and never again."""
    _check(peers)
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    row = PublicAssessment.objects.create(
        code_sha=sha_of(code),
        standard=IN_FORCE,
        industry_code=peers.industry_code,
        size_class=peers.size_class,
        district=peers.district,
        begun_at=at,
        changed_at=at,
        expires_on=_expires(at),
    )
    return row, code


def _check(peers: Peers) -> None:
    if peers.industry_code and peers.industry_code not in enterprises.industry_codes():
        raise AssessmentRefused(_("Choose one of the industries."), field="industry_code")
    if peers.size_class and peers.size_class not in [*SizeClass]:
        raise AssessmentRefused(_("Choose one of the sizes."), field="size_class")
    try:
        by_id(city.pack().districts, peers.district or city.pack().districts[0].id)
    except KeyError:
        raise AssessmentRefused(_("Choose one of the districts."), field="district") from None


def _expires(at: datetime) -> date:
    return china_day(at) + timedelta(days=queries.rules().keep_days)


def find(typed: str, *, source: str, at: datetime) -> PublicAssessment | None:
    """The row that a code opens. A wrong code is counted against `source`; raises TooManyCodes beyond the limit."""
    if queries.wrong_codes(source, at) >= queries.rules().wrong_codes:
        raise TooManyCodes(
            _("Too many wrong codes came from your address. Wait until the next hour; nothing is lost.")
        )
    code = folded(typed)
    row = queries.by_sha(sha_of(code), china_day(at)) if code else None
    if row is None:
        _count(source, at)
    return row


@transaction.atomic
def _count(source: str, at: datetime) -> None:
    row, _new = WrongCode.objects.get_or_create(source=source, hour=queries.hour_of(at))
    WrongCode.objects.filter(pk=row.pk).update(count=F("count") + 1)


def merge(row: PublicAssessment, code: str, given: Given, *, partly: bool = False) -> None:
    """Put an answer into the row, in memory; `partly`: numbers alone will do. Raises AssessmentRefused at `code` or a number's key."""
    measure = queries.measure_of(row)
    facts = {**row.facts, **_numbers(measure, given)}
    row.facts = {key: text for key, text in facts.items() if text}
    choices, scenes = dict(row.choices), dict(row.scenes)
    if given.level is not None:
        scenes[code] = given.level
    elif keys := given.keys or _keys_from(measure, code, row.facts):
        choices[code] = sorted(keys)
    elif not partly:
        raise AssessmentRefused(fault_said("missing"), field=code)
    answers = Answers({one: frozenset(keys) for one, keys in choices.items()}, scenes)
    try:
        here = so_far(measure.standard, answers)
    except AnswerRefused as refused:
        raise AssessmentRefused(fault_said(refused.code), field=code) from None
    row.choices, row.scenes = choices, scenes
    row.score_milli = milli_of(here.least.score) if here.whole else None
    row.level = here.least.level if here.whole else None


def _numbers(measure: Measure, given: Given) -> dict[str, str]:
    known = {one.key for one in measure.rules.all_fields(measure.standard)}
    found: dict[str, str] = {}
    for key, typed in given.numbers.items():
        if key not in known:
            raise AssessmentRefused(_("This number is not asked for."), field=key)
        text = number_text(typed) if typed.strip() else ""
        if text is None:
            raise AssessmentRefused(_("Write a plain number of zero or more, for instance 12.5."), field=key)
        found[key] = text
    return found


def _keys_from(measure: Measure, code: str, facts: Mapping[str, str]) -> frozenset[str]:
    one = derived_from(measure, code, facts)
    return frozenset({one.option}) if one else frozenset()


def derived_from(measure: Measure, code: str, facts: Mapping[str, str]) -> Derived | None:
    return derived(measure.standard, measure.rules, queries.numbers(facts)).get(code)


@transaction.atomic
def answer(pk: int, code: str, given: Given, *, at: datetime, partly: bool = False) -> PublicAssessment:
    """Keep one answer, whole or not at all."""
    row = queries.locked(pk)
    if row.became_id:
        raise AssessmentRefused(_("These answers were taken over into an account. Change them there."))
    merge(row, code, given, partly=partly)
    row.changed_at, row.expires_on = at, _expires(at)
    row.save()
    return row


@transaction.atomic
def forget(pk: int) -> None:
    """Its owner wants it gone."""
    PublicAssessment.objects.filter(pk=pk, became=None).delete()


@transaction.atomic
def close(pk: int, became: Assessment, *, by: User, at: datetime) -> None:
    """What it became stands in the enterprise's file; the trail tells of that."""
    PublicAssessment.objects.filter(pk=pk).update(became=became, taken_over_by=by, taken_over_at=at)


@transaction.atomic
def clear(*, at: datetime) -> int:
    """Delete what nobody came back to, and the counts of past hours. Answers how many assessments went."""
    WrongCode.objects.filter(hour__lt=queries.hour_of(at)).delete()
    return queries.expired(china_day(at)).delete()[0]
