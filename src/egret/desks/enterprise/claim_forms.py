from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.policy.clause import Fact, Payee, Value
from egret.core.policy.tallies import tally_for
from egret.desks.shared.attaching import kept
from egret.desks.shared.fact_forms import FactForm, shown_in_field
from egret.desks.shared.forms import dress
from egret.desks.shared.templatetags.egret import own
from egret.rooms.files.errors import FileRefused
from egret.rooms.provider import queries as providers
from egret.rooms.subsidy.actions import claims as actions
from egret.rooms.subsidy.actions.claims import Said
from egret.rooms.subsidy.queries import claims as queries

HELP = gettext_lazy("PDF, PNG or JPEG, at most 5 MB.")


class ClaimForm(FactForm):
    """What the enterprise has to say, each fact with the files that prove it, and who is paid.

    A fact that is added up from documents has no field of its own here, only a tick that there are none.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, opening: Any, data: Any = None, files: Any = None) -> ClaimForm:
        row, everything = opening.claim, [one for one in opening.stated if one.asked]
        asked = [one for one in everything if not tally_for(opening.clause, one.fact.term.label)]
        initial = {f"fact_{one.fact.id}": shown_in_field(one.fact, one.value) for one in asked}
        initial |= {
            "version": row.version,
            "provider": row.provider_id,
            "payee_name": row.payee_name,
            "bank_name": row.bank_name,
            "account_no": row.account_no,
        }
        return cls(
            data,
            files,
            facts=[one.fact for one in asked],
            summed=[one.fact for one in everything if one not in asked],
            initial=initial,
            claim=row,
            payee=opening.clause.payee,
        )

    def __init__(self, *args: Any, claim: Any, payee: Payee, summed: list[Fact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence, self.summed = queries.evidence_of(claim), summed
        for fact in self.proven:
            if fact.evidence:
                names = {"names": _(", ").join(map(own, fact.evidence))}
                label = _("Further proof: %(names)s") if fact in summed else _("Proof: %(names)s")
                self.fields[f"file_{fact.id}"] = forms.FileField(
                    label=label % names, help_text=HELP, required=False
                )
        for fact in summed:
            self.fields[f"none_{fact.id}"] = forms.BooleanField(
                label=_("There are no such documents: 0 yuan"),
                required=False,
                initial=claim.facts.get(fact.term.label) == 0,
            )
        self._ask_who_is_paid(payee)
        for field in self.fields.values():
            dress(field)

    def _ask_who_is_paid(self, payee: Payee) -> None:
        if payee == Payee.PROVIDER:
            self.pool = {str(provider.pk): provider for provider in providers.in_pool()}
            choices = [("", _("Choose")), *((pk, one.name) for pk, one in self.pool.items())]
            self.fields["provider"] = forms.ChoiceField(
                label=_("The provider that is paid"), choices=choices, required=False
            )
        elif payee == Payee.THIRD_PARTY:
            for name, label, most in (
                ("payee_name", _("Who is paid"), 120),
                ("bank_name", _("Its bank"), 80),
                ("account_no", _("Its account number"), 32),
            ):
                self.fields[name] = forms.CharField(label=label, max_length=most, required=False)

    @property
    def proven(self) -> list[Fact]:
        return [*self.facts.values(), *self.summed]

    def fault(self, faults: Mapping[str, str]) -> None:
        """What is wrong with a sum stands at its documents."""
        sums = {fact.id for fact in self.summed}
        for fact_id in faults.keys() & sums:
            self.add_error(f"none_{fact_id}", faults[fact_id])
        super().fault({fact_id: fault for fact_id, fault in faults.items() if fact_id not in sums})

    def said(self) -> dict[str, Value]:
        """A tick that there are no documents is a sum of nothing; documents, where there are any, stand over it."""
        none = {fact.term.label: 0 for fact in self.summed if self.cleaned_data.get(f"none_{fact.id}")}
        return {**super().said(), **none}

    def claim_said(self) -> Said:
        said = self.cleaned_data
        return Said(
            facts=self.said(),
            provider=self.pool.get(said["provider"]) if "provider" in said else None,
            payee_name=said.get("payee_name", ""),
            bank_name=said.get("bank_name", ""),
            account_no=said.get("account_no", ""),
        )

    @property
    def rows(self) -> list[tuple[Any, Any, list[Any]]]:
        """Each fact's field, the field of its files, the files that are there."""
        return [(self[name], *self.proof_of(fact)) for name, fact in self.facts.items()]

    def proof_of(self, fact: Fact) -> tuple[Any, list[Any]]:
        """The field of the fact's files, and the files that are there."""
        name = f"file_{fact.id}"
        return self[name] if name in self.fields else None, self.evidence.get(fact.id, [])

    @property
    def paid(self) -> list[Any]:
        names = ("provider", "payee_name", "bank_name", "account_no")
        return [self[name] for name in names if name in self.fields]


def keep_files(request: HttpRequest, form: ClaimForm, row: Any) -> None:
    """Files that came are kept whatever else is wrong; those that are ticked are left out."""
    for fact in form.proven:
        if not fact.evidence:
            continue
        out = {int(pk) for pk in request.POST.getlist(f"out_{fact.id}") if pk.isdecimal() and len(pk) < 19}  # noqa: PLR2004 -- digits of int64
        if out:
            actions.detach(row.pk, fact.id, out)
        try:
            file = kept(request, f"file_{fact.id}", row.enterprise.organisation)
        except FileRefused as refused:
            form.add_error(f"file_{fact.id}", refused.message)
            continue
        if file:
            actions.attach(row.pk, fact.id, file)
    form.evidence = queries.evidence_of(row)
