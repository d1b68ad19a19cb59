"""Facts that no record of the platform holds: an officer enters them with their proof, and entitlements follow by themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.core.policy.clause import Clause
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept
from egret.desks.shared.fact_forms import FactForm
from egret.desks.shared.forms import dress
from egret.journeys.claims import record_facts
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.subsidy.errors import FactsRefused
from egret.rooms.subsidy.queries import claims as queries
from egret.rooms.subsidy.queries.known import to_record


class RecordForm(FactForm):
    proof = forms.FileField(
        label=gettext_lazy("Proof"), help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self.facts, "proof"])
        dress(self.fields["proof"])


@needs(Permission.DECIDE_CLAIM)
def records(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(enterprises.visible_to(request.user), pk=pk)
    clauses = [clause for clause in queries.open_to_claims() if to_record(clause)]
    return render(request, "office/records/list.html", {"enterprise": enterprise, "clauses": clauses})


@needs(Permission.DECIDE_CLAIM)
def record(request: HttpRequest, pk: int, clause_id: str) -> HttpResponse:
    enterprise = get_object_or_404(enterprises.visible_to(request.user), pk=pk)
    clause = _clause(clause_id)
    form = RecordForm(request.POST or None, request.FILES or None, facts=to_record(clause))
    if request.method == "POST" and form.is_valid() and _entered(request, enterprise, clause, form):
        messages.info(request, _("Entered. Where it entitles the enterprise to something, it is told."))
        return redirect("office:case", pk)
    status = 422 if form.errors else 200
    return render(
        request,
        "office/records/one.html",
        {"enterprise": enterprise, "clause": clause, "form": form},
        status=status,
    )


def _clause(clause_id: str) -> Clause:
    clause = queries.clause_open(clause_id)
    if clause is None or not to_record(clause):
        raise Http404
    return clause


def _entered(request: HttpRequest, enterprise: Any, clause: Clause, form: RecordForm) -> bool:
    user: Any = request.user
    try:
        proof = kept(request, "proof", enterprise.organisation)
        if proof is None:
            form.add_error("proof", _("Attach what proves it."))
            return False
        record_facts(enterprise, clause, form.said(), evidence=proof, by=user, at=clock.now())
    except FactsRefused as refused:
        form.fault(refused.faults)
    except Refused as refused:
        form.refuse(refused)
    else:
        return True
    return False
