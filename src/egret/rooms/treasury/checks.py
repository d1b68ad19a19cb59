from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.banking import accounts
from egret.core.money import yuan
from egret.core.policy.explaining import rate_text
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award

from . import queries
from .errors import PaymentRefused

_FIELDS = {
    "name": gettext_lazy("name"),
    "number": gettext_lazy("account number"),
    "bank": gettext_lazy("bank"),
    "bank_no": gettext_lazy("number of the bank"),
}


def check_account(account: awarded.Account) -> None:
    """Whether the bank could take it; only the bank knows whether it exists."""
    given = accounts.Account(account.name, account.account_no, account.bank_name, account.bank_no)
    checked = accounts.check(given)
    for fault in checked.faults:
        said = {"payee": account.name, "field": _FIELDS[fault.where]}
        raise PaymentRefused(
            _(
                "The account of %(payee)s can't be paid as it stands (%(field)s): it has to be corrected first."
            )
            % said
        )


def check_verified(award: Award, *, by: User, at: datetime) -> None:
    """An account that was changed lately, or is a third party's, is paid when another officer has made sure of it."""
    standing = queries.standing_of(award, at)
    if not standing.stops(by.pk):
        return
    said = {"payee": standing.account.name}
    if standing.verifications:
        raise PaymentRefused(
            _(
                "You verified the account of %(payee)s yourself: another finance officer has to make this order."
            )
            % said
        )
    if standing.third_party:
        raise PaymentRefused(
            _(
                "%(payee)s is a third party: before it is paid, another finance officer has to verify its account "
                "under Payments, Accounts to verify."
            )
            % said
        )
    raise PaymentRefused(
        _(
            "The account of %(payee)s was changed lately: before it is paid, another finance officer has to verify it "
            "under Payments, Accounts to verify."
        )
        % said
    )


def check_shares() -> None:
    """No rule of shares is broken by what stands in the books now."""
    for share in queries.shares():
        if share.standing.broken:
            said = {
                "source": queries.source_name(share.rule.fund_source),
                "least": rate_text(share.rule.at_least),
                "over": yuan(share.standing.others_fen - share.standing.most_fen),
            }
            raise PaymentRefused(
                _(
                    "At least %(least)s of “%(source)s” is for one purpose: this would give ¥%(over)s too much to others."
                )
                % said
            )
