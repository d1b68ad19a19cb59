from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from . import queries
from .models import PackRelease


@transaction.atomic
def release_pack(*, by: User, at: datetime) -> None:
    """Store the pack in force, unless this very text is stored already."""
    pack = queries.pack()
    if queries.released(pack.sha256):
        return
    PackRelease.objects.create(
        sha256=pack.sha256,
        pack_id=pack.id,
        version=pack.version,
        files=queries.files_of(settings.CITIES_DIR / settings.CITY),
        released_at=at,
        released_by=by,
    )
    trail.record(
        verb="pack.released",
        subject=f"pack:{pack.id}",
        case=f"pack:{pack.id}",
        by=by.actor,
        at=at,
        body={"sha256": pack.sha256, "version": pack.version},
    )
