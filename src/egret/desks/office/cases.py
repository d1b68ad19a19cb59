from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from egret.base.paging import newest_first
from egret.desks.shared.access import needs
from egret.desks.shared.level import given_name
from egret.desks.shared.paging import after_of
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.queries import plans
from egret.rooms.call import queries as calls
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people.states import Permission
from egret.rooms.project import queries as contracts
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import queries as treasury
from egret.rooms.treasury.queries import sanctions, vouchers

from .acts import told


@needs(Permission.SEE_CASES)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole of an enterprise's way through the programme, on one page."""
    enterprise = get_object_or_404(enterprises.visible_to(request.user), pk=pk)
    awards = list(awarded.of_enterprise(enterprise))
    page = newest_first(trail.of_case(enterprise.case), after_of(request))
    return render(
        request,
        "office/case/case.html",
        {
            "enterprise": enterprise,
            "submissions": calls.visible_to(request.user).filter(enterprise=enterprise).order_by("pk"),
            "assessments": assessments.latest_by_stage(enterprise),
            "earlier": [(given_name(row.standard), row) for row in plans.earlier_results(enterprise)],
            "plan": plans.latest(enterprise),
            "may_record_level": request.user.may(Permission.RECORD_LEVEL),  # type: ignore[union-attr]
            "contract": contracts.of_enterprise(enterprise),
            "acceptance": acceptances.of_enterprise(enterprise),
            "awards": awarded.with_lines(awards),
            "orders": treasury.of_awards([award.pk for award in awards]),
            "may_record": request.user.may(Permission.DECIDE_CLAIM),  # type: ignore[union-attr]
            "may_sanction": request.user.may(Permission.SANCTION),  # type: ignore[union-attr]
            "services": vouchers.redemptions_visible_to(request.user)
            .filter(voucher__enterprise=enterprise)
            .order_by("pk"),
            "sanctions": sanctions.visible_to(request.user).filter(enterprise=enterprise).order_by("pk"),
            "sees_money": request.user.may(Permission.SEE_MONEY),  # type: ignore[union-attr]
            "page": page,
            "acts": told(page.rows),
        },
    )
