"""Where an enterprise is paid, and how it corrects that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.shared.access import needs
from egret.desks.shared.accounts import AccountForm, known
from egret.rooms.enterprise import actions, queries
from egret.rooms.people.states import Permission


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
