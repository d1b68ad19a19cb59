"""Where did the money go that was granted? A picture from funds through pots to states, and the same as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from egret.core.ledger.accounts import State
from egret.core.money import yuan
from egret.desks.shared import words
from egret.desks.shared.access import needs
from egret.desks.shared.templatetags.egret import own
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission
from egret.rooms.treasury.queries import flow

from .named import policy_of, source_of
from .sankey import picture

MOST_FUNDS = 12
NO_POT = "-"


@needs(Permission.SEE_MONEY)
def funds_flow(request: HttpRequest) -> HttpResponse:
    sources = [one.id for one in city.pack().fund_sources]
    years = flow.years()
    source = request.GET.get("source", "")
    year = request.GET.get("year", "")
    found = flow.streams(
        source if source in sources else "", next((one for one in years if str(one) == year), None)
    )
    columns, flows = _columns(found), _flows(found)
    titles = [_("Granted"), _("For which policy"), _("Where it is now")]
    context = {
        "picture": picture(titles, columns, flows) if found else None,
        "sources": [(one, source_of(one)) for one in sources],
        "years": years,
        "source": source,
        "year": year,
        "whole_fen": sum(one.fen for one in found),
        "tables": _tables(titles, columns, flows),
    }
    return render(request, "office/funds/flow.html", context)


def _first(found: list[flow.Stream]) -> Callable[[flow.Stream], str]:
    """Funds while they can be told apart; sources and years where they are many."""
    if len({one.fund for one in found}) <= MOST_FUNDS:
        return lambda one: one.fund
    return lambda one: one.fund.rpartition("-")[0]


def _flows(found: list[flow.Stream]) -> list[dict[tuple[str, str], int]]:
    first = _first(found)
    into: dict[tuple[str, str], int] = {}
    out: dict[tuple[str, str], int] = {}
    for one in found:
        pot = one.policy or NO_POT
        into[first(one), pot] = into.get((first(one), pot), 0) + one.fen
        out[pot, one.state] = out.get((pot, one.state), 0) + one.fen
    return [into, out]


def _columns(found: list[flow.Stream]) -> list[list[tuple[str, str]]]:
    first = _first(found)
    heads = sorted({first(one) for one in found})
    policies = {one.policy for one in found} - {""}
    known = [clause.id for clause in city.pack().clauses]
    pots = [*(one for one in known if one in policies), *sorted(policies - set(known))]
    states = {one.state for one in found}
    labels = [(head, _head_said(head)) for head in heads]
    middle = [(pot, f"{pot} {own(policy_of(pot))}") for pot in pots]
    if any(not one.policy for one in found):
        middle.append((NO_POT, _("In no pot")))
    return [labels, middle, [(state, words.of("money", state)) for state in State if state in states]]


def _head_said(head: str) -> str:
    source, _dash, rest = head.partition("-")
    return f"{own(source_of(source))} {rest}"


def _tables(titles: list[str], columns: Any, flows: list[dict[tuple[str, str], int]]) -> list[Any]:
    labels = [dict(column) for column in columns]
    order = [{key: place for place, (key, _label) in enumerate(column)} for column in columns]
    return [
        (
            titles[place],
            titles[place + 1],
            [
                (labels[place][here], labels[place + 1][there], yuan(links[here, there]))
                for here, there in _in_order(links, order[place], order[place + 1])
            ],
        )
        for place, links in enumerate(flows)
    ]


def _in_order(
    links: Iterable[tuple[str, str]], here: dict[str, int], there: dict[str, int]
) -> list[tuple[str, str]]:
    return sorted(links, key=lambda pair: (here[pair[0]], there[pair[1]]))
