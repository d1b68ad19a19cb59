from __future__ import annotations

from datetime import date

from egret.core.policy.clause import Term
from egret.core.reading import Table

from .model import Field, Form, Option, Page, Route, RouteStep, Source

FIELD_TYPES = ("text", "long_text", "phone", "money", "date", "choice", "choices", "attachment", "pledge")
_WITH_MAX = {"text": "characters", "long_text": "characters", "money": "amount"}
_WITH_OPTIONS = ("choice", "choices")


def read_form(top: Table) -> Form:
    head = top.table("form")
    form = Form(
        head.text("id"),
        Term(head.text("title"), head.text("title_en")),
        Source(head.text("document"), head.text("article")),
        tuple(
            Page(
                page.text("id"),
                Term(page.text("title"), page.text("title_en")),
                tuple(_field(row) for row in page.each("field")),
            )
            for page in top.each("page")
        ),
    )
    head.close()
    top.close()
    ids = [field.id for field in form.fields]
    for twice in sorted({field for field in ids if ids.count(field) > 1}):
        top.fault(f"field {twice}", "stands in the form twice", "Give every field an id of its own")
    return form


def _field(row: Table) -> Field:
    kind = row.word("type", FIELD_TYPES)
    limit = 0
    if kind == "money":
        limit = row.fen("max")
    elif kind in _WITH_MAX:
        limit = row.whole("max")
    options: tuple[Option, ...] = ()
    if kind in _WITH_OPTIONS:
        options = tuple(
            Option(option.text("id"), Term(option.text("label"), option.text("label_en")))
            for option in row.each("options")
        )
    return Field(
        id=row.text("id"),
        term=Term(row.text("label"), row.text("label_en")),
        help=Term(row.maybe("help"), row.maybe("help_en")),
        type=kind,
        needed=row.flag("needed", default=True),
        max=limit,
        from_on=_day(row, "from"),
        to_on=_day(row, "to"),
        options=options,
    )


def _day(row: Table, key: str) -> date | None:
    return row.day(key) if row.has(key) else None


def read_route(top: Table) -> Route:
    head = top.table("route")
    route = Route(
        id=head.text("id"),
        term=Term(head.text("title"), head.text("title_en")),
        source=Source(head.text("document"), head.text("article")),
        steps=tuple(
            RouteStep(
                row.text("id"),
                Term(row.text("title"), row.text("title_en")),
                row.word("role", ("district", "city")),
                row.text("deadline"),
            )
            for row in top.each("step")
        ),
        notice=head.text("notice"),
    )
    head.close()
    top.close()
    return route
