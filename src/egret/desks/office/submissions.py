from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.paging import newest_first
from egret.core.money import yuan
from egret.core.packs.model import Field, by_id
from egret.desks.shared import words
from egret.desks.shared.access import needs
from egret.desks.shared.forms import VersionForm
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of
from egret.desks.shared.templatetags.egret import own
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.call import actions, queries
from egret.rooms.call.states import SubmissionState, Verdict
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission

TEXT_MAX = 60


class CheckForm(VersionForm):
    verdict = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=words.choices("verdict"),
        coerce=Verdict,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The enterprise reads it. Needed when you return or refuse."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def asked(request: HttpRequest) -> str:
    """What was typed into a search box; a NUL is no text for a data base."""
    return request.GET.get("q", "").replace("\0", "").strip()[:TEXT_MAX]


@needs(Permission.SEE_CASES)
def submissions(request: HttpRequest) -> HttpResponse:
    state, text = request.GET.get("state", ""), asked(request)
    rows = queries.visible_to(request.user)
    if state in [*SubmissionState]:
        rows = rows.filter(state=state)
    if text:
        rows = queries.search(rows, text)
    page = newest_first(rows, after_of(request))
    return render(
        request,
        "office/submissions/list.html",
        {
            "page": page,
            "rows": [(row, queries.step_of(row), queries.due_on(row)) for row in page.rows],
            "today": clock.today(),
            "state": state,
            "text": text,
            "states": [one for one in SubmissionState if one != SubmissionState.DRAFT],
        },
    )


@needs(Permission.SEE_CASES)
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.SEE_CASES)
@step_of("office:submission")
def check_submission(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = CheckForm(request.POST)
    said = _("Decided. The enterprise sees it now.")
    return done(request, form, actions.check, said, "office:submission", pk) or _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, form: CheckForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    step = queries.step_of(found)
    user: Any = request.user
    mine = step is not None and step.role == user.role
    route = by_id(city.pack().routes, city.batch(found.batch).route)
    return render(
        request,
        "office/submissions/one.html",
        {
            "submission": found,
            "batch": city.batch(found.batch),
            "step": step,
            "due": queries.due_on(found),
            "today": clock.today(),
            "pages": _pages(found),
            "checks": [(by_id(route.steps, check.step), check) for check in queries.checks_of(found)],
            "before": assessments.latest(found.enterprise, Stage.BEFORE),
            "form": (form or CheckForm(initial={"version": found.version})) if mine else None,
            "refused": form if not mine else None,
        },
        status=422 if form else 200,
    )


def _pages(found: Any) -> list[tuple[Any, list[tuple[Field, Any]]]]:
    """What was answered, page by page, in words."""
    return [
        (page, [(field, _said(field, found.answers.get(field.id))) for field in page.fields])
        for page in queries.form_of(found).pages
    ]


def _said(field: Field, value: Any) -> Any:
    if value in (None, ""):
        return ""
    match field.type:
        case "money":
            return yuan(value)
        case "choice" | "choices":
            chosen = value if isinstance(value, list) else [value]
            return " · ".join(own(option.term) for option in field.options if option.id in chosen)
        case "pledge":
            return _("Pledged")
        case _:
            return value
