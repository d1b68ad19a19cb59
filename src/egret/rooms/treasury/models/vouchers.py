from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, one_of, stamp_by, together
from egret.core.days import china_day
from egret.core.vouchers import VoucherState

from ..states import HOLDS_VOUCHER, REDEEMED, RedemptionState

R = RedemptionState


class Voucher(models.Model):
    """A promise to pay part of services that an enterprise buys, up to its face. No money moves for it before a service
    is proven; what is left when its days are over is free for others."""

    no = models.CharField(max_length=40, unique=True)
    scheme = models.CharField(max_length=24)
    enterprise = models.ForeignKey("enterprise.Enterprise", on_delete=models.PROTECT, related_name="+")
    pack_sha = models.CharField(max_length=64)
    face_fen = FenField()
    redeemed_fen = FenField(default=0)
    returned_fen = FenField(default=0, help_text="what was left when it expired")
    state = models.CharField(max_length=12, default=VoucherState.OPEN)
    expires_on = models.DateField(help_text="the last day on which a service may be presented")
    issued_at = models.DateTimeField()
    issued_by = stamp_by()
    expired_at = models.DateTimeField(null=True)
    expired_by = stamp_by()

    class Meta:
        constraints = [
            one_of("voucher_state_known", "state", VoucherState),
            models.CheckConstraint(
                name="voucher_has_a_face",
                condition=Q(face_fen__gt=0, redeemed_fen__gte=0, returned_fen__gte=0),
            ),
            models.CheckConstraint(
                name="voucher_never_above_its_face",
                condition=Q(face_fen__gte=F("redeemed_fen") + F("returned_fen")),
            ),
            models.CheckConstraint(
                name="voucher_that_is_over_has_nothing_left",
                condition=~Q(state__in=["used", "expired"])
                | Q(face_fen=F("redeemed_fen") + F("returned_fen")),
            ),
            models.CheckConstraint(
                name="voucher_comes_back_when_it_expires", condition=Q(returned_fen=0) | Q(state="expired")
            ),
            together("voucher_expired_in_full_or_not_at_all", "expired_at", "expired_by"),
            models.UniqueConstraint(
                name="voucher_one_alive_of_a_scheme",
                fields=["enterprise", "scheme"],
                condition=Q(state__in=["open", "locked"]),
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "state"], name="voucher_quota"),
            models.Index(fields=["state", "expires_on"], name="voucher_expiring"),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def left_fen(self) -> int:
        return self.face_fen - self.redeemed_fen - self.returned_fen

    @property
    def issued_on(self) -> date:
        return china_day(self.issued_at)

    @property
    def project(self) -> str:
        """What the books keep its money apart by."""
        return f"voucher:{self.pk}"


class Redemption(models.Model):
    """One service contract on one voucher: locked by the enterprise, presented by its provider, decided by an officer."""

    no = models.CharField(max_length=40, unique=True)
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("provider.Provider", on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=24)
    contract_no = models.CharField(max_length=60)
    signed_on = models.DateField()
    contract_fen = FenField(help_text="net of tax")
    paper = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    paper_sha = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default=RedemptionState.LOCKED)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True, help_text="why it was given back or refused")
    locked_at = models.DateTimeField()
    locked_by = stamp_by()
    invoice_no = models.CharField(max_length=20, blank=True)
    invoiced_fen = FenField(default=0, help_text="net of tax")
    invoice = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+", null=True)
    proof = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+", null=True)
    presented_at = models.DateTimeField(null=True)
    presented_by = stamp_by()
    fen = FenField(default=0, help_text="what the voucher pays of it")
    decided_at = models.DateTimeField(null=True)
    decided_by = stamp_by()

    class Meta:
        constraints = [
            one_of("redemption_state_known", "state", RedemptionState),
            models.CheckConstraint(name="redemption_contract_positive", condition=Q(contract_fen__gt=0)),
            models.UniqueConstraint(
                name="redemption_one_alive_a_voucher",
                fields=["voucher"],
                condition=Q(state__in=[*HOLDS_VOUCHER]),
            ),
            models.UniqueConstraint(
                name="redemption_one_a_contract",
                fields=["provider", "contract_no"],
                condition=~Q(state__in=[R.RELEASED, R.REFUSED]),
            ),
            models.UniqueConstraint(
                name="redemption_one_a_paper",
                fields=["paper_sha"],
                condition=~Q(state__in=[R.RELEASED, R.REFUSED]),
            ),
            models.UniqueConstraint(
                name="redemption_one_an_invoice",
                fields=["invoice_no"],
                condition=Q(state__in=[R.PRESENTED, *REDEEMED]),
            ),
            models.CheckConstraint(
                name="redemption_pays_only_what_was_accepted",
                condition=Q(state__in=[*REDEEMED], fen__gt=0) | ~Q(state__in=[*REDEEMED]) & Q(fen=0),
            ),
            models.CheckConstraint(
                name="redemption_presented_with_its_papers",
                condition=~Q(state__in=[R.PRESENTED, *REDEEMED])
                | Q(
                    invoice__isnull=False, proof__isnull=False, presented_at__isnull=False, invoiced_fen__gt=0
                )
                & ~Q(invoice_no=""),
            ),
            together("redemption_presented_in_full_or_not_at_all", "presented_at", "presented_by"),
            together("redemption_decided_in_full_or_not_at_all", "decided_at", "decided_by"),
        ]
        indexes = [models.Index(fields=["state", "id"], name="redemption_waiting")]

    def __str__(self) -> str:
        return self.no
