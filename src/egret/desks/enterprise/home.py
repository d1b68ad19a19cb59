from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from egret.base import clock
from egret.desks.enterprise import standing
from egret.desks.shared.access import needs
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.notice import queries as notices
from egret.rooms.people.states import Permission
from egret.rooms.treasury.queries import recoveries, sanctions

MESSAGES = 8


@needs(Permission.OWN_FILE)
def home(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    enterprise = enterprises.of_user(user)
    stands = standing.of(enterprise)
    told = list(notices.newest(user.organisation, MESSAGES))
    return render(
        request,
        "enterprise/home.html",
        {
            "enterprise": enterprise,
            "steps": standing.steps(stands),
            "following": standing.following(stands, clock.now()),
            "late": recoveries.overdue(user, clock.today()),
            "sanctions": sanctions.visible_to(user).exclude(state="dropped").count(),
            "told": told,
            "unread": any(message.read_at is None for message in told),
        },
    )
