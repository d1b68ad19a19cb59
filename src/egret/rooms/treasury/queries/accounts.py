"""Whose account has to be verified before it is paid: one that was changed lately, and every third party's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from egret.core.days import YearUnknown, china_day, deadline
from egret.core.policy.clause import Payee
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award

from ..models import AccountVerification, Redemption
from .vouchers import to_pay as redemptions_to_pay

REST = "account_rest"  # the pack's deadline; a pack without it lets no account rest


@dataclass(frozen=True, slots=True)
class Standing:
    """A payee's account as it stands now. `rests_until` is the last day on which a changed one rests.

    `verifications` are of this very account since it was last changed, the newest first.
    """

    account: awarded.Account
    third_party: bool
    rests_until: date | None
    verifications: tuple[AccountVerification, ...]

    @property
    def needed(self) -> bool:
        return self.third_party or self.rests_until is not None

    def stops(self, maker: int) -> bool:
        """Whether this officer can't make an order to it yet: nobody else has verified it."""
        return self.needed and all(one.verified_by_id == maker for one in self.verifications)

    @property
    def waits(self) -> bool:
        return self.needed and not self.verifications


def account_of(what: Award | Redemption) -> awarded.Account:
    """The account that it would be paid to now."""
    if isinstance(what, Award):
        return awarded.account_of(what)
    one = what.provider
    case = f"provider:{one.pk}"
    return awarded.Account(one.name, one.bank_name, one.account_no, case, one.bank_no, one.account_changed_at)


def standings(rows: Sequence[Award | Redemption], at: datetime) -> dict[int, Standing]:
    """By key, of awards or of redemptions, in one query however many."""
    accounts = {row.pk: account_of(row) for row in rows}
    known: dict[str, list[AccountVerification]] = {}
    given = AccountVerification.objects.filter(payee__in={one.case for one in accounts.values()})
    for one in given.select_related("verified_by").order_by("-pk"):
        known.setdefault(one.payee, []).append(one)
    return {
        row.pk: _standing(row, accounts[row.pk], known.get(accounts[row.pk].case, []), at) for row in rows
    }


def standing_of(row: Award | Redemption, at: datetime) -> Standing:
    return standings([row], at)[row.pk]


def _standing(
    what: Award | Redemption, account: awarded.Account, known: Sequence[AccountVerification], at: datetime
) -> Standing:
    pinned = (account.name, account.bank_name, account.account_no)
    verifications = tuple(
        row
        for row in known
        if (row.name, row.bank_name, row.account_no) == pinned
        and (account.changed_at is None or row.verified_at >= account.changed_at)
    )
    third_party = isinstance(what, Award) and what.payee == Payee.THIRD_PARTY
    return Standing(account, third_party, _rests_until(account.changed_at, at), verifications)


def _rests_until(changed_at: datetime | None, at: datetime) -> date | None:
    rule = next((rule for rule in city.pack().deadlines if rule.id == REST), None)
    if rule is None or changed_at is None:
        return None
    today = china_day(at)
    try:
        last = deadline(china_day(changed_at), rule.days, rule.unit)
    except YearUnknown:  # better to verify once too often
        return today
    return last if today <= last else None


def to_verify(user: User) -> QuerySet[Award]:
    """Awards to be paid whose payee's account was changed at any time, or is a third party's."""
    changed = Q(payee=Payee.ENTERPRISE, enterprise__account_changed_at__isnull=False) | Q(
        payee=Payee.PROVIDER, provider__account_changed_at__isnull=False
    )
    rows = awarded.to_pay(user).filter(Q(payee=Payee.THIRD_PARTY) | changed)
    return rows.select_related("enterprise", "provider", "claim")


def vouchers_to_verify(user: User) -> QuerySet[Redemption]:
    """Redeemed vouchers to be paid whose provider's account was changed at any time."""
    return redemptions_to_pay(user).filter(provider__account_changed_at__isnull=False).order_by("pk")


def verifications() -> QuerySet[AccountVerification]:
    return AccountVerification.objects.select_related("verified_by")
