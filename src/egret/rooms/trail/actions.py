from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from egret.base.actors import Actor
from egret.core import chain

from . import queries
from .errors import NothingToKeep
from .models import Act, Checkpoint, Head


@transaction.atomic
def await_turn() -> None:
    """Queue for the trail now, before reading what the next act rests on: then nobody writes between reading and act.

    Whoever locks something of everybody's (the books, a budget line) queues here first, so that no two wait for each other.
    """
    _locked_head()


@dataclass(frozen=True, slots=True)
class Told:
    """An act before it has its place in the trail."""

    verb: str
    subject: str
    case: str
    body: Mapping[str, Any]


def record(*, verb: str, subject: str, case: str, by: Actor, at: datetime, body: Mapping[str, Any]) -> Act:
    [act] = record_all([Told(verb, subject, case, body)], by=by, at=at)
    return act


# Without a savepoint: an act that can't be recorded takes the whole transaction with it.
@transaction.atomic(savepoint=False)
def record_all(told: Iterable[Told], *, by: Actor, at: datetime) -> list[Act]:
    """Acts of one moment, in their order."""
    head = _locked_head()
    acts = []
    size, prev_hash = head.size, head.hash
    for one in told:
        act = Act(
            seq=size + 1,
            at=at,
            actor=by.name,
            role=by.role,
            verb=one.verb,
            subject=one.subject,
            case=one.case,
            body=one.body,
            algorithm=settings.TRAIL_ALGORITHM,
            prev_hash=prev_hash,
        )
        act.hash = chain.link(act.prev_hash, act.fields)
        size, prev_hash = act.seq, act.hash
        acts.append(act)
    Act.objects.bulk_create(acts, batch_size=500)
    Head.objects.filter(pk=head.pk).update(size=size, hash=prev_hash)
    return acts


@transaction.atomic
def make_checkpoint(*, at: datetime) -> Checkpoint:
    """What to publish now; of an unchanged trail, the checkpoint it has already."""
    head = _locked_head()
    if not head.size:
        raise NothingToKeep(_("The trail holds no act yet, so there is nothing to keep a checkpoint of."))
    latest = queries.latest_checkpoint()
    if latest and latest.size == head.size:
        return latest
    kept = chain.Checkpoint(f"egret/{settings.CITY}", head.size, head.hash)
    return Checkpoint.objects.create(size=kept.size, hash=kept.hash, text=str(kept), at=at)


def _locked_head() -> Head:
    head, _new = Head.objects.select_for_update().get_or_create(
        pk=1, defaults={"size": 0, "hash": chain.GENESIS}
    )
    return head
