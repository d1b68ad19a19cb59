from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from egret.core.maturity.standard import LEVELS
from egret.desks.shared import words
from egret.desks.shared.board import percent
from egret.desks.shared.level import told
from egret.desks.shared.templatetags.egret import district
from egret.desks.shared.workbooks import Book
from egret.rooms.assessment import queries
from egret.rooms.assessment.queries import profile
from egret.rooms.assessment.queries.profile import Profile
from egret.rooms.assessment.states import Stage


def workbook(profiles: list[Profile], where: Q) -> bytes:
    book = Book()
    shown = [one for one in profiles if one.shown]
    stages = [words.of("stage", one.stage) for one in shown]
    book.sheet(
        _("Levels"),
        ["", *stages],
        [[words.of("level", level), *(one.levels[level] for one in shown)] for level in range(LEVELS + 1)],
    )
    _questions(book, shown)
    _scenes(book, shown)
    _results(book, where)
    return book.done()


def _questions(book: Book, shown: list[Profile]) -> None:
    head = [_("Question"), _("Result"), _("Mean part of its points"), *"ABCDEFGHIJKLMN"]
    rows: list[list[Any]] = []
    for place, question in enumerate(queries.standard().questions):
        for one in shown:
            spread = one.questions[place]
            name = f"{question.code} {told(question, 'title')}"
            rows.append(
                [name, words.of("stage", one.stage), f"{percent(spread.mean)}%", *spread.options.values()]
            )
    book.sheet(_("Questions"), head, rows)


def _scenes(book: Book, shown: list[Profile]) -> None:
    head = [_("Scenario"), _("Result"), *(words.of("level", level) for level in range(LEVELS + 1))]
    rows: list[list[Any]] = []
    for place, scenario in enumerate(queries.standard().scenarios):
        for one in shown:
            name = f"{scenario.code} {told(scenario, 'name')}"
            rows.append([name, words.of("stage", one.stage), *one.scenes[place].levels])
    book.sheet(_("Scenarios"), head, rows)


def _results(book: Book, where: Q) -> None:
    """One row a result: each enterprise's newest of each kind."""
    standard = queries.standard()
    codes = [one.code for one in standard.questions]
    scenes = [one.code for one in standard.scenarios]
    head = [
        _("Enterprise"),
        _("Credit code"),
        _("District"),
        _("Industry code"),
        _("Result"),
        _("Day"),
        _("Level"),
        _("Points"),
        *codes,
        *scenes,
    ]
    rows: list[list[Any]] = []
    for stage in Stage:
        for row in profile.newest(stage, where).select_related("enterprise"):
            own = row.enterprise
            rows.append(
                [
                    own.name,
                    own.credit_code,
                    district(own.district),
                    own.industry_code,
                    words.of("stage", stage),
                    localtime(row.assessed_at).replace(tzinfo=None),
                    row.level,
                    Decimal(row.score_milli).scaleb(-3),
                    *("".join(row.choices[code]) for code in codes),
                    *(row.scenes[code] for code in scenes),
                ]
            )
    book.sheet(_("All results"), head, rows)
