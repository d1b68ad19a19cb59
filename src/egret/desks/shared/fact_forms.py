"""A clause's facts as fields: what is typed becomes the value that the clause reckons with, or a helpful error."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from egret.base.clock import CHINA
from egret.core.policy.clause import Fact, Kind, Value
from egret.core.policy.evaluation import CaseRefused, check_fact
from egret.core.policy.explaining import quantity_text, rate_text
from egret.core.reading import rate_of
from egret.desks.shared.forms import DayField, DeskForm, MoneyField, dress
from egret.desks.shared.templatetags.egret import own
from egret.rooms.subsidy.checks import refusal

TEXT_MAX = 60


def _folded(value: Any) -> str:
    """Full-width digits, separators and spaces as an input method leaves them."""
    return unicodedata.normalize("NFKC", str(value)).replace(",", "").replace(" ", "").strip()


class NumberField(forms.CharField):
    """Typed text → a number, or an error that shows how to write it."""

    example = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TEXT_MAX, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = _folded(super().clean(value))
        if not text:
            return None
        number = self.read(text)
        if number is None:
            raise forms.ValidationError(_("Write it like %(example)s.") % {"example": self.example})
        return number

    def read(self, text: str) -> Any:
        raise NotImplementedError


class RateField(NumberField):
    example = "40%"

    def prepare_value(self, value: Any) -> Any:
        return rate_text(value) if isinstance(value, Fraction) else value

    def read(self, text: str) -> Fraction | None:
        return rate_of(text)


class CountField(NumberField):
    example = "1200"

    def read(self, text: str) -> int | None:
        return int(text) if text.isascii() and text.isdecimal() else None


class QuantityField(NumberField):
    example = "1.5"

    def prepare_value(self, value: Any) -> Any:
        return quantity_text(value) if isinstance(value, Fraction) else value

    def read(self, text: str) -> Fraction | None:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        return Fraction(number) if number.is_finite() else None


class CodeField(forms.CharField):
    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text and unicodedata.normalize("NFKC", text).strip()


class MomentField(forms.DateTimeField):
    """A moment in China, to the minute or the second."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"})

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        return moment.astimezone(CHINA) if moment else None


class MonthsWidget(forms.MultiWidget):
    """A box for each month, each with its own name."""

    template_name = "shared/ui/months.html"

    def __init__(self, months: int) -> None:
        attrs = {"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__([forms.TextInput(attrs) for _month in range(months)])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for month, widget in enumerate(context["widget"]["subwidgets"], 1):
            widget["attrs"]["aria-label"] = _("Month %(month)s") % {"month": month}
            widget["month"] = month
        return context

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None] * len(self.widgets)


class MonthsField(forms.MultiValueField):
    """Counts of consecutive months → a tuple; all of them, or none."""

    def __init__(self, *, months: int, **kwargs: Any) -> None:
        boxes = [CountField(required=False) for _month in range(months)]
        super().__init__(boxes, widget=MonthsWidget(months), require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> tuple[int, ...] | None:
        if not values or all(value is None for value in values):
            return None
        if any(value is None for value in values):
            raise forms.ValidationError(_("Fill in every month; write 0 where there was nothing."))
        return tuple(values)


def fact_field(fact: Fact) -> forms.Field:
    """The field of one fact. Nothing is required here: what must be there is the action's to say."""
    shared: dict[str, Any] = {
        "label": label_of(fact),
        "help_text": own(fact.help),
        "required": False,
    }
    match fact.kind:
        case Kind.MONEY:
            return MoneyField(max_fen=int(fact.most), **shared)
        case Kind.RATE:
            return RateField(**shared)
        case Kind.COUNT:
            return CountField(**shared)
        case Kind.QUANTITY:
            return QuantityField(**shared)
        case Kind.DATE:
            return DayField(**shared)
        case Kind.MOMENT:
            return MomentField(**shared)
        case Kind.BOOL:
            return forms.TypedChoiceField(
                choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
                coerce=lambda value: value == "yes",
                empty_value=None,
                widget=forms.RadioSelect,
                **shared,
            )
        case Kind.ENUM:
            english = get_language() == "en"
            words = [(word, fact.words_en[word] if english else word) for word in fact.values]
            return forms.TypedChoiceField(choices=[("", _("Choose")), *words], empty_value=None, **shared)
        case Kind.SERIES:
            return MonthsField(months=fact.months, **shared)
        case _:
            return CodeField(max_length=TEXT_MAX, empty_value=None, **shared)


def label_of(fact: Fact) -> str:
    return _("%(fact)s, yuan") % {"fact": own(fact.term)} if fact.kind == Kind.MONEY else own(fact.term)


def shown_in_field(fact: Fact, value: Value | None) -> Any:
    if fact.kind == Kind.BOOL and value is not None:
        return "yes" if value else "no"
    return value


class FactForm(DeskForm):
    """The facts asked of one person; fields are named `fact_<id>`."""

    def __init__(
        self, *args: Any, facts: Iterable[Fact] = (), labels: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = {f"fact_{fact.id}": fact for fact in facts}
        for name, fact in self.facts.items():
            self.fields[name] = fact_field(fact)
            self.fields[name].label = (labels or {}).get(fact.id, self.fields[name].label)
            dress(self.fields[name])

    def clean(self) -> dict[str, Any]:
        for name, fact in self.facts.items():
            value = self.cleaned_data.get(name)
            if value is None:
                continue
            try:
                check_fact(fact, {fact.term.label: value})
            except CaseRefused as refused:
                self.add_error(name, refusal(refused))
        return self.cleaned_data

    def said(self) -> dict[str, Value]:
        """By label what was typed and is right; an empty field is no fact."""
        return {
            fact.term.label: self.cleaned_data[name]
            for name, fact in self.facts.items()
            if self.cleaned_data.get(name) is not None
        }

    def fault(self, faults: Mapping[str, str]) -> None:
        """What an action found wrong, by fact id; what has no field here is said for the whole form."""
        for fact_id, fault in faults.items():
            name = f"fact_{fact_id}"
            self.add_error(name if name in self.fields else None, fault)
