"""Forms over a clause's file: every field stands for one value in it, and writes that value alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.packs.editing import Path, Scalar, appended, edited, leaves, tables
from egret.desks.shared.forms import DayField, DeskForm, VersionForm, dress

from .shown import rows

ENDS = "停止"  # the language's own word for a parameter that has no value any more
TEXT_MAX = 4000


class BeginForm(DeskForm):
    base = forms.ChoiceField(label=gettext_lazy("Begin from"), required=False)
    title = forms.CharField(label=gettext_lazy("What is to change"), max_length=120)
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Document, number and date that ask for it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.CharField(
        label=gettext_lazy("Version"),
        help_text=gettext_lazy("A short name of its own, such as 2025.1."),
        max_length=20,
    )

    def __init__(self, *args: Any, bases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = bases


class ReturnForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TextForm(VersionForm):
    """A whole file. Its first sign and its blank lines are the author's: nothing is stripped."""

    text = forms.CharField(
        label=gettext_lazy("Text of the file"),
        required=False,
        strip=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 28, "class": "form-control egret-code", "spellcheck": "false"}),
    )


class NameForm(VersionForm):
    name = forms.CharField(
        label=gettext_lazy("Name of a new file"),
        help_text=gettext_lazy("Such as clauses/09-training.toml or cases/09-training.csv."),
        max_length=130,
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of the file and its field; `goes` says that an emptied field takes the value out."""

    name: str
    path: Path
    label: str
    value: Scalar | None
    wide: bool = False
    goes: bool = False

    def field(self) -> forms.Field:
        shared: dict[str, Any] = {"label": self.label, "required": False, "initial": self.value}
        if type(self.value) is date:
            return DayField(**(shared | {"required": True}))
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}) if self.wide else forms.TextInput()
        return forms.CharField(widget=widget, max_length=TEXT_MAX, **shared)


class LeavesForm(VersionForm):
    """Fields in groups, each group under its heading."""

    def __init__(self, *args: Any, text: str, place: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.row = rows(tables(text), self.table)[place]
        self.at: Path = (self.table, place)
        self.leaves: list[Leaf] = []
        self._groups: list[tuple[str, list[str]]] = []
        self.build()

    table = ""

    def build(self) -> None:
        raise NotImplementedError

    def put(self, heading: str, *found: Leaf) -> None:
        for leaf in found:
            self.leaves.append(leaf)
            self._add(leaf.name, leaf.field())
        self._groups.append((heading, [leaf.name for leaf in found]))

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        dress(field)

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        for heading, names in self._groups:
            yield heading, [self[name] for name in names]

    def changed_text(self) -> str:
        """The file with what was typed; valid forms alone are asked."""
        said = self.cleaned_data
        changes: dict[Path, Scalar | None] = {}
        for leaf in self.leaves:
            value = said[leaf.name]
            if value != ("" if leaf.value is None else leaf.value):
                changes[leaf.path] = None if leaf.goes and value == "" else value
        return edited(self.text, changes)


class ParamForm(LeavesForm):
    """Every dated value of a parameter, and one more if its day is given."""

    table = "param"

    def build(self) -> None:
        versions = rows(self.row, "values")
        words = self._words()
        for place, version in enumerate(versions):
            at = (*self.at, "values", place)
            heading = _("Since %(day)s") % {"day": version.get("from", "")}
            self.put(heading, *_version_leaves(f"v{place}", at, version, words))
        self.last = versions[-1] if versions else {}
        self.proposed = list(_version_leaves("add", (), self.last, words))
        self._add("add-from", DayField(label=_("From (day)"), required=False))
        ends = _("From this day on it has no value any more: the clause stops.")
        self._add("add-ends", forms.BooleanField(label=ends, required=False))
        names = ["add-from"]
        for leaf in self.proposed:
            if leaf.path != ("from",):
                self._add(leaf.name, leaf.field())
                names.append(leaf.name)
        self._groups.append((_("Add a value from another day on"), [*names, "add-ends"]))

    def _words(self) -> tuple[str, ...]:
        """The words of the one enum that this parameter is a table of."""
        by = self.row.get("by")
        label = by[0] if isinstance(by, list) and len(by) == 1 else by
        for fact in rows(tables(self.text), "fact"):
            if fact.get("label") == label and isinstance(fact.get("values"), Mapping):
                return tuple(fact["values"])
        return ()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        asked = said.get("add-ends") or any(
            said.get(leaf.name, "") not in ("", leaf.value)
            for leaf in self.proposed
            if not isinstance(leaf.value, date)
        )
        if asked and not said.get("add-from") and "add-from" not in self.errors:
            self.add_error("add-from", _("Give the day from which the new value holds."))
        return said

    def changed_text(self) -> str:
        text = super().changed_text()
        said = self.cleaned_data
        if not said["add-from"]:
            return text
        return appended(text, (*self.at, "values"), self._entry(said))

    def _entry(self, said: dict[str, Any]) -> dict[str, Any]:
        """In the order and shape of the version before it."""
        if said["add-ends"]:
            source = next((said[leaf.name] for leaf in self.proposed if leaf.path == ("source",)), "")
            return {"from": said["add-from"], "value": ENDS, "source": source}
        entry: dict[str, Any] = {}
        for leaf in self.proposed:
            value = said["add-from"] if leaf.path == ("from",) else said[leaf.name]
            if value != "" or not leaf.goes:
                _placed(entry, leaf.path, value)
        return entry


def _placed(entry: dict[str, Any], path: Path, value: Scalar) -> None:
    """Put a value into tables and lists that are made on the way; list places come in order."""
    there: Any = entry
    for step, following in zip(path, [*path[1:], None], strict=True):
        if following is None:
            inner: Any = value
        elif isinstance(step, int):
            inner = there[step] if step < len(there) else ([] if isinstance(following, int) else {})
        else:
            inner = there.get(step, [] if isinstance(following, int) else {})
        if isinstance(step, int) and step == len(there):
            there.append(inner)
        else:
            there[step] = inner
        there = inner


def _version_leaves(
    prefix: str, at: Path, version: Mapping[str, Any], words: tuple[str, ...]
) -> Iterator[Leaf]:
    """Fields of one dated value, in the file's order; a word that the table leaves out has an empty one."""
    table = version.get("value")
    for number, (path, value) in enumerate(leaves(version)):
        cell = path[0] == "value" and len(path) > 1 and not isinstance(path[1], int)
        yield Leaf(f"{prefix}-{number}", (*at, *path), _label(path), _typed(value), goes=cell and bool(words))
        last = path[0] == "value" and isinstance(table, Mapping) and path[-1] == next(reversed(table))
        if last and len(path) == 2:  # noqa: PLR2004 -- a table of one enum
            for word in words:
                if word not in table:
                    place = (*at, "value", word)
                    yield Leaf(f"{prefix}-{number}-{words.index(word)}", place, word, None, goes=True)


def _typed(value: Scalar) -> Scalar:
    """As a field holds it: a day, or a text."""
    return value if type(value) is date else str(value)


def _label(path: Path) -> str:
    known = {
        "from": _("From (day)"),
        "value": _("Value"),
        "otherwise": _("Otherwise"),
        "source": _("Source"),
        "below": _("below"),
        "only_from": _("Only where"),
    }
    if path[0] == "value" and len(path) > 1:
        inner = path[1:]
        if isinstance(inner[0], int):
            key = str(inner[-1])
            return _("Band %(number)s: %(what)s") % {"number": inner[0] + 1, "what": known.get(key, key)}
        return " · ".join(map(str, inner))
    return " · ".join(known.get(str(step), str(step)) for step in path)


class StepForm(LeavesForm):
    """A step's requirement and formulas, as the file has them."""

    table = "step"

    def build(self) -> None:
        found = []
        for number, key in enumerate(("require", "expr")):
            if key == "expr" and "formulas" in self.row:
                continue
            label = _("Requirement") if key == "require" else _("Formula")
            value = str(self.row[key]) if key in self.row else None
            found.append(Leaf(f"s{number}", (*self.at, key), label, value, wide=True, goes=key == "require"))
        self.put(_("Formula"), *found)
        for place, one in enumerate(rows(self.row, "formulas")):
            at = (*self.at, "formulas", place)
            heading = _("Since %(day)s") % {"day": one.get("from", "")}
            self.put(
                heading,
                *(
                    Leaf(
                        f"f{place}-{number}",
                        (*at, *path),
                        _formula_label(path),
                        value,
                        wide=path == ("expr",),
                    )
                    for number, (path, value) in enumerate(leaves(one))
                ),
            )


def _formula_label(path: Path) -> str:
    return _("Formula") if path == ("expr",) else _label(path)
