"""What an enterprise may get beside its contract: what is known, what is missing, one click or one form."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.core.policy.clause import Way
from egret.core.policy.evaluation import CaseRefused
from egret.desks.enterprise import document_forms
from egret.desks.enterprise.claim_forms import ClaimForm, keep_files
from egret.desks.shared.access import needs
from egret.desks.shared.documents import sections as documents_shown
from egret.desks.shared.forms import VersionForm
from egret.desks.shared.reckoning import fact_said, facts_shown, lines_of, moves_of, record_said
from egret.journeys import claims as journeys
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.actions import claims as actions
from egret.rooms.subsidy.actions import documents
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.errors import FactsRefused
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.queries import shares

EDITABLE = ("draft", "returned")


@needs(Permission.OWN_FILE)
def claims(request: HttpRequest) -> HttpResponse:
    """Ready ones first, then what can be claimed."""
    enterprise = enterprises.of_user(request.user)
    found = queries.openings(enterprise, clock.now())
    ready = [one for one in found if one.matched]
    return render(
        request,
        "enterprise/claims/list.html",
        {
            "ready": [_opening(one) for one in ready],
            "others": [_opening(one) for one in found if one not in ready],
            "past": queries.shown_in(queries.of_enterprise(enterprise).exclude(no=None)),
        },
    )


def _opening(one: Any) -> dict[str, Any]:
    return {
        "clause": one.clause,
        "claim": one.claim,
        "fen": one.fen,
        "known": [
            (stated.fact, fact_said(stated.fact, stated.value), record_said(stated.record))
            for stated in one.stated
            if stated.record
        ],
        "missing": one.missing,
        "refused": refusal(one.refused) if one.refused else "",
        "claimable": one.clause.way == Way.CLAIM,
    }


@needs(Permission.OWN_FILE)
def claim(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause: what it gives, the claim's form, or where the claim stands."""
    opening = _found(request, clause_id)
    form = None
    if opening.claim and opening.claim.state in EDITABLE:
        form = ClaimForm.of(opening)
    return _shown(request, opening, form, papers=_papers(opening, form, edit=request.GET.get("edit", "")))


@require_POST
@needs(Permission.CLAIM)
def begin(request: HttpRequest, clause_id: str) -> HttpResponse:
    opening = _found(request, clause_id)
    form = VersionForm({"version": 1})
    if _done(form, partial(actions.begin, opening_enterprise(request), clause_id), request):
        return redirect("enterprise:claim", clause_id)
    return _shown(request, opening, form)


@require_POST
@needs(Permission.CLAIM)
def hand_in(request: HttpRequest, clause_id: str) -> HttpResponse:
    """`go=keep` keeps what is typed, `send` hands it in, `add`, `edit`, `remove` and `import` are about one document.

    Files, and documents that were begun, are kept either way.
    """
    opening = _found(request, clause_id)
    row = opening.claim
    if row is None or row.state not in EDITABLE:
        return redirect("enterprise:claim", clause_id)
    form = ClaimForm.of(opening, request.POST, request.FILES)
    keep_files(request, form, row)
    go, _sign, about = request.POST.get("go", "").partition(":")
    papers = [document_forms.sent(request, opening.clause, fact, row) for fact in form.summed]
    begun = [one for one in papers if one.touched]
    wrong = [one for one in begun if not document_forms.kept_document(one, row)]
    if go == "remove" and about.isdecimal():
        _done(form, partial(_removed, row, int(about)), request)
    if form.is_valid():
        actions.keep(row.pk, form.claim_said())
        if not wrong and go != "send":
            return _onward(request, clause_id, go, about)
        if not wrong and _done(
            form, partial(actions.submit, row.pk, version=form.cleaned_data["version"]), request
        ):
            messages.info(request, _("Your claim is handed in. Your district checks it next."))
            return redirect("enterprise:claim", clause_id)
    bound = {one.fact.id: one for one in wrong}
    return _shown(request, _found(request, clause_id), form, papers=_papers(opening, form, bound=bound))


def _removed(row: Any, pk: int, **_stamp: Any) -> None:
    documents.remove(row.pk, pk)


def _onward(request: HttpRequest, clause_id: str, go: str, about: str) -> HttpResponse:
    """Everything typed is kept: on to what was asked for."""
    here = reverse("enterprise:claim", args=[clause_id])
    match go:
        case "edit":
            return redirect(f"{here}?{urlencode({'edit': about})}#document")
        case "add":
            messages.info(request, _("The document is in your claim; see below what counts."))
            return redirect(f"{here}#documents-{about}")
        case "remove":
            return redirect(f"{here}#documents")
        case "import":
            return redirect("enterprise:claim-documents", clause_id, about)
    messages.info(request, _("Kept. You can go on with it at any time."))
    return redirect(here)


