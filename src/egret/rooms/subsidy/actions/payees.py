from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.banking.accounts import Account, check
from egret.core.policy.clause import Payee
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..errors import ClaimRefused
from ..models import Award
from ..queries import awards
from ..queries import claims as queries
from ..states import AwardState


@transaction.atomic
def correct_account(award_pk: int, given: Account, *, by: User, at: datetime) -> Award:
    """The account of the third party that an award waits to pay, corrected by the enterprise whose claim named it.

    The third party itself stays who it is. Whatever is entered is verified by a finance officer before it is paid.
    """
    trail.await_turn()
    award = awards.locked(award_pk)
    if award.payee != Payee.THIRD_PARTY or award.state != AwardState.CONFIRMED:
        raise ClaimRefused(_("No third party waits to be paid here: nothing is to be corrected."))
    claim = queries.locked(award.claim_id)
    checked = check(given, claim.payee_name)
    if checked.faults:
        raise ClaimRefused(_("No bank would pay to this account: look at what is marked."))
    account, before = checked.account, claim.account_no
    if (claim.bank_name, claim.account_no) == (account.bank, account.number):
        raise ClaimRefused(_("This is the account that is known already."))
    claim.bank_name, claim.account_no = account.bank, account.number
    claim.save()
    trail.record(
        verb="claim.account_corrected",
        subject=f"claim:{claim.pk}",
        case=award.enterprise.case,
        by=by.actor,
        at=at,
        body={"bank_name": account.bank, "account_no": account.number, "before": before},
    )
    return award
