"""One look for every form, and the pack's forms made into fields."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.base.errors import Refused
from egret.core.money import FEN_MAX, NotMoney, fen_from_yuan, yuan
from egret.core.packs.model import Field, Page
from egret.desks.shared.templatetags.egret import own
from egret.rooms.call.checks import money_fault


class DeskForm(forms.Form):
    """Plain fields in the house's look; a refusal goes to the field it names."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def refuse(self, refused: Refused) -> None:
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)


class VersionForm(DeskForm):
    """A step on a row as it was when the page was made."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoneyField(forms.CharField):
    """Yuan as typed → whole fen."""

    def __init__(self, *, max_fen: int = FEN_MAX, **kwargs: Any) -> None:
        self.max_fen = max_fen
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return yuan(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = fen_from_yuan(text)
        except NotMoney as fault:
            raise forms.ValidationError(money_fault(fault.code, self.max_fen)) from None
        if fen > self.max_fen:
            raise forms.ValidationError(money_fault("too_large", self.max_fen))
        return fen


class FoldedField(forms.CharField):
    """Codes and numbers as an input method leaves them: full width and spaces are welcome."""

    def to_python(self, value: Any) -> str:
        return "".join(unicodedata.normalize("NFKC", super().to_python(value)).split())


class DayField(forms.DateField):
    """A day; full-width digits are welcome."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


def dress(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        # Django gives a group's class to the group and to each of its inputs.
        widget.attrs.setdefault("class", "egret-choices")
    elif isinstance(widget, forms.CheckboxInput):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif not isinstance(widget, forms.HiddenInput):
        widget.attrs.setdefault("class", "form-control")


def pack_form(page: Page, answers: dict[str, Any], faults: dict[str, str]) -> DeskForm:
    """One page of a pack's form over what was answered so far; `faults` by field id stand at their fields."""
    form = DeskForm(initial={field.id: _shown(field, answers.get(field.id)) for field in page.fields})
    for field in page.fields:
        form.fields[field.id] = _field(field)
        dress(form.fields[field.id])
        if field.id in faults:
            form.fields[field.id].widget.attrs["aria-invalid"] = "true"
    form.faults = faults  # type: ignore[attr-defined]
    return form


def _shown(field: Field, value: Any) -> Any:
    return yuan(value) if field.type == "money" and isinstance(value, int) else value


def _field(field: Field) -> forms.Field:
    options = [(option.id, own(option.term)) for option in field.options]
    shared = {"label": own(field.term), "required": field.needed, "help_text": own(field.help)}
    match field.type:
        case "long_text":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **shared)
        case "date":
            return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **shared)
        case "choice":
            return forms.ChoiceField(choices=[("", _("Choose")), *options], **shared)
        case "choices":
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **shared)
        case "attachment":
            return forms.FileField(**shared)
        case "pledge":
            return forms.BooleanField(**shared)
        case "phone":
            return forms.CharField(
                widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}), **shared
            )
        case "money":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **shared)
        case _:
            return forms.CharField(**shared)
