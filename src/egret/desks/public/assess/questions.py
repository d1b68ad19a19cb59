"""One question a page: answer, numbers, and at once what they come to and what can't stand together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.core.maturity.numbers import Contradiction, fields_of, plain
from egret.core.maturity.standard import Kind, Question
from egret.desks.shared.assessment_form import question_field, scenario_field
from egret.desks.shared.forms import DeskForm, dress
from egret.desks.shared.level import points_text, said, told
from egret.desks.shared.reckoning import language
from egret.rooms.assessment.actions import visitors
from egret.rooms.assessment.queries import visitors as queries

from .visiting import goes_on, visiting

NUMBER = "number_"
NUMBER_MAX = 40
PERCENT = 100


class QuestionForm(DeskForm):
    """One question or scenario of a visitor's row; the field of its answer is named by its code."""

    def __init__(self, data: Any, row: Any, code: str) -> None:
        super().__init__(data, initial=_initial(row, code))
        self.row, self.code = row, code
        self.measure = queries.measure_of(row)
        self.asked = _asked(self.measure.standard, code)
        field = question_field(self.asked) if isinstance(self.asked, Question) else scenario_field(self.asked)
        field.required = False  # numbers may answer it; what is open then is the room's to refuse
        self.fields[code] = field
        if isinstance(self.asked, Question):
            for number in fields_of(self.measure.standard, self.measure.rules, self.asked):
                self.fields[f"{NUMBER}{number.key}"] = forms.CharField(
                    label=_("%(name)s (%(unit)s)")
                    % {"name": told(number, "label"), "unit": told(number, "unit")},
                    max_length=NUMBER_MAX,
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )
        for one in self.fields.values():
            dress(one)

    def given(self) -> visitors.Given:
        value = self.cleaned_data.get(self.code)
        numbers = {
            name.removeprefix(NUMBER): text
            for name, text in self.cleaned_data.items()
            if name.startswith(NUMBER) and name in self.data
        }
        if isinstance(self.asked, Question):
            keys = value if self.asked.kind is Kind.MULTI else [value] if value else []
            return visitors.Given(frozenset(keys), None, numbers)
        return visitors.Given(frozenset(), value if isinstance(value, int) else None)

    def refuse(self, refused: Refused) -> None:
        name = f"{NUMBER}{refused.field}"
        super().refuse(Refused(refused.message, field=name) if name in self.fields else refused)

    @property
    def answer(self) -> Any:
        return self[self.code]

    @property
    def numbers(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(NUMBER)]


def _asked(standard: Any, code: str) -> Any:
    return next(one for one in (*standard.questions, *standard.scenarios) if one.code == code)


def _initial(row: Any, code: str) -> dict[str, Any]:
    chosen: Any = row.choices.get(code, [])
    asked = _asked(queries.measure_of(row).standard, code)
    if code in row.scenes:
        chosen = str(row.scenes[code])
    elif isinstance(asked, Question) and asked.kind is Kind.SINGLE:
        chosen = chosen[0] if chosen else None
    return {code: chosen, **{f"{NUMBER}{key}": text for key, text in row.facts.items()}}


@dataclass(frozen=True, slots=True)
class SoFarShown:
    """What stands beside a question: how far the visitor is, what is still within reach, what can't be."""

    answered: int
    of: int
    least: int
    most: int
    least_score: str
    most_score: str
    comes_to: str
    found: list[Contradiction]
    sentences: list[str]


def so_far_shown(row: Any, code: str) -> SoFarShown:
    here, total = queries.stands(row), len(queries.codes_of(row))
    touching = [one for one in queries.contradictions_of(row) if code in one.questions]
    return SoFarShown(
        answered=total - len(here.open_questions) - len(here.open_scenarios),
        of=total,
        least=here.least.level,
        most=here.most.level,
        least_score=points_text(here.least.score),
        most_score=points_text(here.most.score),
        comes_to=_comes_to(row, code),
        found=touching,
        sentences=[one.told(language()) for one in touching],
    )


