from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from egret.base.fields import FenField, stamp_by, together

from .claim import Claim


class ClaimDocument(models.Model):
    """One kind of cost on one dated document, of which a fact of the claim is added up.

    While it is `handed_in` it can be struck and nothing else; one that is struck stays as it is. The data base holds both.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=40, help_text="id in the clause")
    no = models.CharField(max_length=40, help_text="of the invoice or contract, folded")
    kind = models.CharField(max_length=40)
    cost = models.CharField(max_length=40, help_text="id in the clause")
    dated_on = models.DateField()
    fen = FenField(help_text="tax included")
    tax_fen = FenField(default=0)
    file = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+", null=True)
    handed_in = models.BooleanField(default=False)
    struck_reason = models.TextField(blank=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = stamp_by()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_once_a_claim",
                fields=["claim", "kind", "no", "cost"],
                condition=Q(struck_at=None),
            ),
            models.CheckConstraint(name="document_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="document_tax_within_its_amount", condition=Q(tax_fen__gte=0, tax_fen__lte=F("fen"))
            ),
            models.CheckConstraint(
                name="document_handed_in_with_its_file", condition=Q(handed_in=False) | Q(file__isnull=False)
            ),
            together("document_struck_in_full_or_not_at_all", "struck_at", "struck_by"),
            models.CheckConstraint(
                name="document_struck_with_a_reason",
                condition=Q(struck_at__isnull=False) & ~Q(struck_reason="")
                | Q(struck_at=None, struck_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "id"], name="document_of_claim"),
            models.Index(fields=["no"], name="document_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.no}"
