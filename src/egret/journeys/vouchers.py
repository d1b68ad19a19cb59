"""Between an enterprise, its provider and the city: each hears what the other did with a voucher."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.rooms.notice import actions as notices
from egret.rooms.treasury import actions as treasury

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.treasury.actions import Service
    from egret.rooms.treasury.models import Redemption


@transaction.atomic
def lock(pk: int, told: Service, *, by: User, at: datetime) -> Redemption:
    redemption = treasury.lock(pk, told, by=by, at=at)
    said = {"name": redemption.voucher.enterprise.name, "no": redemption.contract_no}
    _tell_provider(
        redemption,
        lambda: (
            _("%(name)s locked a voucher to your contract %(no)s: present it when the work is done.") % said
        ),
        by=by,
        at=at,
    )
    return redemption


@transaction.atomic
def accept(pk: int, *, version: int, by: User, at: datetime) -> Redemption:
    redemption = treasury.accept(pk, version=version, by=by, at=at)
    said = {"amount": yuan(redemption.fen), "no": redemption.no, "payee": redemption.provider.name}
    _tell_provider(
        redemption,
        lambda: _("Your service %(no)s was accepted: ¥%(amount)s will be paid to you.") % said,
        by=by,
        at=at,
    )
    _tell_enterprise(
        redemption,
        lambda: _("Your voucher pays ¥%(amount)s to %(payee)s for service %(no)s.") % said,
        by=by,
        at=at,
    )
    return redemption


@transaction.atomic
def give_back(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Redemption:
    redemption = treasury.give_back(pk, reason=reason, version=version, by=by, at=at)
    said = {"no": redemption.no}
    _tell_provider(
        redemption, lambda: _("Service %(no)s came back: see why, and present it anew.") % said, by=by, at=at
    )
    return redemption


@transaction.atomic
def refuse(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Redemption:
    redemption = treasury.refuse(pk, reason=reason, version=version, by=by, at=at)
    said = {"no": redemption.no}

    def sentence() -> str:
        return _("Service %(no)s was refused; see why.") % said

    _tell_provider(redemption, sentence, by=by, at=at)
    _tell_enterprise(redemption, sentence, by=by, at=at)
    return redemption


def _tell_provider(redemption: Redemption, sentence: Callable[[], str], *, by: User, at: datetime) -> None:
    path = f"/provider/vouchers/{redemption.pk}/"
    notices.tell(redemption.provider.organisation, sentence, path=path, by=by, at=at)


def _tell_enterprise(redemption: Redemption, sentence: Callable[[], str], *, by: User, at: datetime) -> None:
    organisation = redemption.voucher.enterprise.organisation
    notices.tell(organisation, sentence, path="/enterprise/vouchers/", by=by, at=at)
