"""Money that an enterprise has from other policies: the enterprise declares it, or an officer enters what came out."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.core.policy.clause import Term
from egret.desks.shared.attaching import kept_or_before
from egret.desks.shared.forms import DayField, DeskForm, MoneyField
from egret.desks.shared.templatetags.egret import own
from egret.rooms.subsidy.actions import externals
from egret.rooms.subsidy.actions.externals import Received, Returned
from egret.rooms.subsidy.queries import externals as queries


class ReceivedForm(DeskForm):
    external = forms.ChoiceField(label=gettext_lazy("From which policy"))
    fen = MoneyField(label=gettext_lazy("Received, yuan"))
    received_on = DayField(label=gettext_lazy("Received on"))
    invoices = forms.CharField(
        label=gettext_lazy("Numbers of the invoices that it was paid for"),
        help_text=gettext_lazy("One on each line. Needed where one invoice is not to be paid for twice."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = forms.FileField(
        label=gettext_lazy("Proof of the payment"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policies = [(policy.id, own(policy.term)) for policy in queries.policies()]
        self.fields["external"].choices = [("", _("Choose")), *policies]
        if not queries.by_invoice():
            del self.fields["invoices"]


def entered(request: HttpRequest, form: ReceivedForm, enterprise: Any) -> tuple[bool, Any]:
    """Whether it is on record now; and the file, which is kept whatever else is wrong."""
    proof = kept_or_before(request, form, "proof", enterprise.organisation)
    if not form.is_valid():
        return False, proof
    said = form.cleaned_data
    numbers = tuple(re.split(r"[\n,，、;；]", said.get("invoices", "")))
    received = Received(said["external"], said["fen"], said["received_on"], proof, numbers)
    try:
        externals.record(enterprise, received, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except Refused as refused:
        form.refuse(refused)
        return False, proof
    messages.info(request, _("On record. What is awarded from now on takes it into account."))
    return True, proof


class ReturnedForm(DeskForm):
    fen = MoneyField(label=gettext_lazy("Given back, yuan"))
    returned_on = DayField(label=gettext_lazy("Given back on"))
    proof = forms.FileField(
        label=gettext_lazy("Proof of the repayment"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )


def given_back(request: HttpRequest, form: ReturnedForm, row: Any) -> tuple[bool, Any]:
    """Whether it is on record now; and the file, which is kept whatever else is wrong."""
    proof = kept_or_before(request, form, "proof", row.enterprise.organisation)
    if not form.is_valid():
        return False, proof
    said = form.cleaned_data
    returned = Returned(said["fen"], said["returned_on"], proof)
    try:
        externals.give_back(row.pk, returned, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except Refused as refused:
        form.refuse(refused)
        return False, proof
    messages.info(request, _("On record. What went back counts no more from now on."))
    return True, proof


def received_shown(enterprise: Any) -> list[tuple[Any, Term]]:
    """Each with what its policy is called; a policy that the pack names no more, by its id."""
    terms = _terms()
    return [(row, terms.get(row.external, _unnamed(row))) for row in queries.of_enterprise(enterprise)]


def term_of(row: Any) -> Term:
    return _terms().get(row.external, _unnamed(row))


def _terms() -> dict[str, Term]:
    return {policy.id: policy.term for policy in queries.policies()}


def _unnamed(row: Any) -> Term:
    return Term(row.external, row.external)
