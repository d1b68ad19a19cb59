from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.banking import accounts
from egret.core.money import yuan
from egret.core.policy.explaining import rate_text
from egret.rooms.subsidy import queries as awarded

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
    checked = accounts.check(accounts.Account(account.name, account.account_no, account.bank_name))
    for fault in checked.faults:
        said = {"payee": account.name, "field": _FIELDS[fault.where]}
        raise PaymentRefused(
            _(
                "The account of %(payee)s can't be paid as it stands (%(field)s): it has to be corrected first."
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
