"""Sanctions: proposed against an enterprise or a provider, confirmed by another, answered, dropped, paid."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.base.paging import newest_first
from egret.core.money import yuan
from egret.core.packs.model import Party
from egret.core.policy.explaining import rate_text
from egret.desks.shared.access import needs
from egret.desks.shared.attaching import kept_or_before
from egret.desks.shared.forms import DeskForm, FoldedField, MoneyField
from egret.desks.shared.paging import after_of
from egret.desks.shared.steps import done, step_of
from egret.desks.shared.templatetags.egret import own
from egret.journeys import sanctions as journeys
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.provider import queries as providers
from egret.rooms.treasury import actions
from egret.rooms.treasury.actions import Charge
from egret.rooms.treasury.queries import sanctions as queries
from egret.rooms.treasury.states import SanctionState

N = SanctionState


class ProposeForm(DeskForm):
    rule = forms.ChoiceField(label=gettext_lazy("Sanction"))
    award = forms.ChoiceField(
        label=gettext_lazy("Award whose money was recalled"),
        help_text=gettext_lazy("Only for a fine: it is a part of what was recalled."),
        required=False,
    )
    fine_fen = MoneyField(label=gettext_lazy("Fine, yuan"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("What was found, and how"),
        help_text=gettext_lazy("The party reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    proof = forms.FileField(
        label=gettext_lazy("Proof"), help_text=gettext_lazy("PDF, PNG or JPEG, at most 5 MB."), required=False
    )

    def __init__(self, *args: Any, kind: Party, party: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards = {str(one.pk): one for one in queries.recalled_awards(party)}
        self.fields["rule"].choices = [
            ("", _("Choose")),
            *((one.id, _offer(one)) for one in queries.rules(kind)),
        ]
        self.fields["award"].choices = [
            ("", _("None")),
            *((pk, f"{one.no} ¥{yuan(-one.delta_fen)}") for pk, one in self.awards.items()),
        ]

    def charge(self, party: Any, proof: Any) -> Charge:
        said = self.cleaned_data
        award = self.awards.get(said["award"])
        return Charge(party, said["rule"], said["reason"], proof, said["fine_fen"] or 0, award)


def _offer(rule: Any) -> str:
    """The rule with its bounds, so that nobody has to look them up."""
    told = [own(rule.term)]
    if rule.fines:
        said = {"least": rate_text(rule.fine_from), "most": rate_text(rule.fine_to)}
        told.append(_("fine of %(least)s to %(most)s") % said)
    if rule.ban_months:
        told.append(_("ban of %(months)s months") % {"months": rule.ban_months})
    return " · ".join(told)


class AnswerForm(DeskForm):
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The party reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefuseForm(DeskForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaidForm(DeskForm):
    bank_entry = FoldedField(label=gettext_lazy("The bank's number for the entry"), max_length=40)


@needs(Permission.SEE_CASES)
def sanctions(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.user)
    if state in [*N]:
        rows = rows.filter(state=state)
    page = newest_first(rows, after_of(request))
    may = request.user.may(Permission.SANCTION)  # type: ignore[union-attr]
    return render(
        request,
        "office/sanctions/list.html",
        {
            "page": page,
            "rows": [(row, queries.rule_of(row)) for row in page.rows],
            "state": state,
            "states": [*N],
            "providers": providers.in_pool() if may else [],
        },
    )


@needs(Permission.SANCTION)
def propose(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    party = _party(request, kind, pk)
    proof = None
    form = ProposeForm(request.POST or None, request.FILES or None, kind=Party(kind), party=party)
    if request.method == "POST":
        proof = kept_or_before(request, form, "proof", party.organisation)
        if form.is_valid():
            try:
                made = actions.propose_sanction(form.charge(party, proof), by=request.user, at=clock.now())
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("Proposed. Somebody else must confirm it."))
                return redirect("office:sanction", made.pk)
    return render(
        request,
        "office/sanctions/propose.html",
        {"party": party, "form": form, "proof": proof},
        status=422 if form.errors else 200,
    )


def _party(request: HttpRequest, kind: str, pk: int) -> Any:
    if kind == Party.ENTERPRISE:
        return get_object_or_404(enterprises.visible_to(request.user), pk=pk)
    if kind == Party.PROVIDER and (found := providers.by_pk([pk])):
        return found[pk]
    raise Http404


@needs(Permission.SANCTION)
def to_provider(request: HttpRequest) -> HttpResponse:
    """From the list of the pool to the form."""
    chosen = request.GET.get("provider", "")
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19:  # noqa: PLR2004 -- digits of int64
        return redirect("office:propose-sanction", Party.PROVIDER, int(chosen))
    return redirect("office:sanctions")


@needs(Permission.SEE_CASES)
def sanction(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.SANCTION)
@step_of("office:sanction")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    act = partial(journeys.decide, confirms=True)
    return _stepped(
        request, pk, DeskForm(request.POST), act, _("Confirmed: it is in force, and the party is told.")
    )


@needs(Permission.SANCTION)
@step_of("office:sanction")
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    act = partial(journeys.decide, confirms=False)
    return _stepped(
        request, pk, RefuseForm(request.POST), act, _("Not confirmed. The party never hears of it.")
    )


@needs(Permission.SANCTION)
@step_of("office:sanction")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`go=uphold` drops the sanction, `go=dismiss` leaves it; without an objection `go=drop`."""
    go = request.POST.get("go", "")
    act = journeys.drop if go == "drop" else partial(journeys.answer, uphold=go == "uphold")
    return _stepped(request, pk, AnswerForm(request.POST), act, _("Answered. The party is told."))


@needs(Permission.PAY)
@step_of("office:sanction")
def paid(request: HttpRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, PaidForm(request.POST), journeys.pay_fine, _("The fine is in the books."))


def _stepped(request: HttpRequest, pk: int, form: Any, act: Callable[..., object], told: str) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    return done(request, form, act, told, "office:sanction", pk) or _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, tried: Any = None) -> HttpResponse:
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    another = user.may(Permission.SANCTION) and row.proposed_by_id != user.pk
    objects = row.objected_at is not None and row.answered_at is None

    def form(kind: type, *, may: bool) -> Any:
        return (tried if type(tried) is kind else kind()) if may else None

    in_force = row.state == N.IN_FORCE
    shown = {
        "refuse_form": form(RefuseForm, may=another and row.state == N.PROPOSED),
        "answer_form": form(AnswerForm, may=another and in_force and (objects or row.answered_at is None)),
        "paid_form": form(
            PaidForm, may=user.may(Permission.PAY) and in_force and row.fine_fen > 0 and not objects
        ),
    }
    return render(
        request,
        "office/sanctions/one.html",
        {
            "row": row,
            "rule": queries.rule_of(row),
            "objects": objects,
            "own_proposal": row.state == N.PROPOSED and row.proposed_by_id == user.pk,
            "refused": tried if tried and tried not in shown.values() else None,
            **shown,
        },
        status=422 if tried else 200,
    )
