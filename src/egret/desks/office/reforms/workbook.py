"""A comparison in Excel: one sheet a table, yuan with two decimals, whole fen behind every cell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from egret.core.policy.award_lines import HOW
from egret.core.policy.clause import Term
from egret.desks.shared.templatetags.egret import own
from egret.desks.shared.workbooks import Book
from egret.desks.shared.workbooks import in_yuan as _yuan
from egret.journeys.whatif.comparing import Comparison, Row
from egret.journeys.whatif.groups import DISTRICT, INDUSTRY, SIZE, YEAR
from egret.journeys.whatif.weighing import Weighed

from .charts import in_yuan, titles


def workbook(weighed: Weighed) -> bytes:
    found = weighed.comparison
    book = Book()
    _overview(book, weighed)
    for name, rows in (
        (_("Clauses"), found.by_clause),
        (_("Districts"), found.by_group[DISTRICT]),
        (_("Sizes"), found.by_group[SIZE]),
        (_("Industries"), found.by_group[INDUSTRY]),
        (_("Years"), found.by_group[YEAR]),
        (_("Borne, clauses"), found.borne_by_clause),
        (_("Borne, years"), found.borne_by_year),
    ):
        book.sheet(name, ["", *_in_yuan(found)], [[own(row.term), *map(_yuan, row.figures)] for row in rows])
    _moves(book, found)
    _lines(book, found)
    caps = [
        Row(cap.clause, Term(f"{cap.clause} {cap.cap.label}", f"{cap.clause} {cap.cap.label_en}"), cap.cases)
        for cap in found.caps
    ]
    for name, rows in (
        (_("Get less"), found.less),
        (_("Caps"), caps),
        (_("Cases computed"), found.cases),
        (_("Not computed"), found.refused),
    ):
        book.sheet(name, ["", *titles(found)], [[own(row.term), *row.figures] for row in rows])
    return book.done()


def _in_yuan(found: Comparison) -> list[str]:
    return [in_yuan(title) for title in titles(found)]


def _overview(book: Book, weighed: Weighed) -> None:
    found = weighed.comparison
    whom = _("invented enterprises, nobody's data") if weighed.synthetic else _("the city's own cases")
    rows: list[list[Any]] = [
        [_("Computed over"), whom],
        [_("Enterprises"), found.enterprises],
        [_("Left out: their records lack something"), weighed.left_out],
        [_("Cost"), *map(_yuan, found.costs)],
        [_("Borne by the budget lines"), *map(_yuan, found.borne)],
    ]
    book.sheet(_("Overview"), ["", *_in_yuan(found)], rows)


def _moves(book: Book, found: Comparison) -> None:
    rows: list[list[Any]] = []
    for title, moved in zip(titles(found)[1:], found.moves, strict=True):
        for side, one in (
            (_("Enterprises that gain"), moved.winners),
            (_("Enterprises that lose"), moved.losers),
        ):
            rows.append([title, side, one.count, _yuan(one.fen)])
            rows += [[None, name, None, _yuan(fen)] for name, fen in one.largest]
    head = ["", _("Enterprise"), _("How many"), in_yuan(_("Change"))]
    book.sheet(_("Gains and losses"), head, rows)


def _lines(book: Book, found: Comparison) -> None:
    head = [
        _("Budget line"),
        "",
        in_yuan(_("It holds")),
        in_yuan(_("Asked of it")),
        _("Runs out on"),
        _("When it is short"),
        in_yuan(_("Borne")),
        _("Cases that get less"),
    ]
    rows: list[list[Any]] = [
        [
            own(line.term),
            title,
            _yuan(amount),
            _yuan(asked),
            on,
            own(HOW[line.when_short]),
            _yuan(borne),
            less,
        ]
        for line in found.lines
        for title, amount, asked, on, borne, less in zip(
            titles(found), line.amounts, line.asked, line.exhausted, line.borne, line.less, strict=True
        )
    ]
    book.sheet(_("Budget lines"), head, rows)
