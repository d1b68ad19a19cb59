from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from egret.base.errors import Refused
from egret.core.banking.faults import Code, Fault, Unusable


class PaymentRefused(Refused):
    pass


def later(sentence: Callable[[], str]) -> str:
    """Said whenever it is read, in the language of whoever reads it then."""
    return lazy(sentence, str)()


def unreadable(wrong: Unusable) -> PaymentRefused:
    return PaymentRefused(later(lambda: faults_said(wrong)))


def faults_said(wrong: Unusable) -> str:
    """What is wrong with bytes from a bank, in the reader's words."""
    return " ".join(map(_fault_said, wrong.faults))


def _fault_said(fault: Fault) -> str:
    """The place is the bank's own name for it; a technician will ask for it."""
    said = {"where": fault.where, "line": fault.line, "given": fault.given, "wanted": fault.wanted}
    match fault.code:
        case Code.SIGNATURE:
            return _(
                "The signature does not fit this file: it was changed on its way, or it is not the bank's. "
                "Nothing of it was read. Ask the bank for it once more."
            )
        case Code.VERSION:
            return _("This is no message that is read here: %(given)s.") % said
        case Code.FORBIDDEN:
            return _("The file names other files or has entities: such a file is not read.")
        case Code.TOO_LARGE | Code.TOO_DEEP:
            return _("The file is too large to be read.")
        case Code.MALFORMED | Code.ENCODING:
            return _("This is no well-formed message of a bank (line %(line)s).") % said
        case Code.AMOUNT:
            return (
                _("%(given)s in line %(line)s is no amount: it is above zero, in yuan and whole fen.") % said
            )
        case Code.MISSING:
            return _("%(where)s is missing (line %(line)s).") % said
        case _:
            return _("At %(where)s in line %(line)s stands “%(given)s”, which can't be there.") % said
