"""The documents of a claim as its enterprise shows them: one at a time in the claim's own form, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.core.policy.clause import Clause, Fact
from egret.core.policy.tallies import kinds_shown, tally_for
from egret.desks.shared.attaching import kept, sent_before
from egret.desks.shared.forms import DayField, DeskForm, FoldedField, MoneyField, dress
from egret.desks.shared.templatetags.egret import own
from egret.rooms.files.errors import FileRefused
from egret.rooms.subsidy.actions import documents as actions
from egret.rooms.subsidy.actions.documents import Paper
from egret.rooms.subsidy.errors import ClaimRefused
from egret.rooms.subsidy.queries import documents as queries

TYPED = ("no", "dated_on", "fen", "tax_fen", "file")


class DocumentForm(DeskForm):
    """One document of one fact; `row` is the one that is changed. Nothing is required while nothing is typed."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    no = FoldedField(label=gettext_lazy("Number on the document"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of document"))
    cost = forms.ChoiceField(label=gettext_lazy("What it is for"))
    dated_on = DayField(label=gettext_lazy("Day on the document"))
    fen = MoneyField(label=gettext_lazy("Amount with tax, yuan"))
    tax_fen = MoneyField(label=gettext_lazy("Tax in it, yuan"), required=False)
    kept = forms.ChoiceField(label=gettext_lazy("File that is here already"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or a new file"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )

    def __init__(self, *args: Any, clause: Clause, fact: Fact, here: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"doc_{fact.id}", **kwargs)
        self.fact, self.here = fact, here
        tally = tally_for(clause, fact.term.label)
        if tally is None:
            raise ValueError(fact.id)
        kinds, costs = kinds_shown(clause, tally), [(cost.id, own(cost.term)) for cost in clause.costs]
        self.fields["kind"].choices = [(kind, kind) for kind in kinds]
        self.fields["cost"].choices = [("", _("Choose")), *costs] if len(costs) > 1 else costs
        self.fields["kept"].choices = [("", _("None"))] + [(pk, file.name) for pk, file in here.items()]
        if not tally.net_of_tax:
            del self.fields["tax_fen"]
        if not here:
            self.fields["kept"].widget = forms.HiddenInput()
            self.fields["file"].label = _("The document itself")
        for name in ("no", "dated_on"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for field in self.fields.values():
            dress(field)

    @property
    def touched(self) -> bool:
        """Whether somebody began to show a document here."""
        typed = any(self.data.get(self.add_prefix(name), "").strip() for name in TYPED[:-1])
        return typed or self.add_prefix("file") in self.files

    def paper(self) -> Paper:
        said = self.cleaned_data
        return Paper(
            fact=self.fact.id,
            no=said["no"],
            kind=said["kind"],
            cost=said["cost"],
            dated_on=said["dated_on"],
            fen=said["fen"],
            tax_fen=said.get("tax_fen") or 0,
            file=self.here.get(int(said["kept"])) if said.get("kept") else None,
        )


def blank(clause: Clause, fact: Fact, row: Any, *, edit: int | None = None) -> DocumentForm:
    """An empty form, or the document `edit` of the claim in it."""
    rows = {one.pk: one for one in queries.of_claim(row) if one.fact == fact.id}
    initial, one = {}, rows.get(edit or 0)
    if one and not one.struck_at:
        initial = {
            name: getattr(one, name) for name in ("pk", "no", "kind", "cost", "dated_on", "fen", "tax_fen")
        }
        initial["kept"] = one.file_id
    return DocumentForm(clause=clause, fact=fact, here=_files_of(rows.values()), initial=initial)


def _files_of(rows: Any) -> dict[int, Any]:
    return {one.file_id: one.file for one in rows if one.file_id}


def sent(request: HttpRequest, clause: Clause, fact: Fact, row: Any) -> DocumentForm:
    """The form as it came. A file that came with it is kept whatever else is wrong, and stands among those that are here."""
    data, refused = request.POST.copy(), None
    name = f"doc_{fact.id}-file"
    here = _files_of(queries.of_claim(row))
    whose = row.enterprise.organisation
    if before := sent_before(data.get(f"doc_{fact.id}-kept", ""), whose):
        here[before.pk] = before
    try:
        if file := kept(request, name, whose):
            here[file.pk] = file
            data[f"doc_{fact.id}-kept"] = str(file.pk)
    except FileRefused as fault:
        refused = fault
    form = DocumentForm(data, request.FILES, clause=clause, fact=fact, here=here)
    if refused:
        form.add_error("file", refused.message)
    return form


def kept_document(form: DocumentForm, row: Any) -> bool:
    """Whether the document is in the claim now; what is wrong stands at its field."""
    if not form.is_valid():
        return False
    pk, at = form.cleaned_data.get("pk"), clock.now()
    try:
        if pk:
            actions.change(row.pk, pk, form.paper(), at=at)
        else:
            actions.add(row.pk, [form.paper()], at=at)
    except ClaimRefused as refused:
        form.refuse(refused)
        return False
    return True
