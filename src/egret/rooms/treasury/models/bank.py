from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import FenField, one_of, stamp_by, together
from egret.core.banking.reconcile import Verdict

from ..states import DifferenceKind, DifferenceState, MessageKind
from .orders import PaymentOrder


class BankMessage(models.Model):
    """What came from the bank, as it came, whether it was taken or refused; the same bytes are taken once."""

    kind = models.CharField(max_length=16)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = stamp_by()
    fault = models.TextField(blank=True, help_text="why it was refused")
    fault_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            one_of("message_kind_known", "kind", MessageKind),
            models.UniqueConstraint(name="message_taken_once", fields=["sha256"], condition=Q(fault="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"


class Statement(models.Model):
    """What the bank says of our account on one day, and what the books make of it."""

    message = models.OneToOneField(BankMessage, on_delete=models.PROTECT, related_name="+")
    bank_id = models.CharField(max_length=40, unique=True)
    number = models.PositiveIntegerField()
    account_no = models.CharField(max_length=32)
    day = models.DateField()
    opening_fen = FenField()
    closing_fen = FenField()
    books_fen = FenField(help_text="what the account holds by what the books explain")

    class Meta:
        indexes = [models.Index(fields=["account_no", "number"], name="statement_in_order")]

    def __str__(self) -> str:
        return f"{self.account_no} {self.day}"

    @property
    def off_fen(self) -> int:
        """What the bank holds more than the books explain."""
        return self.closing_fen - self.books_fen


class StatementLine(models.Model):
    """One entry of a statement, by the bank's own number for it, and what it was found to be. Below zero is money out."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    entry_id = models.CharField(max_length=40)
    end_to_end_id = models.CharField(max_length=40, blank=True)
    fen = FenField()
    booked_on = models.DateField()
    said = models.JSONField(help_text="the entry as the bank told it")
    verdict = models.CharField(max_length=12)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            one_of("line_verdict_known", "verdict", Verdict),
            models.UniqueConstraint(name="line_has_its_place_on_a_statement", fields=["statement", "place"]),
            # One entry of the bank explains one movement of ours, for ever.
            models.UniqueConstraint(
                name="line_settles_once",
                fields=["entry_id"],
                condition=Q(verdict__in=["settled", "returned"]),
            ),
            models.UniqueConstraint(
                name="order_settled_once",
                fields=["order", "verdict"],
                condition=Q(verdict__in=["settled", "returned"]),
            ),
            models.CheckConstraint(name="line_moves_something", condition=~Q(fen=0)),
        ]
        indexes = [models.Index(fields=["entry_id"], name="line_by_entry")]

    def __str__(self) -> str:
        return self.entry_id


class Difference(models.Model):
    """What the bank and the books don't agree on, until somebody says how it was settled."""

    kind = models.CharField(
        max_length=12, help_text="a verdict on a line, what is wrong with a statement, or missing"
    )
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="+", null=True)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="+", null=True)
    fen = FenField(default=0)
    said = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=DifferenceState.OPEN)
    note = models.TextField(blank=True, help_text="how it was settled")
    settled_at = models.DateTimeField(null=True)
    settled_by = stamp_by()

    class Meta:
        constraints = [
            one_of("difference_kind_known", "kind", DifferenceKind),
            one_of("difference_state_known", "state", DifferenceState),
            together("difference_settled_in_full_or_not_at_all", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="difference_settled_with_a_note",
                condition=Q(state="settled", settled_at__isnull=False) & ~Q(note="")
                | Q(state="open", note=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "found_at"], name="difference_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fen}"
