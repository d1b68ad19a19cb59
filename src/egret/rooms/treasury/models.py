from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together
from egret.core.ledger.accounts import State
from egret.core.ledger.postings import Event

from .states import OrderState


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
    """Which account: a state of money, and what the money is for."""

    state = models.CharField(max_length=16)
    purpose = models.CharField(max_length=24, blank=True)
    project = models.CharField(max_length=24, blank=True)
    payee = models.CharField(max_length=24, blank=True)
    order = models.CharField(max_length=40, blank=True)
    fund_source = models.CharField(max_length=24)

    class Meta:
        abstract = True


class Leg(Coordinates):
    """What one posting takes from or gives to one account of one fund source."""

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
                fields=["state", "purpose", "project", "payee", "order", "fund_source"],
            ),
            models.CheckConstraint(
                name="balance_not_below_its_floor", condition=Q(state=State.APPROPRIATED) | Q(fen__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.fund_source} {self.fen}"


class PaymentOrder(models.Model):
    """An instruction to pay one award to one pinned account; three people bring it to the bank."""

    no = models.CharField(max_length=40, unique=True)
    award = models.ForeignKey("subsidy.Award", on_delete=models.PROTECT, related_name="+")
    fen = FenField()
    parts = models.JSONField(help_text="fen by fund source")
    payee = models.CharField(max_length=120)
    bank_name = models.CharField(max_length=80)
    account_no = models.CharField(max_length=32)
    state = models.CharField(max_length=12, default=OrderState.MADE)
    made_at = models.DateTimeField()
    made_by = stamp_by()
    checked_at = models.DateTimeField(null=True)
    checked_by = stamp_by()
    released_at = models.DateTimeField(null=True)
    released_by = stamp_by()
    answered_at = models.DateTimeField(null=True)
    answered_by = stamp_by()
    bank_reference = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            one_of("order_state_known", "state", OrderState),
            models.CheckConstraint(name="order_pays_something", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="order_checker_is_not_the_maker",
                condition=Q(checked_by=None) | ~Q(checked_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="order_releaser_is_neither",
                condition=Q(released_by=None)
                | (~Q(released_by=F("made_by")) & ~Q(released_by=F("checked_by"))),
            ),
            together("order_checked_in_full_or_not_at_all", "checked_at", "checked_by"),
            together("order_released_in_full_or_not_at_all", "released_at", "released_by"),
            together("order_answered_in_full_or_not_at_all", "answered_at", "answered_by"),
            models.CheckConstraint(
                name="order_at_the_bank_passed_all_three",
                condition=~Q(state__in=["sent", "settled", "rejected"])
                | Q(checked_at__isnull=False, released_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="order_one_alive_an_award",
                fields=["award"],
                condition=Q(state__in=["made", "checked", "sent", "settled"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="order_waiting")]

    def __str__(self) -> str:
        return self.no
