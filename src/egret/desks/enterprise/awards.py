"""One award as its owner reads it: how much, why, what happens next, how to object; and its letter."""

from __future__ import annotations

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
from egret.desks.enterprise.money import sentence, state
from egret.desks.shared.access import needs
from egret.desks.shared.award_facts import award_facts, reasons_said
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.letters import answered
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries
from egret.rooms.subsidy.actions import objections
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.queries import objections as objected
from egret.rooms.treasury import queries as treasury


class ObjectForm(DeskForm):
    text = forms.CharField(
        label=gettext_lazy("What you object to"),
        help_text=gettext_lazy("Say what is wrong and how it can be checked."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@needs(Permission.OWN_FILE)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@require_POST
@needs(Permission.CLAIM)
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = ObjectForm(request.POST)
    user: Any = request.user
    who = Objector(user.full_name, found.enterprise.name, user.organisation)
    if form.is_valid():
        try:
            objections.object_to(pk, who, form.cleaned_data["text"], by=user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Your objection is on file. The award waits until it is decided."))
            return redirect("enterprise:award", pk)
    return _shown(request, pk, form)


@needs(Permission.OWN_FILE)
def letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return answered(_found(request, pk), kind)


def _found(request: HttpRequest, pk: int) -> Any:
    rows = queries.visible_to(request.user).select_related("enterprise__organisation", "claim", "provider")
    return get_object_or_404(rows, pk=pk)


def _shown(request: HttpRequest, pk: int, form: ObjectForm | None = None) -> HttpResponse:
    found = _found(request, pk)
    own = list(objected.of_award(found).filter(organisation=found.enterprise.organisation_id))
    open_to = found.state == "on_notice" and found.notice_closes_at > clock.now()
    return render(
        request,
        "enterprise/award.html",
        {
            "award": found,
            "clause": queries.clause_of(found),
            "sentence": sentence(found),
            "state": state(found),
            "lines": queries.lines_of([found]),
            "facts": award_facts(found),
            "reasons": reasons_said(found),
            "orders": treasury.of_awards([pk]),
            "objections": own,
            "form": (form or ObjectForm()) if open_to else None,
            "refused": form if not open_to else None,
        },
        status=422 if form else 200,
    )
