from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import newest_first, oldest_first
from egret.core.banking.files import Kind
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, MoneyField
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of, taken
from egret.desks.shared.templatetags.egret import called
from egret.journeys import pay
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Declared
from egret.rooms.treasury.states import BATCH_MOVES, BatchState

from .orders import WithdrawForm

MOST = 200  # awards to choose from on one page
COUNT_MOST = 100_000
MEDIA = {
    Kind.ISO: ("application/xml", "xml"),
    Kind.TEXT: ("text/csv", "csv"),
    Kind.SHEET: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
MEANS = {
    BatchState.RELEASED: gettext_lazy(
        "Its file lies ready. It is handed over by itself once a day, or now by hand."
    ),
    BatchState.UNKNOWN: gettext_lazy(
        "The file was handed over and nobody answered. The bank may have it or not. Never make a new order for this "
        "money: hand the same file over again, which the bank takes only once, or wait for the statement."
    ),
    BatchState.SENT: gettext_lazy(
        "The bank has the file. What became of each payment, only the statement proves."
    ),
    BatchState.REFUSED: gettext_lazy("The bank took nothing of it. Every award waits for a new order."),
}


class BatchForm(DeskForm):
    """What the maker counted by other means than this page."""

    count = forms.IntegerField(
        label=gettext_lazy("How many payments"),
        help_text=gettext_lazy("Count them on your own list: what is ticked is compared with it."),
        min_value=1,
        max_value=COUNT_MOST,
    )
    fen = MoneyField(label=gettext_lazy("Their sum, yuan"))
    template = forms.ChoiceField(label=gettext_lazy("Kind of file"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(one.id, called(one)) for one in queries.templates().values()]


@needs(Permission.SEE_MONEY)
def batches(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.batches()
    if state in [*BatchState]:
        rows = rows.filter(state=state)
    user: Any = request.user
    return render(
        request,
        "office/batches/list.html",
        {
            "page": newest_first(rows, after_of(request)),
            "state": state,
            "states": [*BatchState],
            "pays": user.may(Permission.PAY),
        },
    )


@needs(Permission.PAY)
def choose(request: HttpRequest) -> HttpResponse:
    return _choosing(request, BatchForm(initial={"template": queries.default_template()}))


@needs(Permission.PAY)
def make_batch(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("office:choose-batch")
    form, ticked = BatchForm(request.POST), _ticked(request)
    if "tick" in request.POST:
        # Only the ticks change: what was typed is kept as it is.
        return _choosing(request, BatchForm(initial=request.POST.dict()), every=True)
    if not ticked:
        form.add_error(None, _("Choose at least one award."))
    made: list[Any] = []

    def make(**declared: Any) -> None:
        batch = pay.make_batch(ticked, Declared(**declared), by=request.user, at=clock.now())
        made.append(batch)

    if taken(form, make):
        messages.info(request, _("The batch is made. Somebody else must check it."))
        return redirect("office:batch", made[0].pk)
    return _choosing(request, form, ticked=ticked)


def _ticked(request: HttpRequest) -> list[int]:
    found = request.POST.getlist("awards")
    return sorted({int(pk) for pk in found if pk.isascii() and pk.isdecimal() and len(pk) < 19})  # noqa: PLR2004 -- digits of int64


def _choosing(
    request: HttpRequest, form: BatchForm, *, ticked: list[int] | None = None, every: bool = False
) -> HttpResponse:
    after = request.POST.get("after", "") or request.GET.get("after", "")
    after_pk = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None  # noqa: PLR2004 -- as above
    rows = awarded.to_pay(request.user).select_related("claim")
    page = oldest_first(rows, after_pk, MOST)
    stand = queries.standings(page.rows, clock.now())
    user: Any = request.user
    return render(
        request,
        "office/batches/choose.html",
        {
            "form": form,
            "page": page,
            "after": after_pk or "",
            "rows": [
                (row, awarded.clause_of(row).stage(row.stage), stand[row.pk], stand[row.pk].stops(user.pk))
                for row in page.rows
            ],
            "ticked": {row.pk for row in page.rows} if every else set(ticked or ()),
        },
        status=422 if form.errors else 200,
    )


@needs(Permission.SEE_MONEY)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.PAY)
@step_of("office:batch")
def check_batch(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.check_batch, _("Checked. A third person must release it."))


@needs(Permission.PAY)
@step_of("office:batch")
def release_batch(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(
        request, pk, pay.release_batch, _("Released. Whether the simulated bank has it, is said below.")
    )


@needs(Permission.PAY)
@step_of("office:batch")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(
        request, pk, pay.hand_over, _("Handed over once more, the same bytes. What the bank says, is below.")
    )


@needs(Permission.PAY)
@step_of("office:batch")
def withdraw_batch(request: HttpRequest, pk: int) -> HttpResponse:
    queries.batch_now(pk)
    form = WithdrawForm(request.POST)
    said = _("Withdrawn. Its awards wait for new orders.")
    return done(request, form, pay.withdraw_batch, said, "office:batch", pk) or _shown(
        request, pk, withdraw_form=form
    )


@needs(Permission.OPEN_BANK_FILES)
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """The very bytes that were handed over, or will be."""
    found = queries.batch_now(pk)
    file = queries.file_of(found)
    if file is None:
        raise Http404
    media, ending = MEDIA[queries.templates()[found.template].kind]
    answer = HttpResponse(bytes(file.content), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{found.no}.{ending}"'
    return answer


def _stepped(request: HttpRequest, pk: int, act: Callable[..., object], told: str) -> HttpResponse:
    queries.batch_now(pk)
    form = DeskForm(request.POST)
    return done(request, form, act, told, "office:batch", pk) or _shown(request, pk, refused=form)


def _shown(
    request: HttpRequest,
    pk: int,
    *,
    refused: DeskForm | None = None,
    withdraw_form: WithdrawForm | None = None,
) -> HttpResponse:
    found = queries.batch_now(pk)
    user: Any = request.user
    pays = user.may(Permission.PAY)
    state = BatchState(found.state)
    withdraws = pays and BatchState.WITHDRAWN in BATCH_MOVES[state]
    return render(
        request,
        "office/batches/one.html",
        {
            "batch": found,
            "page": oldest_first(queries.orders_of(found), after_of(request)),
            "file": queries.file_of(found),
            "template": queries.templates().get(found.template),
            "attempts": list(queries.attempts_of(found)),
            "means": MEANS.get(state, ""),
            "pays": pays,
            "may_open": user.may(Permission.OPEN_BANK_FILES),
            "may_check": pays and queries.may_check_batch(found, user.pk),
            "may_release": pays and queries.may_release_batch(found, user.pk),
            "may_hand_over": pays and state in (BatchState.RELEASED, BatchState.UNKNOWN),
            "withdraw_form": (withdraw_form or WithdrawForm()) if withdraws else None,
            "refused": refused or (withdraw_form if not withdraws else None),
        },
        status=422 if refused or withdraw_form else 200,
    )
