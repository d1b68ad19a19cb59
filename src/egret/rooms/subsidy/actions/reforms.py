from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.reading import BadFile
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..errors import ReformRefused
from ..models import Reform
from ..queries import reforms as queries


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reform is called and what it changes, as rows of a reform file with days in ISO form."""

    title: str
    title_en: str
    changes: tuple[Mapping[str, Any], ...]


@transaction.atomic
def make(draft: Draft, *, by: User, at: datetime) -> Reform:
    """Keep a reform that the pack in force can bear."""
    check(draft)
    reform = Reform.objects.create(**_columns(draft), made_at=at, made_by=by)
    _record("reform.made", reform, by=by, at=at)
    return reform


@transaction.atomic
def change(pk: int, draft: Draft, *, version: int, by: User, at: datetime) -> Reform:
    reform = queries.locked(pk)
    if reform.version != version:
        raise ReformRefused(_("This reform was changed meanwhile: open it anew."))
    check(draft)
    for column, value in _columns(draft).items():
        setattr(reform, column, value)
    reform.version += 1
    reform.changed_at, reform.changed_by = at, by
    reform.save()
    _record("reform.changed", reform, by=by, at=at)
    return reform


def check(draft: Draft) -> None:
    """ReformRefused with the findings where the pack in force can't bear it."""
    if not draft.changes:
        raise ReformRefused(_("Say what changes: a reform has one change or more."))
    try:
        queries.in_force_under(queries.plan_from("reform", draft.title, draft.title_en, draft.changes))
    except BadFile as bad:
        raise ReformRefused(_("The pack can't bear this reform; see the findings."), bad.findings) from None


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "title_en": draft.title_en,
        "changes": [dict(row) for row in draft.changes],
        "pack_sha": city.pack().sha256,
    }


def _record(verb: str, reform: Reform, *, by: User, at: datetime) -> None:
    trail.record(
        verb=verb,
        subject=f"reform:{reform.pk}",
        case=f"reform:{reform.pk}",
        by=by.actor,
        at=at,
        body={"title": reform.title, "changes": reform.changes, "pack": reform.pack_sha},
    )
