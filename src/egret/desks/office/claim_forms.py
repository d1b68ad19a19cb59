from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.policy.clause import Supplier, Value
from egret.desks.shared.fact_forms import FactForm
from egret.desks.shared.forms import dress
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.queries.computing import ceiling_texts


class DecideClaimForm(FactForm):
    """Award or refuse; for each value that the officer decides, the value and why it lies below its ceiling."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    awards = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Award")), ("no", gettext_lazy("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason of a refusal"),
        help_text=gettext_lazy("The enterprise reads it. Needed when you refuse."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def of(cls, claim: Any, data: Any = None) -> DecideClaimForm:
        clause = queries.clause_of(claim)
        needed = [one.fact for one in queries.stated_in(claim) if one.fact.given_by == Supplier.OFFICER]
        ceilings = ceiling_texts(queries.case_for(claim, clause, queries.facts_of(claim, clause)))
        initial = {"version": claim.version}
        for fact in needed:
            initial[f"fact_{fact.id}"] = ceilings.get(fact.id, "")
        return cls(data, facts=needed, initial=initial, ceilings=ceilings)

    def __init__(self, *args: Any, ceilings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, fact in list(self.facts.items()):
            if fact.id in ceilings:
                self.fields[name].help_text = _("At most %(ceiling)s.") % {"ceiling": ceilings[fact.id]}
                self.fields[f"why_{fact.id}"] = forms.CharField(
                    label=_("Why below the ceiling: %(fact)s") % {"fact": self.fields[name].label},
                    help_text=_("Needed below the ceiling. It stands in the letter."),
                    required=False,
                    max_length=500,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
                dress(self.fields[f"why_{fact.id}"])
        facts = [field for name in self.facts for field in (name, name.replace("fact_", "why_", 1))]
        self.order_fields(["version", "awards", *facts, "reason"])

    def decision(self) -> Decision:
        said = self.cleaned_data
        reasons = {fact.term.label: said.get(f"why_{fact.id}", "").strip() for fact in self.facts.values()}
        return Decision(said["awards"], said["version"], said["reason"], self.said(), reasons)

    def said_so_far(self) -> dict[str, Value]:
        """What is typed and right already, while the rest is not."""
        return self.said() if self.is_bound else {}

    def fault_reasons(self, faults: Mapping[str, str]) -> None:
        for fact_id, fault in faults.items():
            name = f"why_{fact_id}"
            self.add_error(name if name in self.fields else None, fault)
