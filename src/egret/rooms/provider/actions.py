from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.banking.accounts import Account, check
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


@transaction.atomic
def name_account(pk: int, given: Account, *, by: User, at: datetime) -> Provider:
    """Where money of a clause goes that pays its providers; an order that is made pins it. The first account is no change."""
    trail.await_turn()
    provider = Provider.objects.select_for_update().get(pk=pk)
    checked = check(given, provider.name)
    if checked.faults:
        raise ProviderRefused(_("No bank would pay to this account: look at what is marked."))
    account = checked.account
    told = {"bank_name": account.bank, "account_no": account.number, "bank_no": account.bank_no}
    if all(getattr(provider, name) == value for name, value in told.items()):
        raise ProviderRefused(_("This is the account that is known already."))
    before = provider.account_no
    for name, value in told.items():
        setattr(provider, name, value)
    if before:
        provider.account_changed_at, provider.account_changed_by = at, by
    provider.save()
    trail.record(
        verb="provider.account_named",
        subject=f"provider:{provider.pk}",
        case=f"provider:{provider.pk}",
        by=by.actor,
        at=at,
        body={**told, "before": before},
    )
    return provider


@transaction.atomic
def ban(pk: int, until: date | None, *, by: User, at: datetime) -> Provider:
    """Until the last day of what is in force against it; None lifts the ban."""
    trail.await_turn()
    provider = Provider.objects.select_for_update().get(pk=pk)
    provider.banned_until = until
    provider.save()
    trail.record(
        verb="provider.banned" if until else "provider.ban_lifted",
        subject=f"provider:{provider.pk}",
        case=f"provider:{provider.pk}",
        by=by.actor,
        at=at,
        body={"until": until.isoformat() if until else ""},
    )
    return provider
