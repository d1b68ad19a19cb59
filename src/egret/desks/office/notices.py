from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.rooms.call import actions, queries
from egret.rooms.call.states import ObjectionState
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission

from .steps import step_of, taken


class OpenForm(DeskForm):
    batch = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].choices = [(batch.id, batch.id) for batch in city.pack().batches]


class ObjectionForm(DeskForm):
    uphold = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("yes", gettext_lazy("Uphold: the application is refused")),
            ("no", gettext_lazy("Dismiss")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever objected will read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Permission.SEE_CASES)
def notices(request: HttpRequest) -> HttpResponse:
    return _notices_shown(request)


@needs(Permission.PUBLISH)
@step_of("office:notices")
def open_notice(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST)
    if taken(form, partial(actions.open_notice, by=request.user, at=clock.now())):
        messages.info(request, _("The notice is open to the public."))
        return redirect("office:notices")
    return _notices_shown(request, form)


@needs(Permission.PUBLISH)
def publish_list(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("office:notices")
    form = DeskForm(request.POST)
    if taken(form, partial(actions.publish_list, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The list is published. It can't be changed any more."))
        return redirect("office:notices")
    return _notices_shown(request, form)


def _notices_shown(request: HttpRequest, refused: DeskForm | None = None) -> HttpResponse:
    waiting, listed = queries.waiting_by_batch(), queries.listed_by_batch()
    now, user = clock.now(), request.user
    return render(
        request,
        "office/notices/list.html",
        {
            "batches": [
                (batch, waiting.get(batch.id, 0), listed.get(batch.id, 0)) for batch in city.pack().batches
            ],
            "notices": [(notice, notice.closes_at <= now) for notice in queries.unpublished_notices()],
            "page": newest_first(queries.lists().defer("content"), after_of(request)),
            "may_publish": user.may(Permission.PUBLISH),  # type: ignore[union-attr]
            "refused": refused,
        },
        status=422 if refused else 200,
    )


@needs(Permission.SEE_CASES)
def objections(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.objections_visible_to(request.user)
    if state in [*ObjectionState]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    return render(
        request,
        "office/notices/objections.html",
        {"page": page, "state": state, "states": [*ObjectionState]},
    )


@needs(Permission.SEE_CASES)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    return _objection_shown(request, pk)


@needs(Permission.PUBLISH)
@step_of("office:objection")
def decide_objection(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.objections_visible_to(request.user), pk=pk)
    form = ObjectionForm(request.POST)
    if taken(form, partial(actions.decide_objection, pk, by=request.user, at=clock.now())):
        messages.info(request, _("The objection is decided."))
        return redirect("office:objection", pk)
    return _objection_shown(request, pk, form)


def _objection_shown(request: HttpRequest, pk: int, form: ObjectionForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.objections_visible_to(request.user), pk=pk)
    user: Any = request.user
    decides = user.may(Permission.PUBLISH) and found.state == ObjectionState.OPEN
    return render(
        request,
        "office/notices/objection.html",
        {
            "objection": found,
            # Who objects is told to those who decide and those who audit, not to the district concerned.
            "sees_who": user.may(Permission.PUBLISH) or user.may(Permission.SEE_TRAIL),
            "form": (form or ObjectionForm()) if decides else None,
            "refused": form if not decides else None,
        },
        status=422 if form else 200,
    )
