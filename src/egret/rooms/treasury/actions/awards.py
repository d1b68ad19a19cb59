"""What an award does to the books: bound at contract or award, payable after its notice, demanded back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.core.money import split
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.trail import actions as trail

from .. import queries
from .books import draw


def parts_of(award: Award) -> dict[str, int]:
    """Fen by fund source that move with this award: the parts of all that moved by now less the parts of what moved before."""
    bearing = city.pack_of(award.pack_sha).bearing(award.clause)
    shares = tuple(bearing.parts.values())
    after, before = split(award.settled_fen + award.delta_fen, shares), split(award.settled_fen, shares)
    return {source: a - b for source, a, b in zip(bearing.parts, after, before, strict=True)}


def place_of(award: Award, order: str = "") -> Place:
    bearing = city.pack_of(award.pack_sha).bearing(award.clause)
    return Place(bearing.purpose, award.clause, award.project, awarded.account_of(award).case, order)


def draw_for(award: Award, event: Event, *, by: User, at: datetime) -> None:
    """The posting that `event` of this award is; nothing when nothing moves."""
    amounts = {source: abs(fen) for source, fen in parts_of(award).items()}
    if any(amounts.values()):
        draw(event, amounts, place_of(award), key=f"{event}:{award.no}", by=by, at=at)


@transaction.atomic
def commit(clause: str, project: str, most_fen: int, *, key: str, by: User, at: datetime) -> None:
    """Bind what a project may come to in all, before anybody is awarded anything."""
    bearing = city.pack().bearing(clause)
    parts = dict(zip(bearing.parts, split(most_fen, tuple(bearing.parts.values())), strict=True))
    if most_fen:
        draw(Event.COMMIT, parts, Place(bearing.purpose, clause, project), key=key, by=by, at=at)


@transaction.atomic
def bind(award: Award, *, last: bool, by: User, at: datetime) -> None:
    """Have as much committed to the award's project as its awards on notice need; after the `last` stage, no more.

    Called when an award is made, and when one is withdrawn.
    """
    trail.await_turn()
    place = place_of(award)
    needed = _sum(parts_of(one) for one in awarded.on_notice_of(award) if one.delta_fen > 0)
    bound = queries.held_by_source(State.COMMITTED, place)
    sources = needed.keys() | bound.keys()
    missing = {source: max(needed.get(source, 0) - bound.get(source, 0), 0) for source in sources}
    spare = {source: max(bound.get(source, 0) - needed.get(source, 0), 0) for source in sources}
    count = queries.postings_of(place.project)
    if any(missing.values()):
        draw(Event.COMMIT, missing, place, key=f"commit:{award.no}:{count}", by=by, at=at)
    if last and any(spare.values()):
        draw(Event.RELEASE_COMMITMENT, spare, place, key=f"release:{award.no}:{count}", by=by, at=at)


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in parts:
        for source, fen in one.items():
            sums[source] = sums.get(source, 0) + fen
    return sums
