from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import by_state
from egret.desks.shared.steps import done, step_of
from egret.journeys import pay, wallets
from egret.rooms.people.states import Permission
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.states import MOVES, WITH_BANK, OrderState

from .order_life import life_of


class WithdrawForm(DeskForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@needs(Permission.SEE_MONEY)
def orders(request: HttpRequest) -> HttpResponse:
    return render(
        request, "office/orders/list.html", by_state(request, queries.visible_to(request.user), OrderState)
    )


@needs(Permission.SEE_MONEY)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.PAY)
@step_of("office:order")
def check_order(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.check_order, _("Checked. A third person must release it."))


@needs(Permission.PAY)
@step_of("office:order")
def release_order(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, pay.release_order, _("Released: the simulated bank has it now."))


@needs(Permission.PAY)
@step_of("office:order")
def ask_bank(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, pay.ask_bank, _("Asked: the answer stands below."))


@needs(Permission.PAY)
@step_of("office:order")
def release_wallet(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(
        request, pk, wallets.release, _("The proof is the same: the simulated digital yuan is paid out.")
    )


@needs(Permission.PAY)
@step_of("office:order")
def withdraw_order(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = WithdrawForm(request.POST)
    said = _("Withdrawn. The award waits for a new order.")
    return done(request, form, pay.withdraw_order, said, "office:order", pk) or _shown(
        request, pk, withdraw_form=form
    )


def _stepped(request: HttpRequest, pk: int, act: Callable[..., object], told: str) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = DeskForm(request.POST)
    return done(request, form, act, told, "office:order", pk) or _shown(request, pk, refused=form)


def _shown(
    request: HttpRequest,
    pk: int,
    *,
    refused: DeskForm | None = None,
    withdraw_form: WithdrawForm | None = None,
) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    pays = user.may(Permission.PAY)
    # What goes in a batch is withdrawn with it.
    withdraws = pays and not found.batch_id and OrderState.WITHDRAWN in MOVES[OrderState(found.state)]
    return render(
        request,
        "office/orders/one.html",
        {
            "order": found,
            "life": life_of(found),
            "parts": queries.parts_named(found.parts),
            "may_check": pays and queries.may_check(found, user),
            "may_release": pays and queries.may_release(found, user),
            "may_ask": pays and found.state in WITH_BANK,
            "may_release_wallet": pays and queries.may_release_wallet(found),
            "pays": pays,
            "withdraw_form": (withdraw_form or WithdrawForm()) if withdraws else None,
            "refused": refused or (withdraw_form if not withdraws else None),
        },
        status=422 if refused or withdraw_form else 200,
    )