def _comes_to(row: Any, code: str) -> str:
    """`45%: (40%，60%]`, where numbers answer the question."""
    measure = queries.measure_of(row)
    one = visitors.derived_from(measure, code, row.facts)
    if one is None:
        return ""
    asked = _asked(measure.standard, code)
    option = next(option for option in asked.options if option.key == one.option)
    share = ("-" if one.figure < 0 else "") + plain(abs(one.figure) * PERCENT)
    return _("Your numbers come to %(share)s%%: %(answer)s") % {
        "share": share,
        "answer": told(option, "label"),
    }


@visiting
def question(request: HttpRequest, row: Any, code: str) -> HttpResponse:
    codes = queries.codes_of(row)
    if code not in codes:
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None, row, code)
    back = request.POST.get("go") == "back"
    seen = {one for one in request.POST.getlist("seen") if one.isascii()}
    if form.is_bound and form.is_valid():
        given = form.given()
        try:
            row = visitors.answer(row.pk, code, given, at=clock.now(), partly=back)
        except Refused as refused:
            form.refuse(refused)
            _merged(row, code, given)
        else:
            fresh = [one.code for one in so_far_shown(row, code).found if one.code not in seen]
            if back:
                return _beside(codes, code, -1)
            if not fresh:
                return _beside(codes, code, 1) if code != codes[-1] else redirect(goes_on(row))
            form = QuestionForm(None, row, code)
    return _page(request, row, form)


def _beside(codes: tuple[str, ...], code: str, step: int) -> HttpResponse:
    place = max(codes.index(code) + step, 0)
    return redirect("public:assess-question", codes[place])


def _page(request: HttpRequest, row: Any, form: QuestionForm) -> HttpResponse:
    code, codes = form.code, queries.codes_of(row)
    place = codes.index(code) + 1
    standard, guidance = form.measure.standard, form.measure.guidance
    scenario = not isinstance(form.asked, Question)
    shown = {
        "form": form,
        "title": told(form.asked, "name" if scenario else "title"),
        "code": code,
        "place": place,
        "of": len(codes),
        "percent": (place - 1) * 100 // len(codes),
        "first": place == 1,
        "stopped": request.method == "POST" and not form.errors,
        "binding": scenario and form.asked.binding,
        "several": not scenario and form.asked.kind is Kind.MULTI,
        "so_far": so_far_shown(row, code),
        "overview": [
            (one, told(_asked(standard, one), "name" if one in scenes else "title"), one in done)
            for scenes, done in [({s.code for s in standard.scenarios}, {*row.choices, *row.scenes})]
            for one in codes
        ],
    }
    if scenario:
        shown |= {"help": said(guidance.scenarios[code].question), "example": ""}
    else:
        one = guidance.questions[code]
        shown |= {"help": said(one.help), "example": said(one.example_for(row.industry_code))}
    return render(request, "public/assess/question.html", shown, status=422 if form.errors else 200)


def _merged(row: Any, code: str, given: visitors.Given) -> list[str]:
    """The row with what was typed, in memory; and what stands against keeping it."""
    try:
        visitors.merge(row, code, given, partly=True)
    except Refused as refused:
        return [refused.message]
    return []


@require_POST
@visiting
def check(request: HttpRequest, row: Any, code: str) -> HttpResponse:
    """While it is typed: what this answer would come to. Nothing is kept."""
    if code not in queries.codes_of(row):
        raise Http404
    form = QuestionForm(request.POST, row, code)
    faults: list[str] = []
    if form.is_valid():
        faults = _merged(row, code, form.given())
    else:
        faults = [str(fault) for every in form.errors.values() for fault in every]
    shown = {"so_far": so_far_shown(row, code), "faults": faults}
    return render(request, "public/assess/so_far.html", shown)
