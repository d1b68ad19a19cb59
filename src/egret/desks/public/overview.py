from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from egret.base import clock
from egret.core.ledger.accounts import State
from egret.desks.shared import board
from egret.desks.shared.access import public
from egret.rooms.call import queries as calls
from egret.rooms.city import queries as city
from egret.rooms.indicator import queries as indicators_of
from egret.rooms.provider import queries as providers
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import queries as treasury


@public
def home(request: HttpRequest) -> HttpResponse:
    now, pack = clock.now(), city.pack()
    notices = list(calls.newest_notices())
    return render(
        request,
        "public/home.html",
        {
            "document": pack.documents[0],
            "batch": city.open_batch(clock.today()),
            **trail.as_of_head("public-home", _figures),
            "contracted_target": indicators_of.target("contracted"),
            "level_2_target": indicators_of.target("level_2_above", "level_2_below"),
            "running": [notice for notice in notices if notice.closes_at > now],
            "lists": [notice for notice in notices if notice.list_pk],
        },
    )


def _figures() -> dict[str, Any]:
    tiles = board.tiles()
    districts = [tile for row in tiles for tile in row if tile]
    return {
        "tiles": tiles,
        "contracted": sum(district.contracted for district in districts),
        "level_2": sum(district.accepted for district in districts),
        "paid_fen": sum(of[State.PAID] for of in treasury.by_source().values()),
        "providers": providers.in_pool().count(),
    }


@public
def indicators(request: HttpRequest) -> HttpResponse:
    return render(
        request, "public/indicators.html", {"board": board.groups(), "periods": city.pack().periods}
    )
