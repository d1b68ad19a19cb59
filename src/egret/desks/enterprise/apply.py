"""The application: begun in the open batch, kept while it is typed, looked over, handed in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from egret.base import clock
from egret.base.errors import Refused
from egret.desks.enterprise import drafts
from egret.desks.shared.access import needs
from egret.desks.shared.answers import answers_shown
from egret.desks.shared.attaching import kept
from egret.desks.shared.forms import pack_form
from egret.rooms.call import actions
from egret.rooms.call import queries as calls
from egret.rooms.call.actions import AnswersRefused
from egret.rooms.call.checks import checked_answers
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.files import queries as files
from egret.rooms.files.errors import FileRefused
from egret.rooms.people.states import Permission


@needs(Permission.APPLY)
def start(request: HttpRequest) -> HttpResponse:
    """Where the application stands; POST begins it."""
    enterprise = enterprises.of_user(request.user)
    refusal = ""
    if request.method == "POST":
        try:
            actions.begin(enterprise, by=request.user, at=clock.now())
        except Refused as refused:
            refusal = refused.message
        else:
            return redirect("enterprise:apply-page", 1)
    submission = calls.of_enterprise(enterprise).first()
    batch = city.open_batch(clock.today())
    passed_over = bool(submission) and submission.state in ("draft", "refused")
    may_begin = batch and (not submission or (passed_over and submission.batch != batch.id))
    return render(
        request,
        "enterprise/apply/start.html",
        {
            "enterprise": enterprise,
            "submission": submission,
            "batch": batch,
            "may_begin": may_begin,
            "may_edit": bool(submission) and calls.may_edit(submission, clock.today()),
            "checks": [one for one in calls.checks_of(submission) if one.reason] if submission else [],
            "pages": drafts.form_of(submission).pages if submission else (),
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


@needs(Permission.APPLY)
def page(request: HttpRequest, number: int) -> HttpResponse:
    submission = _edited(request)
    if not submission:
        return redirect("enterprise:apply")
    shown = _page(submission, number)
    if request.method != "POST":
        return _page_shown(request, submission, number, _faults_asked_for(request, submission, shown))
    faults = _keep(request, submission, shown)
    answered = {name for name, value in submission.answers.items() if value}
    faults |= {name: why for name, why in _faults(submission, shown).items() if name in answered}
    if request.POST.get("go") == "back":
        return redirect("enterprise:apply-page", max(number - 1, 1))
    if faults:
        return _page_shown(request, submission, number, faults)
    if number < len(drafts.form_of(submission).pages):
        return redirect("enterprise:apply-page", number + 1)
    return redirect("enterprise:review")


@require_POST
@needs(Permission.APPLY)
def keep_draft(request: HttpRequest, number: int) -> HttpResponse:
    """What htmx sends while somebody types; without scripts the Next button keeps the same."""
    submission = _edited(request)
    if not submission:
        return HttpResponseClientRedirect(reverse("enterprise:apply"))
    actions.keep_draft(submission.pk, drafts.typed(_page(submission, number), request.POST))
    return render(request, "enterprise/apply/kept.html", {"at": clock.now()})


@needs(Permission.APPLY)
def review(request: HttpRequest) -> HttpResponse:
    """Everything on one page; POST hands it in. Handing in twice leads to the one receipt."""
    submission = _edited(request)
    if not submission:
        return redirect("enterprise:apply")
    refusal, faults = "", {}
    if request.method == "POST":
        try:
            actions.submit(submission.pk, by=request.user, at=clock.now())
        except AnswersRefused as refused:
            refusal, faults = refused.message, refused.faults
        except Refused as refused:
            refusal = refused.message
        else:
            return redirect("enterprise:receipt")
    form = drafts.form_of(submission)
    faults = faults or _faults(submission, form)
    pages = [
        (number, one, answers_shown(one, submission.answers, _attached(submission), faults))
        for number, one in enumerate(form.pages, 1)
    ]
    return render(
        request,
        "enterprise/apply/review.html",
        {"submission": submission, "pages": pages, "faults": faults, "refusal": refusal},
        status=422 if refusal else 200,
    )


@needs(Permission.APPLY)
def receipt(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    submission = calls.of_enterprise(enterprise).exclude(no=None).first()
    if not submission:
        return redirect("enterprise:apply")
    pages = [
        (one, answers_shown(one, submission.answers, _attached(submission), {}))
        for one in drafts.form_of(submission).pages
    ]
    return render(
        request,
        "enterprise/apply/receipt.html",
        {
            "submission": submission,
            "enterprise": enterprise,
            "batch": city.batch(submission.batch),
            "pages": pages,
        },
    )


def _edited(request: HttpRequest) -> Any:
    """The enterprise's newest submission, while it may still be changed."""
    submission = calls.of_enterprise(enterprises.of_user(request.user)).select_related("enterprise").first()
    return submission if submission and calls.may_edit(submission, clock.today()) else None


def _page(submission: Any, number: int) -> Any:
    pages = drafts.form_of(submission).pages
    if not 1 <= number <= len(pages):
        raise Http404
    return pages[number - 1]


def _keep(request: HttpRequest, submission: Any, shown: Any) -> dict[str, str]:
    """Keep what was typed and attached; a file that is refused leaves its sentence."""
    answers, faults = drafts.typed(shown, request.POST), {}
    for field in shown.fields:
        if field.type == "attachment":
            try:
                file = kept(request, field.id, submission.enterprise.organisation)
            except FileRefused as refused:
                faults[field.id] = refused.message
            else:
                answers |= {field.id: file.pk} if file else {}
    actions.keep_draft(submission.pk, answers)
    submission.answers = {**submission.answers, **answers}
    return faults


def _faults(submission: Any, part: Any) -> dict[str, str]:
    return checked_answers(part, submission.answers)[1]


def _faults_asked_for(request: HttpRequest, submission: Any, shown: Any) -> dict[str, str]:
    """Whoever comes from the review to mend something sees what is wrong."""
    return _faults(submission, shown) if "mend" in request.GET else {}


def _attached(submission: Any) -> dict[str, Any]:
    """The files attached so far, by field."""
    fields = [field.id for field in drafts.form_of(submission).fields if field.type == "attachment"]
    keys = {field: submission.answers[field] for field in fields if field in submission.answers}
    found = files.of_organisation(submission.enterprise.organisation, set(keys.values()))
    return {field: found[key] for field, key in keys.items() if key in found}


def _page_shown(request: HttpRequest, submission: Any, number: int, faults: dict[str, str]) -> HttpResponse:
    shown, attached = _page(submission, number), _attached(submission)
    form = pack_form(shown, submission.answers, faults)
    rows = [(form[field.id], faults.get(field.id, ""), attached.get(field.id)) for field in shown.fields]
    return render(
        request,
        "enterprise/apply/page.html",
        {
            "rows": rows,
            "shown": shown,
            "number": number,
            "of": len(drafts.form_of(submission).pages),
            "returned": calls.last_return(submission) if submission.state == "returned" else None,
            "uploads": ",".join(field.id for field in shown.fields if field.type == "attachment"),
            "refused": bool(faults),
        },
        status=422 if faults and request.method == "POST" else 200,
    )
