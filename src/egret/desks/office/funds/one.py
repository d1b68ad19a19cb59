"""One fund: its pots, its history, and what a finance officer does with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.core.ledger.accounts import State
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import step_of
from egret.rooms.people.states import Permission
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.queries import flow

from .forms import EndYearForm, GrantForm, PotForm, TransferForm
from .listing import WIDTH, columns, pieces, shares_shown
from .named import pot_said, pots_offered, pots_with, purpose_of, source_of

LATEST = 5
PAGE = "office:fund"


@needs(Permission.PAY)
def grant(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = GrantForm(request.POST or None, today=clock.today())
    if request.method == "POST":
        made = _done(form, lambda: actions.grant(form.told(), by=user, at=clock.now()))
        if made:
            messages.info(request, _("The fund is entered. Allot it to pots next."))
            return redirect(PAGE, made.pk)
    return render(request, "office/funds/grant.html", {"form": form}, status=422 if form.errors else 200)


def _done(form: DeskForm, act: Callable[[], Any]) -> Any:
    """What the act answers, or None: then the form says why."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except Refused as refused:
        form.refuse(refused)
        return None


@needs(Permission.SEE_MONEY)
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.PAY)
@step_of(PAGE)
def allot(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.funds(), pk=pk)
    form = _form("allot", found, request.POST)
    return _stepped(
        request, pk, ("allot", form), partial(_into, actions.allot, found, form, request), _("Allotted.")
    )


@needs(Permission.PAY)
@step_of(PAGE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.funds(), pk=pk)
    form = _form("withdraw", found, request.POST)
    act = partial(_into, actions.withdraw_allotment, found, form, request)
    return _stepped(request, pk, ("withdraw", form), act, _("Taken back: it can be allotted anew."))


def _into(act: Callable[..., None], found: Any, form: Any, request: HttpRequest) -> None:
    said = form.cleaned_data
    act(found, form.pot, said["fen"], key=str(said["key"]), by=request.user, at=clock.now())


@needs(Permission.PAY)
@step_of(PAGE)
def ask_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.funds(), pk=pk)
    user: Any = request.user
    form: Any = _form("transfer", found, request.POST)

    def act() -> Any:
        said = form.cleaned_data
        return actions.ask_transfer(
            found, form.pots, said["fen"], reason=said["reason"], by=user, at=clock.now()
        )

    told = _("Asked for. A second officer must agree before the money moves.")
    return _stepped(request, pk, ("transfer", form), act, told)


@needs(Permission.PAY)
@step_of(PAGE)
def end_year(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.funds(), pk=pk)
    user: Any = request.user
    form = _form("end_year", found, request.POST)

    def act() -> Any:
        said = form.cleaned_data
        return actions.end_year(
            found, carries_fen=said["carries"], document_no=said["document_no"], by=user, at=clock.now()
        )

    return _stepped(request, pk, ("end_year", form), act, _("The year of this fund is ended."))


def _stepped(
    request: HttpRequest, pk: int, posted: tuple[str, DeskForm], act: Callable[[], Any], told: str
) -> HttpResponse:
    name, form = posted
    if _done(form, act):
        messages.info(request, told)
        return redirect(PAGE, pk)
    return _shown(request, pk, name, form)


def _form(name: str, found: Any, data: Any = None) -> Any:
    """Each form of the page has its own prefix of ids: the same fields stand in several."""
    ids = f"{name}_%s"
    match name:
        case "allot":
            return PotForm(data, pots=pots_offered(found), auto_id=ids)
        case "withdraw":
            return PotForm(data, pots=pots_with(queries.free_in_pots(found)), auto_id=ids)
        case "transfer":
            here = pots_with(queries.free_in_pots(found))
            return TransferForm(data, here=here, there=pots_offered(found), auto_id=ids)
        case _:
            return EndYearForm(data, auto_id=ids)


def _offered(found: Any, fen: dict[str, int]) -> list[str]:
    """The steps that make sense now."""
    names = []
    if fen[State.UNALLOCATED]:
        names.append("allot")
    if fen[State.ALLOTTED]:
        names += ["withdraw", "transfer"]
    if clock.today().year > found.year and fen[State.UNALLOCATED] + fen[State.ALLOTTED]:
        names.append("end_year")
    return names


def _shown(request: HttpRequest, pk: int, posted: str = "", form: DeskForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.funds().select_related("came_from", "received_by"), pk=pk)
    user: Any = request.user
    fen = flow.states_of([found.code])[found.code]
    names = _offered(found, fen) if user.may(Permission.PAY) else []
    forms = {name: form if name == posted else _form(name, found) for name in names}
    page = newest_first(flow.history_of(found), after_of(request))
    transfers = list(queries.transfers().filter(fund=found)[: LATEST + 1])
    return render(
        request,
        "office/funds/one.html",
        {
            "fund": found,
            "source": source_of(found.source),
            "purpose": purpose_of(found.purpose),
            "fen": fen,
            "pieces": pieces(fen),
            "width": WIDTH,
            "pots": [(pot_said(*pot), columns(states)) for pot, states in flow.pots_of(found)],
            "page": page,
            "history": [(leg, pot_said(leg.purpose, leg.policy) if leg.policy else "") for leg in page.rows],
            "transfers": transfers[:LATEST],
            "more_transfers": len(transfers) > LATEST,
            "shares": shares_shown(found.source),
            "left_fen": fen[State.UNALLOCATED] + fen[State.ALLOTTED],
            "forms": forms,
            # A step that is no longer open has no form of its own to say so in.
            "refused": form if posted not in forms else None,
        },
        status=422 if form else 200,
    )
