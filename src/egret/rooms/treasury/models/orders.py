from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together

from ..states import BatchState, OrderState, Rail
from .vouchers import Redemption


class PaymentBatch(models.Model):
    """Orders that go to the bank in one file. How many and how much is declared before anybody looks at them."""

    no = models.CharField(max_length=40, unique=True)
    template = models.CharField(max_length=40, help_text="how its file is written")
    declared_count = models.PositiveIntegerField()
    declared_fen = FenField()
    state = models.CharField(max_length=12, default=BatchState.MADE)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = stamp_by()
    checked_at = models.DateTimeField(null=True)
    checked_by = stamp_by()
    released_at = models.DateTimeField(null=True)
    released_by = stamp_by()

    class Meta:
        constraints = [
            one_of("batch_state_known", "state", BatchState),
            models.CheckConstraint(
                name="batch_declares_something", condition=Q(declared_count__gt=0, declared_fen__gt=0)
            ),
            models.CheckConstraint(
                name="batch_checker_is_not_the_maker",
                condition=Q(checked_by=None) | ~Q(checked_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="batch_releaser_is_neither",
                condition=Q(released_by=None)
                | (~Q(released_by=F("made_by")) & ~Q(released_by=F("checked_by"))),
            ),
            together("batch_checked_in_full_or_not_at_all", "checked_at", "checked_by"),
            together("batch_released_in_full_or_not_at_all", "released_at", "released_by"),
            models.CheckConstraint(
                name="batch_at_the_bank_passed_all_three",
                condition=~Q(state__in=["released", "unknown", "sent", "refused"])
                | Q(checked_at__isnull=False, released_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="batch_waiting")]

    def __str__(self) -> str:
        return self.no


class PaymentFile(models.Model):
    """The bytes that a batch is sent as, kept before the first attempt: whatever is sent again is these."""

    batch = models.OneToOneField(PaymentBatch, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


class AccountVerification(models.Model):
    """A finance officer made sure, by another way than the platform, that an account is the payee's. For ever as it was."""

    payee = models.CharField(max_length=24, help_text="the payee in the books, such as enterprise:7")
    name = models.CharField(max_length=120)
    bank_name = models.CharField(max_length=80)
    account_no = models.CharField(max_length=32)
    how = models.TextField(help_text="who was asked, on which number known before, what was said")
    verified_at = models.DateTimeField()
    verified_by = stamp_by()

    class Meta:
        constraints = [models.CheckConstraint(name="verification_says_how", condition=~Q(how=""))]
        indexes = [models.Index(fields=["payee", "id"], name="verification_of_payee")]

    def __str__(self) -> str:
        return f"{self.payee} {self.account_no}"


class Attempt(models.Model):
    """One handing over of a batch's file: written down before it is tried."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = stamp_by()

    def __str__(self) -> str:
        return f"{self.batch_id} {self.begun_at}"


class PaymentOrder(models.Model):
    """An instruction to pay one award, or one redeemed voucher, to one pinned account; three people bring it to the bank.

    Conditional digital yuan (simulated) goes without a batch: it is released for `proof_sha`, or comes back when
    `expires_on` is over.
    """

    no = models.CharField(max_length=40, unique=True)
    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="+", null=True)
    award = models.ForeignKey("subsidy.Award", on_delete=models.PROTECT, related_name="+", null=True)
    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT, related_name="+", null=True)
    rail = models.CharField(max_length=8, default=Rail.BANK)
    proof_sha = models.CharField(max_length=64, blank=True, help_text="what digital yuan is released for")
    expires_on = models.DateField(null=True, help_text="the last day on which digital yuan may be released")
    fen = FenField()
    parts = models.JSONField(help_text="fen by fund")
    payee = models.CharField(max_length=120)
    bank_name = models.CharField(max_length=80)
    account_no = models.CharField(max_length=32)
    bank_no = models.CharField(max_length=12, blank=True)
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
                condition=~Q(state__in=["sent", "unknown", "settled", "rejected", "returned"])
                | Q(checked_at__isnull=False, released_at__isnull=False)
                & (Q(batch__isnull=False, rail=Rail.BANK) | Q(batch=None, rail=Rail.ECNY)),
            ),
            one_of("order_rail_known", "rail", Rail),
            models.CheckConstraint(
                name="order_pays_an_award_or_a_voucher",
                condition=Q(award__isnull=False, redemption=None) | Q(award=None, redemption__isnull=False),
            ),
            models.CheckConstraint(
                name="order_in_digital_yuan_has_a_condition",
                condition=Q(rail=Rail.ECNY) & ~Q(proof_sha="") | Q(rail=Rail.BANK, proof_sha=""),
            ),
            models.UniqueConstraint(
                name="order_one_alive_a_redemption",
                fields=["redemption"],
                condition=Q(state__in=["made", "checked", "sent", "unknown", "settled"]),
            ),
            models.UniqueConstraint(
                name="order_one_alive_an_award",
                fields=["award"],
                condition=Q(state__in=["made", "checked", "sent", "unknown", "settled"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="order_waiting")]

    def __str__(self) -> str:
        return self.no

    @property
    def enterprise(self):
        """Whose case it belongs to."""
        return (self.award or self.redemption.voucher).enterprise

    @property
    def project(self) -> str:
        """What the books keep its money apart by."""
        return (self.award or self.redemption.voucher).project

    @property
    def pays(self) -> str:
        """The number of the award or the redemption."""
        return (self.award or self.redemption).no
