"""What an industry looks like by its newest results, before, after and on site side by side and never mixed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.templatetags.egret import own
from egret.rooms.assessment.queries import profile, visitors
from egret.rooms.assessment.states import Stage
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission

from .charts import charts, gaps
from .workbook import workbook


class IndustryForm(DeskForm):
    industry = forms.ChoiceField(label=gettext_lazy("Industry"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pilots = [(one.id, own(one.term)) for one in city.pack().industries]
        self.fields["industry"].choices = [("", _("All industries")), *pilots]


def _where(request: HttpRequest, form: IndustryForm) -> Q:
    """The enterprises that this officer sees, of that industry."""
    user: Any = request.user
    where = enterprises.scope(user, "enterprise__")
    chosen = form.cleaned_data["industry"] if form.is_valid() else ""
    return where & Q(enterprise__pilot_industry=chosen) if chosen else where


@needs(Permission.SEE_INDICATORS)
def levels(request: HttpRequest) -> HttpResponse:
    form = IndustryForm(request.GET)
    where = _where(request, form)
    profiles = [profile.profile(stage, where) for stage in Stage]
    shown = [one for one in profiles if one.shown]
    return render(
        request,
        "office/levels/profile.html",
        {
            "form": form,
            "profiles": profiles,
            "charts": charts(shown),
            "gaps": gaps(shown[0]) if shown else None,
            "gaps_of": shown[0].stage if shown else "",
            "least": visitors.rules().least_peers,
            "query": request.GET.urlencode(),
            "sees_ratings": request.user.may(Permission.SEE_RATINGS),  # type: ignore[union-attr]
        },
        status=422 if form.errors else 200,
    )


@needs(Permission.SEE_INDICATORS)
def excel(request: HttpRequest) -> HttpResponse:
    """Every figure of the page, and each result in full of the enterprises that this officer sees."""
    where = _where(request, IndustryForm(request.GET))
    answer = HttpResponse(
        workbook([profile.profile(stage, where) for stage in Stage], where),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="levels-{clock.today():%Y-%m-%d}.xlsx"'
    return answer
