from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import FenField, one_of

from .states import WalletState


class SimulatedBank(models.Model):
    """Everything that the simulated bank knows, as its own data. No real bank is behind it."""

    state = models.JSONField()
    closed_on = models.DateField(null=True, help_text="the last day that it printed a statement for")

    def __str__(self) -> str:
        return f"simulated bank, {self.closed_on}"


class SimulatedWallet(models.Model):
    """One conditional payment in simulated digital yuan: funded, then released whole or recalled whole.

    No operator of real digital yuan is behind it.
    """

    order_no = models.CharField(max_length=40, unique=True)
    fen = FenField()
    payee = models.CharField(max_length=120)
    account_no = models.CharField(max_length=32)
    proof_sha = models.CharField(max_length=64, help_text="the hash that it is released for")
    expires_on = models.DateField()
    state = models.CharField(max_length=12)
    reference = models.CharField(max_length=40)
    funded_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("wallet_state_known", "state", WalletState),
            models.CheckConstraint(
                name="wallet_ends_once",
                condition=Q(state="funded", ended_on=None) | ~Q(state="funded") & Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(name="wallet_holds_something", condition=Q(fen__gt=0)),
        ]

    def __str__(self) -> str:
        return f"simulated wallet {self.order_no}"
