"""What came from the bank: messages taken in or refused, statements line by line, the balance beside the books."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first, oldest_first
from egret.core.banking.markup import LARGEST
from egret.core.banking.signing import Signed
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.growing import Tell, growing
from egret.desks.shared.paging import after_of
from egret.journeys import daily, pay
from egret.rooms.exchange import actions as exchange
from egret.rooms.people.states import Permission
from egret.rooms.treasury import queries

SIGNATURE_LONGEST = 4000
LONG = 256 * 1024  # bytes, some hundred lines: below it nobody waits


class UploadForm(DeskForm):
    file = forms.FileField(
        label=gettext_lazy("Message of the bank"),
        help_text=gettext_lazy(
            "A statement (camt.053) or an acknowledgement (pain.002), as the bank gave it."
        ),
    )
    signature = forms.CharField(
        label=gettext_lazy("Its signature"),
        help_text=gettext_lazy(
            "The text of the file with the signature. Simulated: a real bank signs with certificates."
        ),
        max_length=SIGNATURE_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_signature(self) -> str:
        return "".join(self.cleaned_data["signature"].split())


@needs(Permission.SEE_MONEY)
def bank(request: HttpRequest) -> HttpResponse:
    return _shown(request, UploadForm())


@needs(Permission.PAY)
def upload(request: HttpRequest) -> HttpResponse:
    """In one transaction. A long message is answered by a page that tells how far it is."""
    if request.method != "POST":
        return redirect("office:bank")
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, form)
    # One byte above the limit tells that it is too large; the rest need not be read.
    content = form.cleaned_data["file"].read(LARGEST + 1)
    signed = Signed(content, exchange.signer().algorithm, form.cleaned_data["signature"])
    if len(content) > LONG:
        name = form.cleaned_data["file"].name
        return growing(request, "office/bank/taking.html", partial(_taken_in, request, signed), name=name)
    try:
        message = pay.receive(pay.kind_of(signed), signed, by=request.user, at=clock.now())
    except Refused as refused:
        form.refuse(refused)
        return _shown(request, form)
    if message.fault:
        form.add_error(None, fault_of(message))
        return _shown(request, form, refused=message)
    messages.info(request, _("Taken in. What it says is below."))
    return redirect("office:bank-message", message.pk)


def _taken_in(request: HttpRequest, signed: Signed, tell: Tell) -> str:
    message = pay.receive(pay.kind_of(signed), signed, by=request.user, at=clock.now(), tell=tell)
    return render_to_string("office/bank/taken_in.html", {"message": message}, request)


def fault_of(message: Any) -> str:
    return message.fault_en if get_language() == "en" else message.fault


@needs(Permission.PAY)
def fetch_evening(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            came = daily.fetch_evening(by=request.user, at=clock.now())
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("office:bank")
        if not came:
            messages.info(request, _("The simulated bank has closed this day already: there is nothing new."))
        for message in came:
            if message.fault:
                messages.warning(request, _("Refused: %(why)s") % {"why": fault_of(message)})
        if taken_in := sum(not message.fault for message in came):
            told = ngettext("%(count)s message taken in.", "%(count)s messages taken in.", taken_in)
            messages.info(request, told % {"count": taken_in})
    return redirect("office:bank")


def _shown(request: HttpRequest, form: UploadForm, *, refused: Any = None) -> HttpResponse:
    user: Any = request.user
    page = newest_first(queries.messages(), after_of(request))
    return render(
        request,
        "office/bank/list.html",
        {
            "page": page,
            "balance": queries.balance(),
            "form": form if user.may(Permission.PAY) else None,
            "refused_message": refused,
        },
        status=422 if form.errors else 200,
    )


@needs(Permission.SEE_MONEY)
def bank_message(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = queries.message_now(pk)
    return render(
        request,
        "office/bank/message.html",
        {
            "message": found,
            "fault": fault_of(found),
            "statements": list(queries.statements_in(found)),
            "may_open": user.may(Permission.OPEN_BANK_FILES),
        },
    )


@needs(Permission.OPEN_BANK_FILES)
def bank_message_file(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    found = queries.message_now(pk)
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.sha256[:12]}.xml"'
    return answer


@needs(Permission.SEE_MONEY)
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.statement_now(pk)
    only = request.GET.get("state", "") == "other"
    rows = queries.other_lines_of(found) if only else queries.lines_of(found)
    return render(
        request,
        "office/bank/statement.html",
        {
            "statement": found,
            "page": oldest_first(rows, after_of(request)),
            "state": "other" if only else "",
            "differences": list(queries.differences_of(found)),
        },
    )