@require_POST
@needs(Permission.CLAIM)
def answer(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One click for what needs no asking: taken or declined."""
    opening = _found(request, clause_id)
    accepts = request.POST.get("go") != "decline"
    form = VersionForm(request.POST if opening.claim else {"version": 1})
    act = partial(_answered, request, clause_id, opening.claim, accepts=accepts)
    if form.is_valid() and _done(form, partial(act, version=form.cleaned_data["version"]), request):
        said = (
            _("Confirmed. What follows is below.")
            if accepts
            else _("Declined. You may still change your mind.")
        )
        messages.info(request, said)
        return redirect("enterprise:claim", clause_id)
    return _shown(request, opening, form)


def _answered(
    request: HttpRequest, clause_id: str, row: Any, *, accepts: bool, version: int, **stamp: Any
) -> None:
    if row:
        journeys.answer_match(row.pk, accepts=accepts, version=version, **stamp)
    elif accepts and journeys.take(opening_enterprise(request), clause_id, **stamp) is None:
        raise Refused(_("Something is missing after all: look at the list of facts."))


def opening_enterprise(request: HttpRequest) -> Any:
    return enterprises.of_user(request.user)


def _papers(
    opening: Any, form: Any, *, edit: str = "", bound: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A form for each fact that is added up: what came and was wrong, the document that is changed, or an empty one."""
    if form is None:
        return {}
    pk = int(edit) if edit.isdecimal() and len(edit) < 19 else None  # noqa: PLR2004 -- digits of int64
    return {
        fact.id: (bound or {}).get(fact.id)
        or document_forms.blank(opening.clause, fact, opening.claim, edit=pk)
        for fact in form.summed
    }


def _found(request: HttpRequest, clause_id: str) -> Any:
    found = queries.openings(opening_enterprise(request), clock.now())
    for one in found:
        if one.clause.id == clause_id:
            return one
    raise Http404


def _done(form: Any, act: Any, request: HttpRequest) -> bool:
    """Whether the act was done; a refusal stands in the form then, at its fact where it has one."""
    try:
        act(by=request.user, at=clock.now())
    except FactsRefused as refused:
        form.is_valid()
        if hasattr(form, "fault"):
            form.fault(refused.faults)
        if not refused.faults or not hasattr(form, "fault"):
            form.refuse(refused)
    except Refused as refused:
        form.is_valid()
        form.refuse(refused)
    else:
        return True
    return False


def _shown(
    request: HttpRequest, opening: Any, form: Any, *, papers: dict[str, Any] | None = None
) -> HttpResponse:
    row = opening.claim
    editing = isinstance(form, ClaimForm)
    stated = queries.stated_in(row) if row and not editing else opening.stated
    sections = documents_shown(row, opening.clause, _facts(stated))
    case = queries.Case(
        opening.clause,
        queries.stage_of(opening.clause),
        _facts(stated),
        opening_enterprise(request),
        tallied=opening.tallied,
    )
    computed = queries.preview(case.at_best, at=clock.now())
    return render(
        request,
        "enterprise/claims/one.html",
        {
            "opening": _opening(opening),
            "clause": opening.clause,
            "claim": row,
            "facts": facts_shown(stated),
            "sections": sections,
            "summed": [(one, (papers or {}).get(one.fact.id), *_summed(form, one)) for one in sections]
            if editing
            else [],
            "form": form if editing else None,
            "faults": form if form is not None and not editing else None,
            "known": _known(opening) if editing else [],
            "version": row.version if row else 1,
            "want_fen": shares.want_of(row, clock.now()) if row and row.state == "approved" else None,
            "may_answer": opening.matched or (row is not None and row.state in ("matched", "declined")),
            "may_begin": row is None or row.state in ("refused", "awarded"),
            "awards": queries.awards_of(row) if row else [],
            "lines": [] if isinstance(computed, CaseRefused) else lines_of(computed),
            "settlement": None if isinstance(computed, CaseRefused) else moves_of(computed),
        },
        status=422 if _faulty(form, papers) else 200,
    )


def _known(opening: Any) -> list[dict[str, Any]]:
    """The facts that have a value; one that is added up shows it beside its documents."""
    sums = {tally.fact for tally in opening.clause.tallies}
    plain = [one for one in opening.stated if one.fact.term.label not in sums]
    return [one for one in facts_shown(plain) if one["value"]]


def _summed(form: ClaimForm, section: Any) -> tuple[Any, Any, list[Any]]:
    """The tick that there are none, the field of further proof, the files that are there."""
    return form[f"none_{section.fact.id}"], *form.proof_of(section.fact)


def _faulty(form: Any, papers: dict[str, Any] | None) -> bool:
    return bool(form is not None and form.errors) or any(one.errors for one in (papers or {}).values())


def _facts(stated: Any) -> dict[str, Any]:
    return {one.fact.term.label: one.value for one in stated if one.value is not None}
