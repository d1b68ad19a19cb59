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
from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of, taken
from egret.rooms.call import actions, queries
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission

from .objecting import Against, decided, listed, shown


class OpenForm(DeskForm):
    batch = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].choices = [(batch.id, batch.id) for batch in city.pack().batches]


@needs(Permission.SEE_CASES)
def notices(request: HttpRequest) -> HttpResponse:
    return _notices_shown(request)


@needs(Permission.PUBLISH)
@step_of("office:notices")
def open_notice(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST)
    said = _("The notice is open to the public.")
    return done(request, form, actions.open_notice, said, "office:notices") or _notices_shown(request, form)


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


AGAINST_APPLICATIONS = Against(
    rows=queries.objections_visible_to,
    decide=actions.decide_objection,
    permission=Permission.PUBLISH,
    upheld=gettext_lazy("Uphold: the application is refused"),
    page="office:objection",
    template="office/notices/objection.html",
)


@needs(Permission.SEE_CASES)
def objections(request: HttpRequest) -> HttpResponse:
    return listed(request, AGAINST_APPLICATIONS, "office/notices/objections.html")


@needs(Permission.SEE_CASES)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, AGAINST_APPLICATIONS, pk)


@needs(Permission.PUBLISH)
@step_of("office:objection")
def decide_objection(request: HttpRequest, pk: int) -> HttpResponse:
    return decided(request, AGAINST_APPLICATIONS, pk)
