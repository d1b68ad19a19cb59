from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.core.policy.clause import Stage
from egret.desks.shared.access import needs
from egret.desks.shared.anew import overdue, why_anew
from egret.desks.shared.award_facts import award_facts, reasons_said
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.letters import handed_out
from egret.desks.shared.paging import by_state
from egret.desks.shared.steps import done, step_of
from egret.journeys import pay
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission
from egret.rooms.subsidy import queries
from egret.rooms.subsidy.queries import objections, recalls
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.queries import recoveries

from .rails import RailForm


@needs(Permission.SEE_CASES)
def awards(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    page = by_state(request, queries.visible_to(request.user), AwardState)
    in_parts = set(recoveries.in_force().values_list("award", flat=True))
    rows = [(row, _stage(row), overdue(row, in_parts)) for row in page["page"].rows]
    return render(
        request, "office/awards/list.html", {**page, "rows": rows, "pays": user.may(Permission.PAY)}
    )


def _stage(row: Any) -> Stage | None:
    clause = queries.readable_clause(row)
    return clause.stage(row.stage) if clause else None


@needs(Permission.SEE_CASES)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk)


@needs(Permission.SEE_CASES)
def letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    return handed_out(get_object_or_404(queries.visible_to(request.user), pk=pk), form)


@needs(Permission.PAY)
@step_of("office:award")
def make_order(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = RailForm(request.POST)
    said = _("The order is made. Somebody else must check it.")
    return done(request, form, pay.make_order, said, "office:award", pk) or _shown(request, pk, form)


@needs(Permission.PAY)
@step_of("office:award")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = DeskForm(request.POST)
    said = _("The money that came back is in the books.")
    return done(request, form, pay.take_back, said, "office:award", pk) or _shown(request, pk, form)


def _shown(request: HttpRequest, pk: int, refused: DeskForm | None = None) -> HttpResponse:
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    user: Any = request.user
    clause, proof = queries.readable_clause(found), queries.proof_of(found)
    lines = list(queries.lines_of([found]))
    may_order = user.may(Permission.PAY) and found.state == AwardState.CONFIRMED
    account = orders.standing_of(found, clock.now())
    return render(
        request,
        "office/awards/one.html",
        {
            "award": found,
            "clause": clause,
            "article": clause.article if clause else lines[0].article if lines else found.clause,
            "stage": clause.stage(found.stage) if clause else None,
            "owed_back_fen": -found.delta_fen,
            "release": city.pack_of(found.pack_sha) if clause else None,
            "facts": award_facts(found) if clause else [],
            "reasons": reasons_said(found) if clause else [],
            "objections": objections.of_award(found),
            "lines": lines,
            "proof": proof,
            "orders": orders.of_awards([found.pk]),
            "rail_form": RailForm() if may_order else None,
            "recovers": found.state in (AwardState.RECOVERY_DUE, AwardState.RECOVERED),
            "account": account,
            "account_stops": may_order and account.stops(user.pk),
            "may_take_back": user.may(Permission.PAY) and found.state == AwardState.RECOVERY_DUE,
            "sees_money": user.may(Permission.SEE_MONEY),
            "refused": refused,
            "why": why_anew(found),
            "overdue": overdue(found, set(recoveries.in_force().values_list("award", flat=True))),
            **_recalling(found, user, readable=clause is not None),
        },
        status=422 if refused else 200,
    )


def _recalling(found: Any, user: Any, *, readable: bool) -> dict[str, Any]:
    """The case's other awards, and what may be done for its money to come back; a closed pack says nothing of that."""
    others = [one for one in recalls.of_the_same_case(found) if one.pk != found.pk]
    stands = [one for one in (found, *others) if one.state != AwardState.WITHDRAWN]
    latest = max(stands, key=lambda one: one.pk, default=None) == found
    may_recall = readable and latest and user.may(Permission.RECALL) and not queries.revoked(found)
    anew = readable and user.may(Permission.DECIDE_CLAIM)
    return {
        "others": others,
        "elsewhere": recalls.demanded_elsewhere(found) if readable else [],
        "recalls": recalls.reclaims(found) if may_recall else {},
        "may_decide_anew": anew and recalls.to_decide_anew(user).filter(pk=found.pk).exists(),
    }
