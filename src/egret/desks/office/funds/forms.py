"""What an officer fills in about a fund. Amounts are yuan; a hidden key tells one click from the next."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.base.errors import Refused
from egret.desks.shared.forms import DeskForm, MoneyField
from egret.desks.shared.templatetags.egret import own
from egret.rooms.city import queries as city
from egret.rooms.treasury.actions import Grant, Pot

YEARS_BACK, YEARS_ON = 3, 1


def pot_from(text: str) -> Pot:
    purpose, _colon, policy = text.partition(":")
    return Pot(purpose, policy)


class AmountField(MoneyField):
    """More than nothing."""

    def clean(self, value: Any) -> int | None:
        fen = super().clean(value)
        if fen == 0:
            raise forms.ValidationError(_("Write an amount of more than nothing."))
        return fen


def _amount() -> AmountField:
    return AmountField(label=_("Amount, yuan"))


class KeyedForm(DeskForm):
    """`key` is new with every page, and anew after a refusal: what was refused has left nothing behind."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid4()}, **kwargs})

    def refuse(self, refused: Refused) -> None:
        super().refuse(refused)
        told: Any = self.data
        self.data = {**told.dict(), "key": str(uuid4())}


class GrantForm(DeskForm):
    source = forms.ChoiceField(label=_("Fund source"))
    year = forms.TypedChoiceField(label=_("Budget year"), coerce=int)
    document_no = forms.CharField(label=_("Document number"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=120)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        help_text=_("Where the document names none, the money may go to any."),
    )
    fen = _amount()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"year": today.year}, **kwargs})
        pack, fields = city.pack(), self.fields
        years = range(today.year + YEARS_ON, today.year - YEARS_BACK - 1, -1)
        fields["source"].choices = [
            ("", _("Choose")),
            *((one.id, own(one.term)) for one in pack.fund_sources),
        ]  # type: ignore[attr-defined]
        fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        fields["purpose"].choices = [("", _("Any")), *((one.id, own(one.term)) for one in pack.purposes)]  # type: ignore[attr-defined]

    def told(self) -> Grant:
        return Grant(**self.cleaned_data)


class PotForm(KeyedForm):
    """Into a pot, or out of it."""

    policy = forms.ChoiceField(label=_("Pot (policy that it pays)"))
    fen = _amount()
    field_order = ("policy", "fen")

    def __init__(self, *args: Any, pots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = [("", _("Choose")), *pots]  # type: ignore[attr-defined]

    @property
    def pot(self) -> Pot:
        return pot_from(self.cleaned_data["policy"])


class TransferForm(DeskForm):
    here = forms.ChoiceField(label=_("From the pot"))
    to = forms.ChoiceField(label=_("To the pot"))
    fen = _amount()
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, here: list[tuple[str, str]], there: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["here"].choices = [("", _("Choose")), *here]  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", _("Choose")), *there]  # type: ignore[attr-defined]

    @property
    def pots(self) -> tuple[Pot, Pot]:
        return pot_from(self.cleaned_data["here"]), pot_from(self.cleaned_data["to"])


class EndYearForm(DeskForm):
    carries = MoneyField(
        label=_("Carried over to the next year, yuan"),
        help_text=_("The rest lapses. Write 0 where nothing is carried over."),
    )
    document_no = forms.CharField(
        label=_("Document that lets it be carried over"), max_length=60, required=False
    )


class DecideForm(DeskForm):
    agrees = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class CloseForm(DeskForm):
    """`month` is the one that the page showed."""

    month = forms.DateField(widget=forms.HiddenInput)
