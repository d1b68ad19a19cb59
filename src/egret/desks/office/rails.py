"""By which rail an order's money travels: its maker chooses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from egret.desks.shared import words
from egret.desks.shared.forms import DeskForm
from egret.rooms.treasury import queries
from egret.rooms.treasury.states import Rail


class RailForm(DeskForm):
    rail = forms.ChoiceField(
        label=gettext_lazy("By which rail"),
        widget=forms.RadioSelect,
        required=False,
        initial=Rail.BANK,
        help_text=gettext_lazy(
            "Digital yuan (simulated) is held for the payee, released when the proof is shown, and comes back whole when its days are over."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rail"].choices = [
            (value, word)
            for value, word in words.choices("rail")
            if value == Rail.BANK or queries.offers_wallets()
        ]

    def clean_rail(self) -> str:
        return self.cleaned_data["rail"] or Rail.BANK
