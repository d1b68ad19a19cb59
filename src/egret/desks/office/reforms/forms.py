"""A reform as a form: its name, and a row of fields for each change. Rows that choose nothing are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.findings import Finding
from egret.desks.office.packs.findings import told
from egret.desks.shared.forms import DayField, DeskForm, VersionForm
from egret.rooms.city import queries as city
from egret.rooms.subsidy.actions.reforms import Draft

from .targets import CLOSED, row_of, targets, typed_in

MOST_CHANGES = 12
_PLACE = re.compile(r"change\[(\d+)\](?:\.(\w+))?.*")
_FIELDS = {
    "from": "from_on",
    "value": "value",
    "expr": "value",
    "amount": "value",
    "clause": "what",
    "cell": "what",
}


class NameForm(VersionForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("What the reform is called"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("The same in English"), max_length=120, required=False)


class ChangeForm(DeskForm):
    what = forms.ChoiceField(label=gettext_lazy("What changes"), required=False)
    value = forms.CharField(
        label=gettext_lazy("New value"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("As a pack writes it: 30万元, 45%, 3, or a formula."),
    )
    from_on = DayField(
        label=gettext_lazy("Effective from"),
        required=False,
        help_text=gettext_lazy("Empty: from the beginning."),
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("Choose")), *choices]
        self.fields["value"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        what, value = cleaned.get("what"), cleaned.get("value")
        if what and not value and not what.startswith(CLOSED):
            self.add_error("value", _("Say what it becomes."))
        if value and not what:
            self.add_error("what", _("Say what it is the new value of."))
        return cleaned

    @property
    def row(self) -> dict[str, Any] | None:
        cleaned = self.cleaned_data
        day = cleaned["from_on"].isoformat() if cleaned["from_on"] else ""
        return row_of(cleaned["what"], cleaned["value"], day) if cleaned["what"] else None


class ReformForm:
    """The name and the changes together."""

    def __init__(self, data: QueryDict | None = None, kept: Any = None, *, more: bool = False) -> None:
        initial = {"title": kept.title, "title_en": kept.title_en, "version": kept.version} if kept else {}
        self.name = NameForm(data, initial=initial)
        choices = targets(city.pack())
        self._rows: list[Mapping[str, Any]] = kept.changes if kept else []
        rows = [typed_in(row) for row in self._rows]
        count = _count(data) if data is not None else max(len(rows), 1)
        count = min(count + more, MOST_CHANGES)
        self.changes = [
            ChangeForm(
                data,
                prefix=f"change-{place}",
                initial=rows[place] if place < len(rows) else {},
                choices=choices,
            )
            for place in range(count)
        ]
        self.full = count == MOST_CHANGES

    def is_valid(self) -> bool:
        return all([self.name.is_valid(), *(change.is_valid() for change in self.changes)])

    @property
    def filled(self) -> list[ChangeForm]:
        return [change for change in self.changes if change.cleaned_data.get("what")]

    @property
    def draft(self) -> Draft:
        title = self.name.cleaned_data["title"] or _("Untitled")
        rows = tuple(row for change in self.filled if (row := change.row))
        return Draft(title, self.name.cleaned_data["title_en"] or title, rows)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Where and what, over the whole form; a title that is still missing is no fault of a change."""
        found = [("", error) for error in self.name.non_field_errors()]
        for place, change in enumerate(self.changes, 1):
            where = _("Change %(place)s") % {"place": place}
            found += [(where, error) for errors in change.errors.values() for error in errors]
        return found

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """What changes, its new value and since when, for those who only read."""
        names = {key: f"{group} · {said}" for group, choices in targets(city.pack()) for key, said in choices}
        rows = [typed_in(row) for row in self._rows]
        return [
            (names.get(row["what"], row["what"]), row.get("value", ""), row.get("from_on", ""))
            for row in rows
        ]

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Each finding at the field that it belongs to."""
        filled = self.filled  # an error at a field takes it out of what is clean
        for finding in findings:
            (one,) = told([finding])
            said = _("%(wrong)s. %(cure)s.") % {"wrong": one.wrong, "cure": one.cure}
            hit = _PLACE.fullmatch(finding.key)
            if hit and int(hit[1]) < len(filled):
                form = filled[int(hit[1])]
                form.add_error(_FIELDS.get(hit[2] or "", "value"), said)
            else:
                self.name.add_error(None, f"{one.key}: {said}")


def _count(data: QueryDict) -> int:
    """How many rows of changes were sent."""
    places = [int(hit[1]) for name in data if (hit := re.fullmatch(r"change-(\d{1,2})-what", name))]
    return max(places, default=0) + 1
