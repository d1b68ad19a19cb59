from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import FenField, one_of, stamp_by
from egret.core.ledger.accounts import ORIGINS, State
from egret.core.ledger.postings import Event

from .funds import Fund


class Books(models.Model):
    """How many postings there are; its one row is the lock that money moves under."""

    size = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.size)


class Posting(models.Model):
    """One event of money, for ever. It is written after its legs, and the data base weighs them then."""

    id = models.BigIntegerField(primary_key=True)
    event = models.CharField(max_length=24)
    key = models.CharField(max_length=80, unique=True)
    body_sha = models.CharField(max_length=64)
    leg_count = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField()
    posted_by = stamp_by()

    class Meta:
        constraints = [one_of("posting_event_known", "event", Event)]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"


class Coordinates(models.Model):
    """Which account: a state of money, what the money is for, and the fund that it comes from."""

    state = models.CharField(max_length=16)
    purpose = models.CharField(max_length=24, blank=True)
    policy = models.CharField(max_length=24, blank=True, help_text="the clause that it pays")
    project = models.CharField(max_length=24, blank=True)
    payee = models.CharField(max_length=24, blank=True)
    order = models.CharField(max_length=40, blank=True)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", to_field="code", db_column="fund"
    )

    class Meta:
        abstract = True


class Leg(Coordinates):
    """What one posting takes from or gives to one account of one fund."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    fen = FenField()

    class Meta:
        constraints = [one_of("leg_state_known", "state", State)]
        indexes = [models.Index(fields=["project", "id"], name="leg_of_project")]

    def __str__(self) -> str:
        return f"{self.state} {self.fen}"


class Balance(Coordinates):
    """What the legs of one account come to: a cache that `egret ledger rebuild` makes anew."""

    fen = FenField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="balance_one_an_account",
                fields=["state", "purpose", "policy", "project", "payee", "order", "fund"],
            ),
            models.CheckConstraint(
                name="balance_not_below_its_floor",
                condition=Q(state__in=[*sorted(ORIGINS)], fen__lte=0)
                | ~Q(state__in=[*sorted(ORIGINS)]) & Q(fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.fund_id} {self.fen}"


class ClosedMonth(models.Model):
    """A month of China that is reported: nothing is posted into it any more."""

    month = models.DateField(unique=True, help_text="its first day")
    closed_at = models.DateTimeField()
    closed_by = stamp_by()

    class Meta:
        constraints = [
            models.CheckConstraint(name="month_is_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
