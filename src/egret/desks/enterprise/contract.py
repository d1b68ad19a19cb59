from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept_or_before
from egret.desks.shared.forms import DayField, DeskForm, MoneyField
from egret.desks.shared.templatetags.egret import own
from egret.rooms.call import queries as calls
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.project import actions, queries
from egret.rooms.project.actions import Terms
from egret.rooms.provider import queries as providers
from egret.rooms.subsidy import queries as awarded


class ContractForm(DeskForm):
    """What was agreed; one amount for each kind of cost that the clause knows."""

    provider = forms.ChoiceField(label=gettext_lazy("Provider"))
    title = forms.CharField(label=gettext_lazy("Title of the contract"), max_length=120)
    signed_on = DayField(label=gettext_lazy("Signed on"))
    first_payment = MoneyField(
        label=gettext_lazy("First payment, yuan"),
        help_text=gettext_lazy("What the contract says is paid first. The advance is computed from it."),
    )
    paper = forms.FileField(
        label=gettext_lazy("The signed contract"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.pool = {str(provider.pk): provider for provider in providers.contractable(clock.today())}
        self.fields["provider"].choices = [
            ("", _("Choose")),
            *((pk, provider.name) for pk, provider in self.pool.items()),
        ]
        for kind in kinds:
            label = _("Cost, yuan: %(kind)s") % {"kind": own(kind.term)}
            self.fields[f"cost_{kind.id}"] = MoneyField(label=label, required=False)
            self.fields[f"cost_{kind.id}"].widget.attrs["class"] = "form-control"
        self.order_fields(["provider", "title", "signed_on", *self._costs(), "first_payment", "paper"])

    def _costs(self) -> list[str]:
        return [f"cost_{kind.id}" for kind in self.kinds]

    def terms(self, paper: Any) -> Terms:
        said = self.cleaned_data
        costs = {kind.id: said[f"cost_{kind.id}"] for kind in self.kinds if said[f"cost_{kind.id}"]}
        return Terms(
            self.pool[said["provider"]],
            said["title"],
            said["signed_on"],
            said["first_payment"],
            costs,
            paper,
        )


@needs(Permission.FILE_CONTRACT)
def contract(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    found, listed = queries.of_enterprise(enterprise), calls.listed_submission(enterprise)
    if not listed:
        return render(request, "enterprise/contract/none.html")
    clause = awarded.clause_of_batch(listed.batch)
    paper, form = found.paper if found else None, None
    if request.method == "POST":
        form = ContractForm(request.POST, request.FILES, kinds=clause.costs)
        paper = kept_or_before(request, form, "paper", enterprise.organisation)
        if form.is_valid():
            try:
                actions.file_contract(enterprise, form.terms(paper), by=request.user, at=clock.now())
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("The contract is filed. Your provider confirms it next."))
                return redirect("enterprise:contract")
    elif not found or found.state == "returned":
        form = ContractForm(initial=_initial(found) if found else {}, kinds=clause.costs)
    names = {kind.id: own(kind.term) for kind in clause.costs}
    return render(
        request,
        "enterprise/contract/one.html",
        {
            "contract": found,
            "costs": [(names.get(kind, kind), fen) for kind, fen in found.costs.items()] if found else [],
            "form": form,
            "paper": paper,
            "listed_on": calls.listed_since(enterprise),
        },
        status=422 if form and form.errors else 200,
    )


def _initial(found: Any) -> dict[str, Any]:
    return {
        "provider": str(found.provider_id),
        "title": found.title,
        "signed_on": found.signed_on,
        "first_payment": found.first_payment_fen,
        **{f"cost_{kind}": fen for kind, fen in found.costs.items()},
    }
