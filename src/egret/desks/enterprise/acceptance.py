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
from egret.desks.shared.forms import DeskForm, MoneyField
from egret.rooms.acceptance import actions, queries
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.project import queries as projects


class RequestForm(DeskForm):
    claimed = MoneyField(
        label=gettext_lazy("What you spent and can prove, yuan"),
        help_text=gettext_lazy("At most the amount of the contract. The assessor finds out what counts."),
    )
    summary = forms.CharField(
        label=gettext_lazy("What was done"),
        help_text=gettext_lazy("Which systems run, since when, what they changed."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    proof = forms.FileField(
        label=gettext_lazy("Invoices and proofs of payment"),
        help_text=gettext_lazy("One file: PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )


@needs(Permission.FILE_CONTRACT)
def acceptance(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    contract, found = projects.of_enterprise(enterprise), queries.of_enterprise(enterprise)
    form, proof = None, None
    if request.method == "POST" and contract:
        form = RequestForm(request.POST, request.FILES)
        proof = kept_or_before(request, form, "proof", enterprise.organisation)
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.request(
                    contract.pk,
                    claimed_fen=said["claimed"],
                    summary=said["summary"],
                    proof=proof,
                    by=request.user,
                    at=clock.now(),
                )
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("Acceptance is requested. An assessor will be sent to you."))
                return redirect("enterprise:acceptance")
    elif _may_request(contract, found):
        form = RequestForm()
    return render(
        request,
        "enterprise/acceptance.html",
        {
            "contract": contract,
            "batch": city.batch(contract.batch) if contract else None,
            "acceptance": found,
            "aspects": [(name, said["finding"], said["note"]) for name, said in found.aspects.items()]
            if found and found.decided_at
            else [],
            "form": form,
            "proof": proof,
        },
        status=422 if form and form.errors else 200,
    )


def _may_request(contract: Any, found: Any) -> bool:
    if found or not contract or contract.state != "checked":
        return False
    batch = city.batch(contract.batch)
    return batch.accepts_from <= clock.today() <= batch.accepts_to
