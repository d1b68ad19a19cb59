from __future__ import annotations

from django.core.files.storage import default_storage
from django.shortcuts import get_object_or_404

from egret.rooms.people.models import Organisation

from .models import Attachment


def attachment(pk: int) -> Attachment:
    return get_object_or_404(Attachment, pk=pk)


def of_organisation(organisation: Organisation, pks: set[int]) -> dict[int, Attachment]:
    return Attachment.objects.filter(organisation=organisation).in_bulk(pks)


def content(attachment: Attachment) -> bytes:
    with default_storage.open(stored_name(attachment.sha256)) as stored:
        return stored.read()


def stored_name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
