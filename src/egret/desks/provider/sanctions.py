from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from egret.desks.shared.access import needs
from egret.desks.shared.sanctions import listed, objected
from egret.rooms.people.states import Permission


@needs(Permission.CONFIRM_CONTRACT)
def sanctions(request: HttpRequest) -> HttpResponse:
    return listed(request, "provider")


@require_POST
@needs(Permission.CONFIRM_CONTRACT)
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    return objected(request, "provider", pk)
