"""Where an enterprise is paid, and how it corrects that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.core.policy.clause import Payee
from egret.desks.shared.access import needs
from egret.desks.shared.accounts import AccountForm, known
from egret.rooms.enterprise import actions, queries
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import payees


@needs(Permission.OWN_FILE)
def account(request: HttpRequest) -> HttpResponse:
    enterprise = queries.of_user(request.user)
    form = AccountForm(request.POST or None, initial=known(enterprise), registered=enterprise.name)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_account(enterprise.pk, form.account, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Kept. Orders that are made from now on pay to this account."))
            for warning in form.warnings:
                messages.warning(request, warning)
            return redirect("enterprise:account")
    return render(request, "enterprise/account.html", {"form": form}, status=422 if form.errors else 200)


class ThirdPartyForm(AccountForm):
    """Of somebody else, who is named in the claim."""

    bank_no = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account_name"].help_text = _("Whom the claim names: money goes to no other.")


@needs(Permission.OWN_FILE)
def third_party_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the third party that one award waits to pay."""
    rows = awarded.of_enterprise(queries.of_user(request.user)).filter(payee=Payee.THIRD_PARTY)
    found = get_object_or_404(rows.select_related("claim"), pk=pk)
    claim = found.claim
    told = {"account_name": claim.payee_name, "bank_name": claim.bank_name, "account_no": claim.account_no}
    form = ThirdPartyForm(request.POST or None, initial=told, registered=claim.payee_name)
    if request.method == "POST" and form.is_valid():
        try:
            payees.correct_account(pk, form.account, by=request.user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Kept. A finance officer verifies it, then it is paid."))
            return redirect("enterprise:award", pk)
    return render(
        request,
        "enterprise/third_party.html",
        {"form": form, "award": found},
        status=422 if form.errors else 200,
    )
