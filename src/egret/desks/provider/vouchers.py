"""Services that a voucher pays: what was locked to a provider, and how it presents them for its money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept_or_before
from egret.desks.shared.forms import FoldedField, MoneyField, VersionForm
from egret.desks.shared.paging import after_of
from egret.rooms.people.states import Permission
from egret.rooms.treasury import actions
from egret.rooms.treasury import queries as treasury
from egret.rooms.treasury.actions import Delivered
from egret.rooms.treasury.queries import vouchers as queries
from egret.rooms.treasury.states import RedemptionState


class PresentForm(VersionForm):
    invoice_no = FoldedField(
        label=gettext_lazy("Number of the invoice"),
        help_text=gettext_lazy("8 to 20 digits. One invoice is presented once."),
        max_length=20,
    )
    invoiced_fen = MoneyField(
        label=gettext_lazy("Invoiced without tax, yuan"),
        help_text=gettext_lazy("The lower of contract and invoice counts."),
    )
    invoice = forms.FileField(
        label=gettext_lazy("The invoice"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )
    proof = forms.FileField(
        label=gettext_lazy("Proof that the service was rendered"),
        help_text=gettext_lazy("For instance what the enterprise signed when it took the work over."),
        required=False,
    )


@needs(Permission.CONFIRM_CONTRACT)
def vouchers(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.redemptions_visible_to(request.user)
    if state in [*RedemptionState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(
        request,
        "provider/vouchers/list.html",
        {"page": page, "state": state, "states": [*RedemptionState]},
    )


@needs(Permission.CONFIRM_CONTRACT)
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.redemptions_visible_to(request.user), pk=pk)
    waits = found.state == RedemptionState.LOCKED
    files: dict[str, Any] = {}
    form = PresentForm(initial={"version": found.version}) if waits else None
    if request.method == "POST":
        form = PresentForm(request.POST, request.FILES)
        for name in ("invoice", "proof"):
            files[name] = kept_or_before(request, form, name, found.provider.organisation)
        if form.is_valid():
            said = {**form.cleaned_data, **files}
            version = said.pop("version")
            try:
                actions.present(pk, Delivered(**said), version=version, by=request.user, at=clock.now())
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("Presented. An officer of the city looks at it next."))
                return redirect("provider:voucher", pk)
    return render(
        request,
        "provider/vouchers/one.html",
        {
            "row": found,
            "rule": queries.rule_of(found.voucher),
            "would_pay": queries.would_pay(found) if waits else found.fen,
            "orders": treasury.of_redemptions([found.pk]),
            "form": form,
            "files": files,
        },
        status=422 if form and form.errors else 200,
    )
