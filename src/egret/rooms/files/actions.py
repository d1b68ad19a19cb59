from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from egret.rooms.people.models import Organisation, User
from egret.rooms.trail import actions as trail

from .checks import media_type_of
from .models import Attachment
from .queries import stored_name


@transaction.atomic
def keep(name: str, content: bytes, *, of: Organisation, by: User, at: datetime) -> Attachment:
    media_type = media_type_of(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(stored_name(sha256)):
        default_storage.save(stored_name(sha256), ContentFile(content))
    attachment = Attachment.objects.create(
        organisation=of,
        name=name[-200:],
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        uploaded_at=at,
        uploaded_by=by,
    )
    trail.record(
        verb="attachment.kept",
        subject=f"attachment:{attachment.pk}",
        case=f"organisation:{of.pk}",
        by=by.actor,
        at=at,
        body={"name": attachment.name, "sha256": sha256, "size": attachment.size},
    )
    return attachment
