"""How far assessors agree: a sample is rated twice, and whoever stands out is shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import newest_first
from egret.core.maturity.agreement import Kappa
from egret.core.maturity.standard import Standard
from egret.core.money import Rounding, rounded
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.level import told
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done
from egret.desks.shared.workbooks import Book
from egret.rooms.assessment import queries as standards
from egret.rooms.assessment.actions import second as actions
from egret.rooms.assessment.queries import second as queries
from egret.rooms.people import queries as people
from egret.rooms.people.states import Permission


class AskForm(DeskForm):
    assessor = forms.ChoiceField(label=gettext_lazy("Another assessor"))

    def __init__(self, *args: Any, first: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = people.assessors().exclude(pk=first.assessed_by_id)
        self.people = {str(one.pk): one for one in others}
        self.fields["assessor"].choices = [(pk, one.full_name) for pk, one in self.people.items()]

    def clean_assessor(self) -> Any:
        return self.people[self.cleaned_data["assessor"]]


@needs(Permission.SEE_RATINGS)
def ratings(request: HttpRequest) -> HttpResponse:
    rows = queries.visible_to(request.user)
    found = queries.agreement_of(rows.exclude(rated_at=None))
    limits, names = queries.limits(), _names(found)
    return render(
        request,
        "office/ratings/list.html",
        {
            "page": newest_first(rows, after_of(request)),
            "rated": found.rated,
            "pairs": [
                (names[one.first], names[one.second], one.overall, _said(one.overall)) for one in found.pairs
            ],
            "standings": [
                (names[one.assessor], one, decimal(one.distance), decimal(one.leaning, sign=True))
                for one in found.standings
            ],
            "items": _items_said(found),
            "limits": limits,
            "least_distance": decimal(limits.mean_deviation),
            "note": told(limits, "note"),
            "may_repeat": request.user.may(Permission.REPEAT_RATING),  # type: ignore[union-attr]
        },
    )


@needs(Permission.REPEAT_RATING)
def ratings_to_ask(request: HttpRequest) -> HttpResponse:
    page = newest_first(queries.to_ask(request.user), after_of(request))
    return render(request, "office/ratings/to_ask.html", {"page": page})


@needs(Permission.REPEAT_RATING)
def ask_rating(request: HttpRequest, pk: int) -> HttpResponse:
    first = get_object_or_404(queries.to_ask(request.user), pk=pk)
    form = AskForm(request.POST if request.method == "POST" else None, first=first)
    if request.method == "POST":
        said = _("Asked. The assessor finds it on the desk, without the first rating.")
        if moved := done(
            request, form, lambda **told: actions.ask_second(pk, **told), said, "office:ratings"
        ):
            return moved
    return render(
        request,
        "office/ratings/ask.html",
        {"first": first, "form": form},
        status=422 if form.errors else 200,
    )


@needs(Permission.SEE_RATINGS)
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """The two side by side, what differs first to the eye."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rows = _beside(row) if row.rated_at else []
    return render(
        request,
        "office/ratings/one.html",
        {"row": row, "rows": rows, "differ": sum(one[3] for one in rows), "of": len(rows)},
    )


@needs(Permission.SEE_RATINGS)
def ratings_workbook(request: HttpRequest) -> HttpResponse:
    rows = list(queries.visible_to(request.user).exclude(rated_at=None).order_by("pk"))
    found, book = queries.agreement_of(rows), Book()
    names = _names(found)
    book.sheet(
        _("Pairs"),
        [_("Assessor"), _("Assessor"), _("κ, linear"), _("κ, quadratic"), _("Ratings in common")],
        [
            [names[pair.first], names[pair.second], *_said(pair.overall), pair.overall.ratings]
            for pair in found.pairs
        ],
    )
    book.sheet(
        _("Items"),
        [_("Item"), _("Alike"), _("Rated twice")],
        [[name, one.alike, one.of] for name, one in _items_said(found)],
    )
    book.sheet(
        _("Assessors"),
        [_("Assessor"), _("Ratings in common"), _("Mean distance, levels"), _("Leaning, levels"), _("Stands out")],
        [
            [names[one.assessor], one.ratings, decimal(one.distance), decimal(one.leaning, sign=True), _("Yes") if one.outlier else _("No")]
            for one in found.standings
        ],
    )  # fmt: skip
    book.sheet(
        _("Ratings"),
        [_("Enterprise"), _("Item"), _("First"), _("Second"), _("Answer of the first"), _("Answer of the second")],
        [
            [row.first.enterprise.name, name, row.first.assessed_by.full_name, row.assessor.full_name, one, other]
            for row in rows
            for name, one, other, _differs in _beside(row)
        ],
    )  # fmt: skip
    answer = HttpResponse(
        book.done(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="ratings-{clock.today():%Y-%m-%d}.xlsx"'
    return answer


def decimal(value: Fraction | None, *, sign: bool = False) -> str:
    """Two decimals, rounded half up from the exact value; a dash where there is none."""
    if value is None:
        return "—"
    hundredths = rounded(abs(value) * 100, Rounding.HALF_UP)
    whole, rest = divmod(hundredths, 100)
    before = "-" if value < 0 and hundredths else "+" if sign and hundredths else ""
    return f"{before}{whole}.{rest:02d}"


def _said(one: Kappa) -> tuple[str, str]:
    return decimal(one.linear), decimal(one.quadratic)


def _names(found: queries.Agreement) -> dict[str, str]:
    keys = {key for pair in found.pairs for key in (pair.first, pair.second)}
    return {str(one.pk): one.full_name for one in people.assessors() if str(one.pk) in keys}


def _items_said(found: queries.Agreement) -> list[tuple[str, queries.Item]]:
    names = _items_named(standards.standard())
    return [(names[one.code], one) for one in found.items]


def _items_named(standard: Standard) -> dict[str, str]:
    names = {one.code: f"{one.code} {told(one, 'title')}" for one in standard.questions}
    return names | {one.code: f"{one.code} {told(one, 'name')}" for one in standard.scenarios}


def _beside(row: Any) -> list[tuple[str, str, str, bool]]:
    """Item, what the first gave, what the second gave, whether they differ."""
    standard = queries.standard_of(row)
    return [
        (name, *(_answered(standard, queries.given(one, code), code) for one in (row.first, row)),
         queries.given(row.first, code) != queries.given(row, code))
        for code, name in _items_named(standard).items()
    ]  # fmt: skip


def _answered(standard: Standard, given: Any, code: str) -> str:
    if isinstance(given, int):
        return str(given)
    [question] = [one for one in standard.questions if one.code == code]
    return "；".join(told(option, "label") for option in question.options if option.key in given)
