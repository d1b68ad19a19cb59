"""The simulated bank's answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import SimulatedInstruction

CLOSED_ENDING = "0000"


@dataclass(frozen=True, slots=True)
class Answer:
    """`reference` when the money arrived, `fault` when it did not."""

    reference: str
    fault: str


def status(order_no: str) -> Answer | None:
    """What became of an instruction; None when the bank never had it. An account ending in 0000 is closed here."""
    instruction = SimulatedInstruction.objects.filter(order_no=order_no).first()
    if not instruction:
        return None
    if instruction.account_no.endswith(CLOSED_ENDING):
        return Answer("", _("Simulated bank: the account is closed."))
    return Answer(f"SIM{instruction.pk:010d}", "")
