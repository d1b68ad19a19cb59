from __future__ import annotations

from django.db import models


class SimulatedBank(models.Model):
    """Everything that the simulated bank knows, as its own data. No real bank is behind it."""

    state = models.JSONField()
    closed_on = models.DateField(null=True, help_text="the last day that it printed a statement for")

    def __str__(self) -> str:
        return f"simulated bank, {self.closed_on}"
