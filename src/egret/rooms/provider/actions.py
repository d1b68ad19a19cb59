from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.identifiers import NotACreditCode, credit_code
from egret.rooms.people.models import Organisation, User
from egret.rooms.trail import actions as trail

from .errors import ProviderRefused
from .models import Provider
from .states import ProviderKind


@transaction.atomic
def admit(code: str, *, kind: ProviderKind, organisation: Organisation, by: User, at: datetime) -> Provider:
    try:
        code = credit_code(code)
    except NotACreditCode:
        raise ProviderRefused(
            _("This is no valid unified social credit code."), field="credit_code"
        ) from None
    provider = Provider.objects.create(
        organisation=organisation,
        credit_code=code,
        name=organisation.name,
        kind=kind,
        admitted_at=at,
        admitted_by=by,
    )
    trail.record(
        verb="provider.admitted",
        subject=f"provider:{provider.pk}",
        case=f"provider:{provider.pk}",
        by=by.actor,
        at=at,
        body={"name": provider.name, "credit_code": code, "kind": kind},
    )
    return provider
