from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.desks.shared.access import needs
from egret.desks.shared.letters import handed_out
from egret.desks.shared.templatetags.egret import day, own
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import queries as treasury


@needs(Permission.OWN_FILE)
def money(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    awards = list(awarded.of_enterprise(enterprise))
    orders = {order.award_id: order for order in treasury.of_awards([award.pk for award in awards])}
    return render(
        request,
        "enterprise/money.html",
        {
            "enterprise": enterprise,
            "awards": [
                {
                    "award": award,
                    "lines": lines,
                    "sentence": _sentence(award),
                    "state": _state(award),
                    "order": orders.get(award.pk),
                }
                for award, lines in awarded.with_lines(awards)
            ],
        },
    )


@needs(Permission.OWN_FILE)
def letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    return handed_out(awarded.of_enterprise(enterprise).select_related("enterprise").get(pk=pk), form)


def _sentence(award: Any) -> str:
    """What moves and why, before any figure is explained."""
    stage = own(awarded.clause_of(award).stage(award.stage).term)
    said = {
        "amount": yuan(abs(award.delta_fen)),
        "stage": stage,
        "due": yuan(award.due_fen),
        "before": yuan(award.settled_fen),
    }
    if award.state == "paid":
        return _("You received ¥%(amount)s: %(stage)s.") % said
    if award.delta_fen > 0:
        return _("You receive ¥%(amount)s: %(stage)s.") % said
    if award.delta_fen < 0:
        return (
            _("You pay back ¥%(amount)s: ¥%(before)s went to you before, and ¥%(due)s is due to you in all.")
            % said
        )
    return _("Nothing more is paid: %(stage)s.") % said


def _state(award: Any) -> str:
    said = {"day": day(award.notice_closes_at), "no": award.no}
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
    }[award.state] % said
