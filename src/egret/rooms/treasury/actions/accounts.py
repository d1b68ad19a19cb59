from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries import Account
from egret.rooms.trail import actions as trail

from .. import queries
from ..errors import PaymentRefused
from ..models import AccountVerification


@transaction.atomic
def verify_account(award_pk: int, *, seen: str, how: str, by: User, at: datetime) -> AccountVerification:
    """`seen` is the account number that the officer had before the eyes: another one by now is another account."""
    trail.await_turn()
    award = awarded.locked(award_pk)
    return _verified(queries.account_of(award), award.enterprise, seen, how, by=by, at=at)


@transaction.atomic
def verify_account_of(
    redemption_pk: int, *, seen: str, how: str, by: User, at: datetime
) -> AccountVerification:
    """The same for the provider that a redeemed voucher pays."""
    trail.await_turn()
    redemption = queries.locked_redemption(redemption_pk)
    account = queries.account_of(redemption)
    return _verified(account, redemption.voucher.enterprise, seen, how, by=by, at=at)


def _verified(
    account: Account, enterprise: Enterprise, seen: str, how: str, *, by: User, at: datetime
) -> AccountVerification:
    if account.account_no != seen:
        raise PaymentRefused(_("The account was changed since you opened this page: look at it again."))
    if not how.strip():
        raise PaymentRefused(_("Say how you made sure."), field="how")
    verification = AccountVerification.objects.create(
        payee=account.case,
        name=account.name,
        bank_name=account.bank_name,
        account_no=account.account_no,
        how=how.strip(),
        verified_at=at,
        verified_by=by,
    )
    told = {"bank_name": account.bank_name, "account_no": account.account_no, "how": verification.how}
    trail.record(
        verb="payee.account_verified",
        subject=account.case,
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={"name": account.name, **told},
    )
    return verification
