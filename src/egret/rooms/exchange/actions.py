from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from .errors import BankRefused
from .models import SimulatedInstruction


@transaction.atomic
def send(order_no: str, *, payee: str, account_no: str, fen: int, on: date) -> None:
    """Hand an instruction to the simulated bank: the same one twice is one, another under its number is refused."""
    body = {"payee": payee, "account_no": account_no, "fen": fen}
    instruction, made = SimulatedInstruction.objects.get_or_create(
        order_no=order_no, defaults={**body, "received_on": on}
    )
    if not made and any(getattr(instruction, key) != value for key, value in body.items()):
        raise BankRefused(_("The bank has another instruction under this number."))
