"""A clause's facts as fields: each kind is typed in its own way and comes out as the value that core expects."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from egret.core.days import CHINA
from egret.core.policy.clause import Fact, Kind, Value
from egret.core.policy.explaining import quantity_text, rate_text, value_text
from egret.core.policy.fact_reading import read_plain

from .forms import DayField, DeskForm, MoneyField, dress
from .templatetags.egret import own


class _TypedField(forms.CharField):
    """Text → value of a kind, with a refusal that shows how to write it."""

    kind: Kind
    how: Any
    mode = "decimal"

    def __init__(self, *, fact: Fact, **kwargs: Any) -> None:
        self.fact = fact
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": self.mode, "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().clean(value) or "").replace(",", "").strip()
        if not text:
            return None
        try:
            found: Any = read_plain(self.kind, text)
        except ValueError:
            raise forms.ValidationError(self.how) from None
        if found > self.fact.most:
            most = value_text(self.fact.most, self.kind, language())
            raise forms.ValidationError(_("At most %(most)s: check the number.") % {"most": most})
        if self.fact.parts > 1 and self.fact.parts % Fraction(found).denominator:
            raise forms.ValidationError(
                _("Write it in steps of 1/%(parts)s.") % {"parts": f"{self.fact.parts:,}"}
            )
        return found


class RateField(_TypedField):
    kind, how = Kind.RATE, gettext_lazy("Write a rate like 40%.")

    def prepare_value(self, value: Any) -> Any:
        return rate_text(value) if isinstance(value, Fraction) else value


class CountField(_TypedField):
    kind, how, mode = Kind.COUNT, gettext_lazy("Write a whole number, digits only."), "numeric"


class QuantityField(_TypedField):
    kind, how = Kind.QUANTITY, gettext_lazy("Write a number like 1.5.")

    def prepare_value(self, value: Any) -> Any:
        return quantity_text(value) if isinstance(value, Fraction) else value


class MomentField(forms.CharField):
    """Day and time on China's clock."""

    widget = forms.TextInput(attrs={"type": "datetime-local", "step": "1"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.astimezone(CHINA):%Y-%m-%dT%H:%M:%S}" if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_plain(Kind.MOMENT, text)
        except ValueError:
            raise forms.ValidationError(_("Write day and time like 2024-05-06 17:00:00.")) from None


class _Months(forms.MultiWidget):
    def __init__(self, months: int) -> None:
        boxes = [
            forms.TextInput(attrs={"inputmode": "numeric", "aria-label": place, "class": "form-control"})
            for place in range(1, months + 1)
        ]
        super().__init__(boxes, attrs={"class": "form-control egret-month"})

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None] * len(self.widgets)


class SeriesField(forms.MultiValueField):
    """One count a month, oldest first."""

    def __init__(self, *, fact: Fact, **kwargs: Any) -> None:
        months = tuple(CountField(fact=fact, required=False) for _month in range(fact.months))
        super().__init__(months, widget=_Months(fact.months), require_all_fields=False, **kwargs)

    def compress(self, counts: list[Any]) -> tuple[int, ...] | None:
        if not any(count is not None for count in counts):
            return None
        if any(count is None for count in counts):
            raise forms.ValidationError(_("Fill in every month; write 0 where there was nothing."))
        return tuple(counts)


def _yes_or_no(_fact: Fact, shared: Mapping[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **shared,
    )


def _words(fact: Fact, shared: Mapping[str, Any]) -> forms.Field:
    english = language() == "en"
    words = [(word, fact.words_en[word] if english else word) for word in fact.values]
    return forms.TypedChoiceField(choices=[("", _("Choose")), *words], empty_value=None, **shared)


_FIELDS: dict[Kind, Callable[[Fact, Mapping[str, Any]], forms.Field]] = {
    Kind.MONEY: lambda fact, shared: MoneyField(max_fen=int(fact.most), **shared),
    Kind.RATE: lambda fact, shared: RateField(fact=fact, **shared),
    Kind.COUNT: lambda fact, shared: CountField(fact=fact, **shared),
    Kind.QUANTITY: lambda fact, shared: QuantityField(fact=fact, **shared),
    Kind.BOOL: _yes_or_no,
    Kind.ENUM: _words,
    Kind.DATE: lambda _fact, shared: DayField(**shared),
    Kind.MOMENT: lambda _fact, shared: MomentField(max_length=30, **shared),
    Kind.CODE: lambda _fact, shared: forms.CharField(max_length=40, empty_value=None, **shared),
    Kind.SERIES: lambda fact, shared: SeriesField(fact=fact, **shared),
}


def language() -> str:
    return "en" if get_language() == "en" else "zh"


def fact_field(fact: Fact, *, required: bool, label: str = "") -> forms.Field:
    help_text = own(fact.help) if fact.help.label else ""
    unit = _(", yuan") if fact.kind == Kind.MONEY else ""
    shared = {"required": required, "label": label or f"{own(fact.term)}{unit}", "help_text": help_text}
    return _FIELDS[fact.kind](fact, shared)


class FactForm(DeskForm):
    """Fields named by fact id; `values` are what was told, by label, an empty field left out."""

    def __init__(
        self,
        facts: Iterable[Fact],
        *args: Any,
        required: bool = True,
        labels: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = tuple(facts)
        for fact in self.facts:
            self.fields[fact.id] = fact_field(fact, required=required, label=(labels or {}).get(fact.id, ""))
            dress(self.fields[fact.id])

    @property
    def values(self) -> dict[str, Value]:
        told = self.cleaned_data
        return {fact.term.label: told[fact.id] for fact in self.facts if told.get(fact.id) is not None}


def initial_of(facts: Iterable[Fact], values: Mapping[str, Value]) -> dict[str, Any]:
    """Values by label as a form shows them, by fact id."""
    shown: dict[str, Any] = {}
    for fact in facts:
        if fact.term.label in values:
            value = values[fact.term.label]
            shown[fact.id] = ("yes" if value else "no") if fact.kind == Kind.BOOL else value
    return shown
