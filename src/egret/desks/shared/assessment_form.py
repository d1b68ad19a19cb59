"""The digital-level standard as a form: every question and every scenario is a field of its own code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import LEVELS, Kind, Question, Scenario
from egret.desks.shared.forms import DeskForm, dress
from egret.desks.shared.level import points_text, told
from egret.rooms.assessment import queries


class AssessmentForm(DeskForm):
    """`beside` is another assessment of the same enterprise: what it says stands under each question."""

    def __init__(self, *args: Any, beside: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standard = queries.standard()
        said = initial_of(beside) if beside else {}
        asked = {question.code: question_field(question) for question in self.standard.questions}
        asked |= {scenario.code: scenario_field(scenario) for scenario in self.standard.scenarios}
        for code, field in asked.items():
            dress(field)
            if said:
                field.help_text = _("The enterprise says: %(answer)s") % {"answer": _words(field, said[code])}
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        for question in self.standard.questions:
            chosen = self.cleaned_data.get(question.code, ())
            alone = {option.key for option in question.options if option.alone}
            if question.kind is Kind.MULTI and len(chosen) > 1 and alone & set(chosen):
                self.add_error(question.code, _("“None” can't go together with other answers."))
        return self.cleaned_data

    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(
            {
                question.code: frozenset(
                    said[question.code] if question.kind is Kind.MULTI else [said[question.code]]
                )
                for question in self.standard.questions
            },
            {scenario.code: said[scenario.code] for scenario in self.standard.scenarios},
        )

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Questions by dimension, then scenarios by area, each under its heading."""
        standard = self.standard
        return [
            (
                _("%(name)s, %(points)s points")
                % {"name": told(dimension, "name"), "points": points_text(dimension.points)},
                [self[asked.code] for asked in standard.questions if asked.dimension == dimension.code],
            )
            for dimension in standard.dimensions
        ] + [
            (
                _("Scenarios: %(name)s") % {"name": told(area, "name")},
                [self[asked.code] for asked in standard.scenarios if asked.area == area.code],
            )
            for area in standard.areas
        ]

    def open_fields(self) -> list[Any]:
        return [self[name] for name in self.errors if name in self.fields]


def initial_of(assessment: Any) -> dict[str, Any]:
    """An assessment's answers as the form shows them."""
    answers = queries.answers_of(assessment)
    kinds = {question.code: question.kind for question in queries.standard().questions}
    chosen = {
        code: sorted(keys) if kinds[code] is Kind.MULTI else next(iter(keys))
        for code, keys in answers.choices.items()
    }
    return {**chosen, **{code: str(level) for code, level in answers.scenes.items()}}


def question_field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {
        "label": f"{question.code} {told(question, 'title')}",
        "choices": [(option.key, told(option, "label")) for option in question.options],
        "error_messages": _faults(),
    }
    if question.kind is Kind.MULTI:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **shared)
    return forms.ChoiceField(widget=forms.RadioSelect, **shared)


def scenario_field(scenario: Scenario) -> forms.Field:
    described = list(enumerate(told(scenario, "levels"), 1))[:LEVELS]
    name = f"{scenario.code} {told(scenario, 'name')}"
    return forms.TypedChoiceField(
        label=_("%(name)s (binding)") % {"name": name} if scenario.binding else name,
        choices=[
            ("0", _("None of these")),
            *((str(level), f"{level} · {text}") for level, text in described),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=_faults(),
    )


def _faults() -> dict[str, str]:
    strange = _("This answer is not among those offered.")
    open_yet = _("This question is still open.")
    return {"required": open_yet, "invalid_choice": strange, "invalid_list": strange, "invalid": strange}


def _words(field: Any, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return "；".join(str(label) for key, label in field.choices if key in chosen)
