"""The level report of an enterprise: one result in full, the others beside it with their days."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from egret.core.maturity.scoring import Answers, Result
from egret.core.maturity.standard import LEVELS, Standard
from egret.desks.shared import words
from egret.desks.shared.level import given_name, hold_said, points_text, told, unverified
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import day
from egret.rooms.assessment import queries
from egret.rooms.assessment.queries import plans

from .paper import Chapter, Paper, made_on


def level_paper(enterprise: Any, assessment: Any) -> Paper:
    standard, answers = queries.standard(), queries.answers_of(assessment)
    result = queries.result_of(assessment)
    said = {
        "stage": words.of("stage", assessment.stage),
        "day": day(assessment.assessed_at),
        "level": words.of("level", assessment.level),
        "score": points_text(result.score),
    }
    return Paper(
        **made_on(assessment.assessed_at),
        title=_("Report on the digital level"),
        whose=enterprise.name,
        lead=[
            _("%(stage)s, %(day)s: %(level)s, %(score)s of 100 points.") % said,
            _("For acceptance and indicators only the level found on site counts."),
        ],
        chapters=[
            _results(enterprise),
            _parts(standard, result),
            _holds(standard, result),
            _questions(standard, answers, result),
            _scenes(standard, answers),
            Chapter(
                _("What of the standard is not yet checked against the official text"), points=unverified()
            ),
        ],
        proof=[f"{told(standard.document, 'title')} · {standard.document.number} · {standard.id}"],
    )


def _results(enterprise: Any) -> Chapter:
    rows = [
        [words.of("stage", stage), words.of("level", row.level), day(row.assessed_at)]
        for stage, row in queries.latest_by_stage(enterprise).items()
    ]
    rows += [
        [given_name(row.standard), words.of("level", row.level), day(row.given_on)]
        for row in plans.earlier_results(enterprise)
    ]
    sentence = _("Results of different kinds and editions stand apart and are not comparable.")
    return Chapter(_("All results"), [sentence], columns=[_("Result"), _("Level"), _("Day")], rows=rows)


def _parts(standard: Standard, result: Result) -> Chapter:
    rows = [
        [told(part, "name"), points_text(found.points), points_text(found.of)]
        for part, found in zip(standard.dimensions, result.dimensions, strict=True)
    ]
    return Chapter(
        _("Points by dimension"), columns=[_("Dimension"), _("Points"), _("Of")], rows=rows, figures=[1, 2]
    )


def _holds(standard: Standard, result: Result) -> Chapter:
    if result.level == LEVELS:
        return Chapter(_("What holds it back"), [_("This is the highest level.")])
    return Chapter(
        _("What holds it back"),
        points=[hold_said(standard, hold, result.level + 1) for hold in result.holding_back],
    )


def _questions(standard: Standard, answers: Answers, result: Result) -> Chapter:
    between = ", " if language() == "en" else "；"
    rows = [
        [
            question.code,
            told(question, "title"),
            between.join(
                told(one, "label") for one in question.options if one.key in answers.choices[question.code]
            ),
            f"{points_text(found.points)} / {points_text(found.of)}",
        ]
        for question, found in zip(standard.questions, result.questions, strict=True)
    ]
    columns = [_("No."), _("Question"), _("Answer"), _("Points")]
    return Chapter(_("Answers"), columns=columns, rows=rows, figures=[0, 3])


def _scenes(standard: Standard, answers: Answers) -> Chapter:
    areas = {area.code: told(area, "name") for area in standard.areas}
    rows = []
    for one in standard.scenarios:
        reached = answers.scenes[one.code]
        name = _("%(name)s (binding)") % {"name": told(one, "name")} if one.binding else told(one, "name")
        rows.append(
            [
                areas[one.area],
                name,
                words.of("level", reached),
                told(one, "levels")[reached - 1] if reached else _("None of these"),
            ]
        )
    columns = [_("Area"), _("Scenario"), _("Level"), _("Description")]
    return Chapter(_("Scenarios"), columns=columns, rows=rows)
