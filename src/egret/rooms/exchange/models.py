from __future__ import annotations

from django.db import models

from egret.base.fields import FenField


class SimulatedInstruction(models.Model):
    """What the simulated bank has on its books. No real bank is behind it."""

    order_no = models.CharField(max_length=40, unique=True)
    payee = models.CharField(max_length=120)
    account_no = models.CharField(max_length=32)
    fen = FenField()
    received_on = models.DateField()

    def __str__(self) -> str:
        return self.order_no
