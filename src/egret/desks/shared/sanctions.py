"""What is in force against a party, and its objection: the same page on two desks."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.shared.forms import DeskForm
from egret.rooms.treasury import actions
from egret.rooms.treasury.queries import sanctions as queries


class ObjectForm(DeskForm):
    text = forms.CharField(
        label=gettext_lazy("What you object to"),
        help_text=gettext_lazy("Say what is wrong and how it can be checked."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def listed(request: HttpRequest, desk: str, refused: tuple[int, ObjectForm] | None = None) -> HttpResponse:
    """`desk` is the name space of the desk; `refused` the sanction and the form that was not taken."""
    user: Any = request.user
    rows = list(queries.visible_to(user).order_by("-pk"))
    told = [
        {
            "row": row,
            "rule": queries.rule_of(row),
            "form": _form_of(row, refused),
            "url": reverse(f"{desk}:object-to-sanction", args=[row.pk]),
        }
        for row in rows
    ]
    return render(request, "shared/sanctions.html", {"told": told}, status=422 if refused else 200)


def _form_of(row: Any, refused: tuple[int, ObjectForm] | None) -> ObjectForm | None:
    if row.state != "in_force" or row.objected_at:
        return refused[1] if refused and refused[0] == row.pk else None
    return refused[1] if refused and refused[0] == row.pk else ObjectForm()


def objected(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    user: Any = request.user
    get_object_or_404(queries.visible_to(user), pk=pk)
    form = ObjectForm(request.POST)
    if form.is_valid():
        act = partial(actions.object_to_sanction, pk, **form.cleaned_data, by=user, at=clock.now())
        try:
            act()
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Your objection is on file: somebody who did not propose it answers."))
            return redirect(f"{desk}:sanctions")
    return listed(request, desk, (pk, form))
