"""Assess oneself without an account: first the industry, then a code to come back with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.shared import words
from egret.desks.shared.access import public
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.level import told, unverified
from egret.desks.shared.resuming import COOKIE, code_in, remember, source_of
from egret.desks.shared.templatetags.egret import own
from egret.rooms.assessment import queries as standards
from egret.rooms.assessment.actions import visitors
from egret.rooms.assessment.checks import folded, grouped
from egret.rooms.assessment.errors import TooManyCodes
from egret.rooms.assessment.queries import visitors as queries
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises

from .visiting import goes_on, visiting, wait

OTHER = "other"


class StartForm(DeskForm):
    industry_code = forms.ChoiceField(
        label=gettext_lazy("Your industry"),
        help_text=gettext_lazy("Examples beside the questions are chosen by it."),
    )
    size_class = forms.ChoiceField(
        label=gettext_lazy("Size of the enterprise"),
        help_text=gettext_lazy("Only to compare you with others like you. You may leave it open."),
        required=False,
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"),
        help_text=gettext_lazy("Only to compare you with others like you. You may leave it open."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry_code"].choices = _industries()
        self.fields["size_class"].choices = [("", _("I'd rather not say")), *words.choices("size")]
        districts = [(district.id, own(district.term)) for district in city.pack().districts]
        self.fields["district"].choices = [("", _("I'd rather not say")), *districts]

    def peers(self) -> visitors.Peers:
        said = self.cleaned_data
        code = said["industry_code"]
        return visitors.Peers("" if code == OTHER else code, said["size_class"], said["district"])


def _industries() -> list[Any]:
    groups = [
        (told(group, "name"), [(one.code, f"{one.code} {told(one, 'name')}") for one in group.members])
        for group in enterprises.industries().classes
    ]
    return [("", _("Choose")), *groups, (OTHER, _("Another manufacturing industry"))]


class ResumeForm(DeskForm):
    code = forms.CharField(
        label=gettext_lazy("Resume code"),
        help_text=gettext_lazy("16 letters and digits; dashes and small letters don't matter."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@public
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _row, made = visitors.begin(form.peers(), at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            answer = redirect("public:assess-code")
            remember(request, answer, made)
            return answer
    return _page(request, form, ResumeForm())


def _page(request: HttpRequest, form: StartForm, resuming: ResumeForm) -> HttpResponse:
    standard = standards.standard()
    return render(
        request,
        "public/assess/start.html",
        {
            "form": form,
            "resuming": resuming,
            "goes_on": bool(code_in(request)),
            "lost": "lost" in request.GET,
            "questions": len(standard.questions),
            "scenarios": len(standard.scenarios),
            "document": told(standard.document, "title"),
            "keep_days": queries.rules().keep_days,
            "unverified": unverified(),
        },
        status=422 if form.errors or resuming.errors else 200,
    )


@visiting
def code(request: HttpRequest, row: Any) -> HttpResponse:
    """The code again, as long as this device remembers it."""
    shown = grouped(folded(code_in(request)) or "")
    kept = {"code": shown, "expires_on": row.expires_on, "goes_on": goes_on(row)}
    return render(request, "public/assess/code.html", kept)


@public
def resume(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("public:assess")
    form = ResumeForm(request.POST)
    if not form.is_valid():
        return _page(request, StartForm(), form)
    try:
        row = visitors.find(form.cleaned_data["code"], source=source_of(request), at=clock.now())
    except TooManyCodes as refused:
        return wait(request, refused)
    if row is None:
        message = _("No answers are kept under this code. Compare it with what you noted, letter by letter.")
        form.add_error("code", message)
        return _page(request, StartForm(), form)
    answer = redirect(goes_on(row))
    remember(request, answer, folded(form.cleaned_data["code"]) or "")
    return answer


@require_POST
@public
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django passes it
    """This device forgets the code; the answers stay."""
    answer = redirect("public:assess")
    answer.delete_cookie(COOKIE)
    return answer


@require_POST
@visiting
def forget(request: HttpRequest, row: Any) -> HttpResponse:  # noqa: ARG001 -- the row is what matters
    visitors.forget(row.pk)
    answer = redirect("public:assess")
    answer.delete_cookie(COOKIE)
    return answer
