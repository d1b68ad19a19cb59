"""Vouchers at the office: where the quota is, and services to accept, give back or refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base.paging import newest_first
from egret.core.packs.model import VoucherRule
from egret.core.vouchers import Quota
from egret.desks.shared.access import needs
from egret.desks.shared.forms import VersionForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of
from egret.journeys import pay
from egret.journeys import vouchers as journeys
from egret.rooms.people.states import Permission
from egret.rooms.treasury import queries as treasury
from egret.rooms.treasury.queries import vouchers as queries
from egret.rooms.treasury.states import RedemptionState

from .rails import RailForm

WIDTH = 1000
# The picture's pieces and the colours that money of that kind has elsewhere.
_PIECES = {"open": "allotted", "locked": "committed", "redeemed": "paid", "free": "unallocated"}


class ReasonForm(VersionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The provider reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a quota as a piece of its bar, in thousandths of the bar."""

    part: str
    colour: str
    fen: int
    x: int
    width: int


def _pieces(quota: Quota) -> list[Piece]:
    """Borders fall where the running sum does, so that the pieces fill the bar exactly."""
    whole, pieces, before = max(quota.whole_fen, quota.out_fen), [], 0
    for part, colour in _PIECES.items():
        if fen := getattr(quota, f"{part}_fen"):
            x, end = before * WIDTH // whole, (before + fen) * WIDTH // whole
            pieces.append(Piece(part, colour, fen, x, end - x))
            before += fen
    return pieces


@needs(Permission.SEE_CASES)
def vouchers(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.redemptions_visible_to(request.user)
    if state in [*RedemptionState]:
        rows = rows.filter(state=state)
    schemes: list[tuple[VoucherRule, Quota]] = [(rule, queries.quota_of(rule)) for rule in queries.schemes()]
    return render(
        request,
        "office/vouchers/list.html",
        {
            "schemes": [(rule, quota, _pieces(quota)) for rule, quota in schemes],
            "width": WIDTH,
            "page": newest_first(rows, after_of(request)),
            "state": state,
            "states": [*RedemptionState],
        },
    )


@needs(Permission.SEE_CASES)
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.DECIDE_CLAIM)
@step_of("office:voucher")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(
        request, pk, VersionForm(request.POST), journeys.accept, _("Accepted. It can be paid now.")
    )


@needs(Permission.DECIDE_CLAIM)
@step_of("office:voucher")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="back")
    return _stepped(request, pk, form, journeys.give_back, _("Given back to the provider with your reason."))


@needs(Permission.DECIDE_CLAIM)
@step_of("office:voucher")
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="refuse")
    return _stepped(request, pk, form, journeys.refuse, _("Refused. The voucher is open again."))


@needs(Permission.PAY)
@step_of("office:voucher")
def make_order(request: HttpRequest, pk: int) -> HttpResponse:
    told = _("The order is made. Somebody else must check it.")
    return _stepped(request, pk, RailForm(request.POST), pay.make_redemption_order, told)


def _stepped(request: HttpRequest, pk: int, form: Any, act: Callable[..., object], told: str) -> HttpResponse:
    get_object_or_404(queries.redemptions_visible_to(request.user), pk=pk)
    return done(request, form, act, told, "office:voucher", pk) or _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, tried: Any = None) -> HttpResponse:
    row = get_object_or_404(queries.redemptions_visible_to(request.user), pk=pk)
    user: Any = request.user
    waits = row.state == RedemptionState.PRESENTED
    decides = waits and user.may(Permission.DECIDE_CLAIM)
    orders = row.state == RedemptionState.ACCEPTED and user.may(Permission.PAY)
    version = {"version": row.version}

    def form(kind: type, prefix: str | None) -> Any:
        if type(tried) is kind and tried.prefix == prefix:
            return tried
        return kind(initial=version, prefix=prefix)

    shown = {
        "accept_form": form(VersionForm, None) if decides else None,
        "back_form": form(ReasonForm, "back") if decides else None,
        "refuse_form": form(ReasonForm, "refuse") if decides else None,
        "rail_form": (tried if isinstance(tried, RailForm) else RailForm()) if orders else None,
    }
    return render(
        request,
        "office/vouchers/one.html",
        {
            "row": row,
            "rule": queries.rule_of(row.voucher),
            "would_pay": queries.would_pay(row) if waits else row.fen,
            "orders": treasury.of_redemptions([row.pk]),
            "sees_money": user.may(Permission.SEE_MONEY),
            "refused": tried if tried and tried not in shown.values() else None,
            **shown,
        },
        status=422 if tried else 200,
    )
