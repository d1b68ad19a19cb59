"""What the bank and the books don't agree on, the oldest first, with what to do about it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import newest_first, oldest_first
from egret.core.days import china_day
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import step_of, taken
from egret.rooms.people.states import Permission
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.states import DifferenceKind, DifferenceState

K = DifferenceKind
NEXT = {
    K.AMOUNT: gettext_lazy(
        "The bank moved another amount than the order says. Ask it which is right; the order stays open until a line fits it."
    ),
    K.ACCOUNT: gettext_lazy(
        "The bank paid to another account, or does not say to which. Ask it where the money went before anything else is paid."
    ),
    K.REPEATED: gettext_lazy(
        "The bank told the same entry twice. Usually nothing is wrong: compare the balance and settle it."
    ),
    K.CHANGED: gettext_lazy(
        "The bank uses an old entry number for something else. Ask it which of the two entries is true."
    ),
    K.DOUBLED: gettext_lazy(
        "Money moved twice for one order. Ask the bank to take the second payment back, today."
    ),
    K.TOO_SOON: gettext_lazy(
        "Money came back that no statement has shown as paid. Look for the statement that is missing."
    ),
    K.CONTRADICTS: gettext_lazy(
        "The bank paid what it had rejected, or before it was asked to. Don't order the award again before the bank has explained it."
    ),
    K.MERGED: gettext_lazy(
        "One line with the sum of several orders. The hint names the only orders that make this sum; ask the bank for single entries."
    ),
    K.UNKNOWN: gettext_lazy(
        "Nobody here ordered this. Ask the bank what it is; a fee is entered in the books by whoever keeps them."
    ),
    K.INCOME: gettext_lazy(
        "Money came in. If an enterprise pays back, record it at the award that is to be recovered."
    ),
    K.REVERSAL: gettext_lazy(
        "The bank corrects an entry of its own. Find the entry that it corrects and settle both."
    ),
    K.STATEMENT_GAP: gettext_lazy(
        "The statement before this one never came. Ask the bank to print it again and take it in."
    ),
    K.STATEMENT_NUMBER: gettext_lazy("Two statements bear one number. Ask the bank which of them counts."),
    K.STATEMENT_OPENING: gettext_lazy(
        "It does not open with what the one before closed with. Ask the bank for what lies between."
    ),
    K.STATEMENT_SUM: gettext_lazy(
        "Its lines don't add up to its closing balance. Ask the bank for a right one."
    ),
    K.STATEMENT_OURS: gettext_lazy(
        "The bank holds another balance than the books explain. The other differences of this statement should explain it; if not, ask."
    ),
    K.MISSING: gettext_lazy(
        "Released days ago, and no statement names it. Ask the bank about it. Never send a new order while this one is open."
    ),
}


class SettleForm(DeskForm):
    note = forms.CharField(
        label=gettext_lazy("How it was settled"),
        help_text=gettext_lazy("Who was asked, what was found, which paper proves it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_MONEY)
def differences(request: HttpRequest) -> HttpResponse:
    settled = request.GET.get("state", "") == DifferenceState.SETTLED
    rows = queries.differences(DifferenceState.SETTLED if settled else DifferenceState.OPEN)
    page = (newest_first if settled else oldest_first)(rows, after_of(request))
    return render(
        request,
        "office/differences/list.html",
        {
            "page": page,
            "rows": [(row, _age(row), NEXT[K(row.kind)]) for row in page.rows],
            "state": "settled" if settled else "",
            "balance": queries.balance(),
        },
    )


def _age(row: Any) -> int:
    return (clock.today() - china_day(row.found_at)).days


@needs(Permission.SEE_MONEY)
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk, SettleForm())


@needs(Permission.PAY)
@step_of("office:difference")
def settle_difference(request: HttpRequest, pk: int) -> HttpResponse:
    queries.difference_now(pk)
    form = SettleForm(request.POST)
    if taken(form, partial(actions.settle_difference, pk, by=request.user, at=clock.now())):
        messages.info(request, _("Settled. It stands under “Settled” with your note."))
        return redirect("office:differences")
    return _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, form: SettleForm) -> HttpResponse:
    found = queries.difference_now(pk)
    user: Any = request.user
    settles = user.may(Permission.PAY) and found.state == DifferenceState.OPEN
    return render(
        request,
        "office/differences/one.html",
        {
            "difference": found,
            "age": _age(found),
            "next": NEXT[K(found.kind)],
            "form": form if settles else None,
            "refused": None if settles else form,
        },
        status=422 if form.errors else 200,
    )
