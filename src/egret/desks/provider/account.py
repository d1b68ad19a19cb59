"""Where a provider is paid, for the clauses that pay providers."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, FoldedField
from egret.rooms.people.states import Permission
from egret.rooms.provider import actions, queries


class AccountForm(DeskForm):
    bank_name = forms.CharField(label=gettext_lazy("Bank"), max_length=80)
    account_no = FoldedField(
        label=gettext_lazy("Account number"),
        help_text=gettext_lazy("An account in the name of the provider: money goes nowhere else."),
        max_length=32,
        validators=[RegexValidator(r"^\d{6,32}\Z", gettext_lazy("An account number has digits only."))],
    )


@needs(Permission.CONFIRM_CONTRACT)
def account(request: HttpRequest) -> HttpResponse:
    provider = queries.of_user(request.user)
    known = {"bank_name": provider.bank_name, "account_no": provider.account_no}
    form = AccountForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.name_account(provider.pk, **form.cleaned_data, by=request.user, at=clock.now())
        messages.info(request, _("Kept. Orders that are made from now on pay to this account."))
        return redirect("provider:account")
    return render(request, "provider/account.html", {"form": form}, status=422 if form.errors else 200)
