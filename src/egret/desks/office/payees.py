"""Accounts that a finance officer has to make sure of before they are paid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import oldest_first
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions, queries

MOST_VOUCHERS = 50


class VerifyForm(DeskForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    how = forms.CharField(
        label=gettext_lazy("How you made sure"),
        help_text=gettext_lazy(
            "Whom you called back, on which number that was known before the change, and what was said. "
            "Never a number that came with the change."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_MONEY)
def payees(request: HttpRequest) -> HttpResponse:
    page = oldest_first(queries.to_verify(request.user), after_of(request))
    stand = queries.standings(page.rows, clock.now())
    vouchers = list(queries.vouchers_to_verify(request.user)[:MOST_VOUCHERS]) if not after_of(request) else []
    of_vouchers = queries.standings(vouchers, clock.now())
    return render(
        request,
        "office/payees/list.html",
        {
            "page": page,
            "rows": [(row, stand[row.pk]) for row in page.rows],
            "vouchers": [(row, of_vouchers[row.pk]) for row in vouchers],
        },
    )


@needs(Permission.SEE_MONEY)
def payee(request: HttpRequest, pk: int) -> HttpResponse:
    """The payee of one award."""
    return _shown(request, _award(request, pk), None)


@needs(Permission.SEE_MONEY)
def payee_of_voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """The provider that a redeemed voucher pays."""
    return _shown(request, _redemption(request, pk), None)


@needs(Permission.PAY)
@step_of("office:payee")
def verify_account(request: HttpRequest, pk: int) -> HttpResponse:
    found = _award(request, pk)
    form = VerifyForm(request.POST)
    moved = done(request, form, actions.verify_account, _verified(), "office:payee", pk)
    return moved or _shown(request, found, form)


@needs(Permission.PAY)
@step_of("office:payee-of-voucher")
def verify_account_of(request: HttpRequest, pk: int) -> HttpResponse:
    found = _redemption(request, pk)
    form = VerifyForm(request.POST)
    moved = done(request, form, actions.verify_account_of, _verified(), "office:payee-of-voucher", pk)
    return moved or _shown(request, found, form)


def _verified() -> str:
    return _("Verified. Another officer than you can make the order now.")


def _award(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(awarded.visible_to(request.user).select_related("claim"), pk=pk)


def _redemption(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.redemptions_visible_to(request.user), pk=pk)


def _paid(what: Any) -> dict[str, Any]:
    """What the account is to be paid for: where it is told, and where verifying is posted."""
    if hasattr(what, "voucher"):
        page, verify, fen, firm = (
            "office:voucher",
            "office:verify-account-of",
            what.fen,
            what.voucher.enterprise,
        )
    else:
        page, verify, fen, firm = "office:award", "office:verify-account", what.delta_fen, what.enterprise
    urls = {"page": reverse(page, args=[what.pk]), "verify": reverse(verify, args=[what.pk])}
    return {"no": what.no, "fen": fen, "enterprise": firm, "is_award": page == "office:award", **urls}


def _shown(request: HttpRequest, what: Any, form: VerifyForm | None) -> HttpResponse:
    user: Any = request.user
    standing = queries.standing_of(what, clock.now())
    if form is not None and form.errors:
        # The note is kept; the account to be verified is the one that stands here now.
        form.data = form.data.copy()
        form.data["seen"] = standing.account.account_no
    fresh = VerifyForm(initial={"seen": standing.account.account_no})
    return render(
        request,
        "office/payees/one.html",
        {
            "paid": _paid(what),
            "standing": standing,
            "form": (form or fresh) if user.may(Permission.PAY) and standing.account.account_no else None,
        },
        status=422 if form is not None and form.errors else 200,
    )
