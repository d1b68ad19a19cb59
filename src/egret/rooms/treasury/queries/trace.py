"""Any yuan traced: from a fund to whom it went, from a project to every posting of its money, from a posting to its act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet, Sum

from egret.base.paging import SIZE, Page
from egret.core.ledger.accounts import State
from egret.core.ledger.postings import ROUTES, Event
from egret.rooms.people.models import User
from egret.rooms.project import queries as projects
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.queries import claims
from egret.rooms.trail import queries as trail
from egret.rooms.trail.models import Act

from ..models import Balance, Fund, Leg, PaymentOrder, Posting
from .books import _by_state


@dataclass(frozen=True, slots=True)
class Went:
    """What one project has of one fund; `origin` is its contract or its claim."""

    project: str
    origin: object
    states: dict[str, int]
    awards: list[Award]
    orders: list[PaymentOrder]


@dataclass(frozen=True, slots=True)
class Moved:
    """What one posting moved of one fund's money, from state to state, and the act that recorded it."""

    posting: Posting
    fund: Fund
    here: State
    there: State
    fen: int
    act: Act | None


def origins(names: Iterable[str], user: User) -> dict[str, object]:
    """The contract or claim behind each project's name (`contract:7`), as far as the reader may see it."""
    keys: dict[str, list[int]] = {"contract": [], "claim": []}
    for name in names:
        kind, _colon, pk = name.partition(":")
        if kind in keys and pk.isascii() and pk.isdecimal():
            keys[kind].append(int(pk))
    found: dict[str, object] = {}
    for row in projects.visible_to(user).filter(pk__in=keys["contract"]):
        found[f"contract:{row.pk}"] = row
    for claim in claims.visible_to(user).filter(pk__in=keys["claim"]):
        found[f"claim:{claim.pk}"] = claim
    return found


def went_to(fund: Fund, user: User, after: int | None) -> Page:
    """The projects that hold or held money of a fund, the newest first, each with what it has of it."""
    rows = Leg.objects.filter(fund=fund).exclude(project="").values("project").annotate(first=Min("pk"))
    if after:
        rows = rows.filter(first__lt=after)
    found = list(rows.order_by("-first")[: SIZE + 1])
    shown = found[:SIZE]
    names = [row["project"] for row in shown]
    behind = origins(names, user)
    standing = _standing(fund, names)
    awards = _awards_of(behind, user)
    orders = list(PaymentOrder.objects.filter(award__in=awards).order_by("pk"))
    went = tuple(_went(name, behind, standing.get(name, {}), awards, orders) for name in names)
    return Page(went, shown[-1]["first"] if len(found) > SIZE else None)


def _went(
    name: str,
    behind: dict[str, object],
    states: dict[str, int],
    awards: Sequence[Award],
    orders: Sequence[PaymentOrder],
) -> Went:
    own = [award for award in awards if award.project == name]
    keys = {award.pk for award in own}
    return Went(name, behind.get(name), states, own, [one for one in orders if one.award_id in keys])


def _standing(fund: Fund, names: list[str]) -> dict[str, dict[str, int]]:
    rows = Balance.objects.filter(fund=fund, project__in=names).values_list("project", "state")
    return _by_state(rows.annotate(sum=Sum("fen")).order_by("project"))


def _awards_of(behind: Iterable[str], user: User) -> list[Award]:
    names = list(behind)
    of = {
        kind: [int(name.split(":")[1]) for name in names if name.startswith(kind)]
        for kind in ("contract", "claim")
    }
    rows = awarded.visible_to(user).filter(Q(contract__in=of["contract"]) | Q(claim__in=of["claim"]))
    return list(rows.order_by("pk"))


def awards_of(project: str, user: User) -> list[Award]:
    return _awards_of([project], user)


def postings_for(project: str, *, order: str = "", award: str = "") -> QuerySet[Posting]:
    """What moved for a project; for one order or one award of it where they are named."""
    legs = Leg.objects.filter(project=project)
    if order:
        legs = legs.filter(order=order)
    rows = Posting.objects.filter(pk__in=legs.values("posting"))
    if award:
        own = Q(key__endswith=f":{award}") | Q(key__contains=f":{award}:") | Q(key__contains=f":{award}-")
        rows = rows.filter(own)
    return rows.select_related("posted_by")


def moved(postings: Sequence[Posting], project: str) -> list[Moved]:
    """Fund by fund what these postings moved for the project, in their order."""
    by_pk = {posting.pk: posting for posting in postings}
    acts = acts_of(by_pk)
    legs = Leg.objects.filter(posting__in=by_pk, project=project).select_related("fund")
    funds: dict[str, Fund] = {}
    came: dict[tuple[int, str], int] = {}
    went: dict[tuple[int, str], int] = {}
    for leg in legs.order_by("posting_id", "pk"):
        funds[leg.fund_id] = leg.fund
        sums = came if leg.fen > 0 else went
        key = (leg.posting_id, leg.fund_id)
        sums[key] = sums.get(key, 0) + abs(leg.fen)
    # A posting that binds or frees money touches the project on one side alone.
    return [
        Moved(
            by_pk[pk],
            funds[code],
            *ROUTES[Event(by_pk[pk].event)],
            max(came.get((pk, code), 0), went.get((pk, code), 0)),
            acts.get(pk),
        )
        for pk, code in sorted({*came, *went})
    ]


def acts_of(pks: Iterable[int]) -> dict[int, Act]:
    """Posting → the act that recorded it."""
    rows = trail.of_subjects([f"posting:{pk}" for pk in pks])
    return {int(act.subject.removeprefix("posting:")): act for act in rows}


def posting(pk: int) -> Posting:
    return Posting.objects.select_related("posted_by").get(pk=pk)


def legs_of(one: Posting) -> list[Leg]:
    return list(Leg.objects.filter(posting=one).select_related("fund").order_by("pk"))
