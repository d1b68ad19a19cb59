from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.banking import accounts
from egret.core.money import yuan
from egret.core.packs.model import VoucherRule
from egret.core.policy.explaining import rate_text
from egret.core.vouchers import VoucherState
from egret.rooms.call import queries as calls
from egret.rooms.enterprise.checks import check_not_banned
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.provider.checks import check_not_banned as check_provider_not_banned
from egret.rooms.subsidy import queries as awarded

from . import queries
from .errors import PaymentRefused
from .models import Redemption, Voucher
from .queries import Standing, vouchers
from .states import REDEEMED, RedemptionState

if TYPE_CHECKING:
    from .actions.vouchers import Delivered, Service

_INVOICE = re.compile(r"[0-9]{8,20}")

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


def check_verified(standing: Standing, *, by: User) -> None:
    """An account that was changed lately, or is a third party's, is paid when another officer has made sure of it."""
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


def check_may_have(enterprise: Enterprise, rule: VoucherRule, *, on: date) -> None:
    """Whether a voucher may be issued now. The caller holds the trail's lock, so that nobody is issued one meanwhile."""
    check_not_banned(enterprise, on)
    if rule.listed and not calls.on_list(enterprise, on):
        raise PaymentRefused(_("This voucher is for enterprises on a published list."))
    had = Voucher.objects.filter(enterprise=enterprise, scheme=rule.id)
    if had.filter(state__in=[VoucherState.OPEN, VoucherState.LOCKED]).exists():
        raise PaymentRefused(_("You hold a voucher of this kind: use it first."))
    if had.count() >= rule.most:
        raise PaymentRefused(
            _("An enterprise may have %(most)s vouchers of this kind, and you had yours.")
            % {"most": rule.most}
        )
    free = vouchers.quota_of(rule).free_fen
    if free < rule.face_fen:
        said = {"free": yuan(free), "face": yuan(rule.face_fen)}
        raise PaymentRefused(
            _(
                "¥%(free)s are left of this quota, and a voucher is ¥%(face)s: ask again when others have expired."
            )
            % said
        )


def check_service(voucher: Voucher, told: Service, *, on: date) -> None:
    """Whether the voucher may be locked to this service contract."""
    check_not_banned(voucher.enterprise, on)
    check_provider_not_banned(told.provider, on)
    if on > voucher.expires_on:
        raise PaymentRefused(_("The last day of this voucher was %(day)s.") % {"day": voucher.expires_on})
    if told.provider.credit_code == voucher.enterprise.credit_code:
        raise PaymentRefused(_("Nobody pays itself with a voucher."), field="provider")
    if told.service not in {service.id for service in vouchers.rule_of(voucher).services}:
        raise PaymentRefused(_("This voucher does not pay for such a service."), field="service")
    if not told.contract_no.strip():
        raise PaymentRefused(_("Write the number of the contract."), field="contract_no")
    if told.contract_fen <= 0:
        raise PaymentRefused(_("The contract comes to nothing: write its amount."), field="contract_fen")
    if told.signed_on > on:
        raise PaymentRefused(_("The contract can't have been signed in the future."), field="signed_on")
    if told.signed_on < voucher.issued_on:
        raise PaymentRefused(
            _(
                "The contract was signed before the voucher was issued on %(day)s: it pays for later ones only."
            )
            % {"day": voucher.issued_on},
            field="signed_on",
        )
    alive = Redemption.objects.exclude(state__in=[RedemptionState.RELEASED, RedemptionState.REFUSED])
    if alive.filter(provider=told.provider, contract_no=told.contract_no.strip()).exists():
        raise PaymentRefused(
            _("This contract has a voucher already: one contract, one voucher."), field="contract_no"
        )
    if alive.filter(paper_sha=told.paper.sha256).exists():
        raise PaymentRefused(_("This very file was locked to a voucher already."), field="paper")


def check_presented(redemption: Redemption, told: Delivered, *, on: date) -> None:
    """Whether the provider may present this for its money."""
    if on > redemption.voucher.expires_on:
        raise PaymentRefused(
            _("The last day of this voucher was %(day)s.") % {"day": redemption.voucher.expires_on}
        )
    if not _INVOICE.fullmatch(told.invoice_no):
        raise PaymentRefused(_("An invoice number has 8 to 20 digits."), field="invoice_no")
    if told.invoiced_fen <= 0:
        raise PaymentRefused(_("The invoice comes to nothing: write its amount."), field="invoiced_fen")
    used = Redemption.objects.filter(
        invoice_no=told.invoice_no, state__in=[RedemptionState.PRESENTED, *REDEEMED]
    )
    if used.exists():
        raise PaymentRefused(_("This invoice was presented already: one invoice, once."), field="invoice_no")
