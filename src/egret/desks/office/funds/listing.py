"""Every fund, how much of each source's money has reached enterprises, and how the rules of shares stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from egret.base.paging import newest_first
from egret.core.ledger.accounts import ORIGINS, State
from egret.core.ledger.funds import Standing
from egret.core.packs.model import ShareRule, by_id
from egret.core.policy.clause import Term
from egret.core.policy.explaining import rate_text
from egret.desks.shared.access import needs
from egret.desks.shared.paging import after_of
from egret.rooms.city import queries as city
from egret.rooms.people.states import Permission
from egret.rooms.treasury import queries
from egret.rooms.treasury.queries import flow

from .named import purpose_of, source_of

WHERE = tuple(state for state in State if state not in ORIGINS)
WIDTH = 1000
THOUSAND = 1000
# A fund's columns: each sums some states, and with what was granted they add up.
COLUMNS = {
    "free": (State.UNALLOCATED,),
    "in_pots": (State.ALLOTTED,),
    "bound": (State.COMMITTED,),
    "payable": (State.PAYABLE,),
    "at_bank": (State.IN_TRANSIT,),
    "paid": (State.PAID,),
    "due_back": (State.RECOVERY_DUE,),
    "came_back": (State.RETURNED, State.RECOVERED),
    "gone_on": (State.CARRIED, State.LAPSED),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One state of money as a piece of its source's bar, in thousandths of the bar."""

    state: State
    fen: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Share:
    """A rule of the pack and what the books say to it."""

    rule: ShareRule
    source: Term
    purpose: Term
    least: str
    found: str
    standing: Standing


@needs(Permission.SEE_MONEY)
def funds(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    held = queries.by_source()
    sources = [(source, held.get(source.id, dict.fromkeys(State, 0))) for source in city.pack().fund_sources]
    page = newest_first(queries.funds(), after_of(request))
    sums = flow.states_of([fund.code for fund in page.rows])
    return render(
        request,
        "office/funds/funds.html",
        {
            "bars": [
                (source.term, fen[State.APPROPRIATED], _reached(fen), _percent(fen), pieces(fen))
                for source, fen in sources
            ],
            "sources": [source.term for source, _fen in sources],
            "rows": [
                (
                    state,
                    [(source.term, fen[state]) for source, fen in sources],
                    sum(fen[state] for _source, fen in sources),
                )
                for state in State
            ],
            "page": page,
            "funds": [
                {
                    "fund": fund,
                    "source": source_of(fund.source),
                    "purpose": purpose_of(fund.purpose),
                    **columns(sums[fund.code]),
                }
                for fund in page.rows
            ],
            "shares": shares_shown(),
            "pays": user.may(Permission.PAY),
            "width": WIDTH,
        },
    )


def columns(fen: dict[str, int]) -> dict[str, int]:
    return {name: sum(fen[state] for state in states) for name, states in COLUMNS.items()}


def _reached(fen: dict[str, int]) -> int:
    """What enterprises hold now."""
    return fen[State.PAID] + fen[State.RECOVERY_DUE]


def _percent(fen: dict[str, int]) -> str:
    """To a tenth of a per cent, downwards: never more than is true."""
    appropriated = fen[State.APPROPRIATED]
    return rate_text(Fraction(_reached(fen) * THOUSAND // appropriated, THOUSAND)) if appropriated else ""


def pieces(fen: dict[str, int]) -> list[Piece]:
    """Borders fall where the running sum does, so that the pieces fill the bar exactly."""
    found, before, whole = [], 0, sum(fen[state] for state in ORIGINS)
    for state in WHERE:
        if fen[state]:
            x, end = before * WIDTH // whole, (before + fen[state]) * WIDTH // whole
            found.append(Piece(state, fen[state], x, end - x))
            before += fen[state]
    return found


def shares_shown(source_id: str = "") -> list[Share]:
    """The rules of shares, those of one source where it is named; what is near its limit comes first."""
    pack = city.pack()
    shares = []
    for one in queries.shares():
        rule, standing = one.rule, one.standing
        if source_id not in ("", rule.fund_source):
            continue
        told = ""
        if standing.base_fen:
            kept = Fraction(standing.base_fen - standing.others_fen, standing.base_fen)
            told = rate_text(Fraction(int(kept * THOUSAND), THOUSAND))
        purpose = next(purpose.term for purpose in pack.purposes if purpose.id == rule.purpose)
        source = by_id(pack.fund_sources, rule.fund_source).term
        shares.append(Share(rule, source, purpose, rate_text(rule.at_least), told, standing))
    return sorted(shares, key=lambda share: not share.standing.warns)
