"""Vouchers of an enterprise: ask for one, lock it to a service, see what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept_or_before
from egret.desks.shared.forms import DayField, DeskForm, MoneyField, VersionForm
from egret.desks.shared.templatetags.egret import own
from egret.journeys import vouchers as journeys
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.provider import queries as providers
from egret.rooms.treasury import actions
from egret.rooms.treasury.actions import Service
from egret.rooms.treasury.queries import vouchers as queries


class LockForm(DeskForm):
    provider = forms.ChoiceField(label=gettext_lazy("Provider"))
    service = forms.ChoiceField(label=gettext_lazy("What you buy"))
    contract_no = forms.CharField(label=gettext_lazy("Number of the contract"), max_length=60)
    signed_on = DayField(label=gettext_lazy("Signed on"))
    contract_fen = MoneyField(label=gettext_lazy("Contract amount without tax, yuan"))
    paper = forms.FileField(
        label=gettext_lazy("The signed contract"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."),
        required=False,
    )

    def __init__(self, *args: Any, rule: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = {str(one.pk): one for one in providers.contractable(clock.today())}
        named = [(pk, one.name) for pk, one in self.pool.items()]
        self.fields["provider"].choices = [("", _("Choose")), *named]
        self.fields["service"].choices = [
            ("", _("Choose")),
            *((one.id, own(one.term)) for one in rule.services),
        ]

    def said(self, paper: Any) -> Service:
        said = {**self.cleaned_data, "paper": paper, "provider": self.pool[self.cleaned_data["provider"]]}
        return Service(**said)


@needs(Permission.OWN_FILE)
def vouchers(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@require_POST
@needs(Permission.CLAIM)
def ask(request: HttpRequest, scheme_id: str) -> HttpResponse:
    form = DeskForm(request.POST)
    enterprise = enterprises.of_user(request.user)
    act = partial(actions.issue, enterprise, scheme_id, by=request.user, at=clock.now())
    if _done(form, act):
        messages.info(request, _("The voucher is yours. Lock it to a service contract next."))
        return redirect("enterprise:vouchers")
    return _shown(request, form)


@needs(Permission.CLAIM)
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    voucher = get_object_or_404(queries.of_enterprise(enterprise), pk=pk)
    rule, paper = queries.rule_of(voucher), None
    form = LockForm(request.POST or None, request.FILES or None, rule=rule)
    if request.method == "POST":
        paper = kept_or_before(request, form, "paper", enterprise.organisation)
        if form.is_valid():
            act = partial(journeys.lock, pk, form.said(paper), by=request.user, at=clock.now())
            if _done(form, act):
                messages.info(request, _("Locked. Your provider presents the service when it is done."))
                return redirect("enterprise:vouchers")
    return render(
        request,
        "enterprise/vouchers/lock.html",
        {"voucher": voucher, "rule": rule, "form": form, "paper": paper},
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Permission.CLAIM)
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    get_object_or_404(queries.redemptions_visible_to(request.user), pk=pk, voucher__enterprise=enterprise)
    form = VersionForm(request.POST)
    if form.is_valid():
        act = partial(actions.let_go, pk, **form.cleaned_data, by=request.user, at=clock.now())
        if _done(form, act):
            messages.info(request, _("The voucher is open again."))
            return redirect("enterprise:vouchers")
    return _shown(request, form)


def _done(form: DeskForm, act: Any) -> bool:
    form.is_valid()
    try:
        act()
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _shown(request: HttpRequest, refused: DeskForm | None = None) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    held = list(queries.of_enterprise(enterprise))
    services: dict[int, list[Any]] = {one.pk: [] for one in held}
    for row in queries.redemptions_of(list(services)):
        services[row.voucher_id].append(row)
    alive = {one.scheme for one in held if one.state in ("open", "locked")}
    return render(
        request,
        "enterprise/vouchers/list.html",
        {
            "offered": [(rule, rule.id not in alive) for rule in queries.schemes()],
            "held": [(one, queries.rule_of(one), services[one.pk]) for one in held],
            "today": clock.today(),
            "refused": refused,
        },
        status=422 if refused else 200,
    )
