"""The form in which a payee says on which account it is paid, judged as a bank would."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.banking.accounts import LONGEST, SHORTEST, Account, check
from egret.core.banking.faults import Code, Fault
from egret.desks.shared.forms import DeskForm

_FIELDS = {"name": "account_name", "number": "account_no", "bank": "bank_name", "bank_no": "bank_no"}


class AccountForm(DeskForm):
    """`registered` is the name on the licence. Valid, `account` is what goes to the bank."""

    account_name = forms.CharField(
        label=gettext_lazy("Name of the account"),
        help_text=gettext_lazy("Your own registered name: money goes to no other."),
        max_length=120,
    )
    bank_name = forms.CharField(
        label=gettext_lazy("Bank"), help_text=gettext_lazy("With its branch."), max_length=80
    )
    account_no = forms.CharField(label=gettext_lazy("Account number"), max_length=60)
    bank_no = forms.CharField(
        label=gettext_lazy("Number of the branch in the payment system"),
        help_text=gettext_lazy("12 digits, if you know it: the money is quicker then."),
        max_length=20,
        required=False,
    )

    def __init__(self, *args: Any, registered: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registered = registered
        self.account: Account | None = None
        self.warnings: list[str] = []

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        given = Account(*(said.get(_FIELDS[part], "") for part in ("name", "number", "bank", "bank_no")))
        checked = check(given, self.registered)
        for fault in checked.faults:
            if fault.code != Code.EMPTY:
                self.add_error(_FIELDS[fault.where], _said(fault))
        self.account = checked.account
        if any(fault.where == "bank_no" and fault.code == Code.CHECK for fault in checked.warnings):
            self.warnings.append(
                _("Kept, but look again: the last digit of the branch's number does not fit the others.")
            )
        return said


def known(row: Any) -> dict[str, str]:
    """What an enterprise or provider said before."""
    return {
        "account_name": row.name,
        "bank_name": row.bank_name,
        "account_no": row.account_no,
        "bank_no": row.bank_no,
    }


def _said(fault: Fault) -> str:
    match fault.where, fault.code:
        case "name", Code.OTHER_NAME:
            return _("The account has to be in your registered name, %(name)s.") % {"name": fault.wanted}
        case "number", Code.CHARACTERS:
            return _("An account number has digits only.")
        case "number", _other:
            return _("An account number has %(least)s to %(most)s digits.") % {
                "least": SHORTEST,
                "most": LONGEST,
            }
        case "bank_no", _other:
            return _("The number of a branch has 12 digits.")
        case _other:
            return _("No bank takes these characters here: write letters, digits and brackets.")
