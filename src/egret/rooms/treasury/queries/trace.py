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
from . import sanctions, vouchers
from .books import _by_state

KEY_MAX = 18  # digits of a key that a data base can hold


@dataclass(frozen=True, slots=True)
class Origin:
    """What a project's money is about: a contract, a claim, a voucher or a sanction; no `enterprise` where a provider is
    fined."""

    who: str
    enterprise: int | None


@dataclass(frozen=True, slots=True)
class Went:
    """What one project has of one fund; no `origin` where the reader may not see it."""

    project: str
    origin: Origin | None
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


def origins(names: Iterable[str], user: User) -> dict[str, Origin]:
    """What stands behind each project's name (`contract:7`), as far as the reader may see it; one query for each kind."""
    kinds = _by_kind(names)
    seen = {
        "contract": projects.visible_to,
        "claim": claims.visible_to,
        "voucher": vouchers.vouchers_visible_to,
    }
    found = {
        f"{kind}:{row.pk}": Origin(row.enterprise.name, row.enterprise_id)
        for kind, rows in seen.items()
        if kind in kinds
        for row in rows(user).filter(pk__in=kinds[kind])
    }
    if "sanction" in kinds:
        for row in sanctions.visible_to(user).filter(pk__in=kinds["sanction"]):
            found[row.project] = Origin(row.party.name, row.enterprise_id)
    return found


def _by_kind(names: Iterable[str]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for name in names:
        kind, _colon, pk = name.partition(":")
        if pk.isascii() and pk.isdecimal() and len(pk) <= KEY_MAX:
            kinds.setdefault(kind, []).append(int(pk))
    return kinds


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
    orders = list(_orders_of(behind, awards))
    went = tuple(_went(name, behind, standing.get(name, {}), awards, orders) for name in names)
    return Page(went, shown[-1]["first"] if len(found) > SIZE else None)


def _went(
    name: str,
    behind: dict[str, Origin],
    states: dict[str, int],
    awards: Sequence[Award],
    orders: Sequence[PaymentOrder],
) -> Went:
    own = [award for award in awards if award.project == name]
    return Went(name, behind.get(name), states, own, [one for one in orders if one.project == name])


def _orders_of(names: Iterable[str], awards: Sequence[Award]) -> QuerySet[PaymentOrder]:
    """Those that pay these awards, or redeem a voucher among `names`."""
    of = Q(award__in=awards) | Q(redemption__voucher__in=_by_kind(names).get("voucher", []))
    return PaymentOrder.objects.filter(of).select_related("award", "redemption__voucher").order_by("pk")


def _standing(fund: Fund, names: list[str]) -> dict[str, dict[str, int]]:
    rows = Balance.objects.filter(fund=fund, project__in=names).values_list("project", "state")
    return _by_state(rows.annotate(sum=Sum("fen")).order_by("project"))


def _awards_of(behind: Iterable[str], user: User) -> list[Award]:
    of = _by_kind(behind)
    mine = Q(contract__in=of.get("contract", [])) | Q(claim__in=of.get("claim", []))
    rows = awarded.visible_to(user).filter(mine)
    return list(rows.order_by("pk"))


def awards_of(project: str, user: User) -> list[Award]:
    return _awards_of([project], user)


def orders_of(project: str, awards: Sequence[Award]) -> list[PaymentOrder]:
    return list(_orders_of([project], awards))


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
