from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from egret.base import clock
from egret.base.errors import Refused
from egret.core.money import yuan
from egret.core.policy.clause import Payee
from egret.desks.shared.access import needs
from egret.desks.shared.anew import why_anew
from egret.desks.shared.award_facts import award_facts, reasons_said
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.letters import handed_out
from egret.desks.shared.templatetags.egret import day, own
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import objections
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.queries import objections as objected
from egret.rooms.treasury import queries as treasury
from egret.rooms.treasury.queries import recoveries


class ObjectForm(DeskForm):
    contact = forms.CharField(label=gettext_lazy("Telephone or address"), max_length=60)
    text = forms.CharField(
        label=gettext_lazy("What you object to"),
        help_text=gettext_lazy("Say what is wrong and how it can be checked."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@needs(Permission.OWN_FILE)
def money(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    return render(
        request,
        "enterprise/money.html",
        {
            "enterprise": enterprise,
            "awards": _told(awarded.of_enterprise(enterprise)),
            "today": clock.today(),
        },
    )


def _told(rows: Any) -> list[dict[str, Any]]:
    awards = list(rows.select_related("enterprise", "provider", "claim", "cause"))
    pks = [award.pk for award in awards]
    orders = {order.award_id: order for order in treasury.of_awards(pks)}
    plans = {plan.row.award_id: plan for plan in recoveries.plans_of(pks) if plan.row.state == "agreed"}
    came = recoveries.came_by_award(pks)
    return [
        {
            "plan": plans.get(award.pk),
            "came_fen": came.get(award.pk, 0),
            "owed_fen": -award.delta_fen - came.get(award.pk, 0),
            "award": award,
            "lines": lines,
            "sentence": _sentence(award),
            "why": why_anew(award),
            "state": _state(award),
            "order": orders.get(award.pk),
        }
        for award, lines in awarded.with_lines(awards)
    ]


@needs(Permission.OWN_FILE)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """One award alone: how much, why, what happens next, how to object."""
    return _award_shown(request, pk, ObjectForm())


@require_POST
@needs(Permission.OWN_FILE)
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    enterprise = enterprises.of_user(user)
    awarded.of_enterprise(enterprise).get(pk=pk)
    form = ObjectForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        objector = Objector(enterprise.name, said["contact"], enterprise.organisation)
        try:
            objections.object_to(pk, objector, said["text"], by=user, at=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Your objection is on file. Nothing moves before it is decided."))
            return redirect("enterprise:award", pk)
    return _award_shown(request, pk, form)


def _award_shown(request: HttpRequest, pk: int, form: ObjectForm) -> HttpResponse:
    (one,) = _told(awarded.of_enterprise(enterprises.of_user(request.user)).filter(pk=pk)) or [None]
    if one is None:
        raise Http404
    row = one["award"]
    clause = awarded.readable_clause(row)
    open_now = row.state == "on_notice" and row.notice_closes_at > clock.now()
    return render(
        request,
        "enterprise/award.html",
        {
            "one": one,
            "today": clock.today(),
            "clause": clause,
            "reasons": reasons_said(row) if clause else [],
            "facts": award_facts(row) if clause else [],
            "proof": awarded.proof_of(row),
            "objections": objected.of_award(row),
            "form": form if open_now else None,
        },
        status=422 if form.errors else 200,
    )


@needs(Permission.OWN_FILE)
def letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    return handed_out(awarded.of_enterprise(enterprise).select_related("enterprise").get(pk=pk), form)


def _sentence(award: Any) -> str:
    """What moves and why, before any figure is explained."""
    clause = awarded.readable_clause(award)
    # A claim is told by its clause: its one stage says nothing that tells it from another.
    by_stage = clause and award.contract_id
    stage = own(clause.stage(award.stage).term if by_stage else clause.term) if clause else award.no
    said = {
        "payee": awarded.account_of(award).name,
        "amount": yuan(abs(award.delta_fen)),
        "stage": stage,
        "due": yuan(award.due_fen),
        "before": yuan(award.settled_fen),
    }
    if award.state == "withdrawn":
        return _("The award was taken back, ¥%(amount)s: %(stage)s.") % said
    if award.payee != Payee.ENTERPRISE and award.delta_fen > 0:
        return _("¥%(amount)s goes to %(payee)s for you: %(stage)s.") % said
    if award.state == "paid":
        return _("You received ¥%(amount)s: %(stage)s.") % said
    if award.delta_fen > 0:
        return _("You receive ¥%(amount)s: %(stage)s.") % said
    if award.payee != Payee.ENTERPRISE and award.delta_fen < 0:
        return _("%(payee)s pays back ¥%(amount)s that went there for you: ¥%(due)s is due in all.") % said
    if award.delta_fen < 0:
        return (
            _("You pay back ¥%(amount)s: ¥%(before)s went to you before, and ¥%(due)s is due to you in all.")
            % said
        )
    return _("Nothing more is paid: %(stage)s.") % said


def _state(award: Any) -> str:
    said = {"day": day(award.notice_closes_at), "no": award.no, "reason": award.reason}
    if award.state == "recovery_due" and award.pay_back_by:
        said["by"] = day(award.pay_back_by)
        return (
            _(
                "Pay it back by %(by)s to the account that your district's finance office names to you, and write "
                "%(no)s as the purpose of the transfer. If you think that it is wrong, speak with your district before you pay."
            )
            % said
        )
    return {
        "on_notice": _("It is on public notice until %(day)s; nothing moves before."),
        "confirmed": _("The notice is over. The finance office prepares the payment; nothing to do for you."),
        "ordered": _("The payment is on its way through the finance office and the bank."),
        "paid": _("The money has arrived."),
        "recovery_due": _(
            "Pay it back to the account that your district's finance office names to you, and write %(no)s as "
            "the purpose of the transfer. If you think that it is wrong, speak with your district before you pay."
        ),
        "recovered": _("Your repayment has come in."),
        "closed": _("The notice is over. Nothing moves."),
        "withdrawn": _("This award was taken back: %(reason)s"),
    }[award.state] % said
