from __future__ import annotations

from django.db import models
from django.db.models import Q

from egret.base.fields import FenField, one_of, stamp_by, together
from egret.core.sizes import SizeClass

from .states import Title


class Enterprise(models.Model):
    """An SME of the city, with what decides whether and how the programme applies to it."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    district = models.CharField(max_length=16)
    industry_code = models.CharField(max_length=4)
    pilot_industry = models.CharField(max_length=40, blank=True)
    staff = models.PositiveIntegerField()
    revenue_fen = FenField()
    size_class = models.CharField(max_length=8)
    above_scale = models.BooleanField()
    title = models.CharField(max_length=16, default=Title.NONE)
    bank_name = models.CharField(max_length=80)
    account_no = models.CharField(max_length=32)
    bank_no = models.CharField(max_length=12, blank=True, help_text="of the branch, in the payment system")
    account_changed_at = models.DateTimeField(null=True)
    account_changed_by = stamp_by()
    banned_until = models.DateField(null=True, help_text="the last day of a ban, by a sanction")
    registered_at = models.DateTimeField()
    registered_by = stamp_by()

    class Meta:
        constraints = [
            one_of("enterprise_size_class_known", "size_class", SizeClass),
            one_of("enterprise_title_known", "title", Title),
            models.CheckConstraint(name="enterprise_revenue_not_negative", condition=Q(revenue_fen__gte=0)),
            together(
                "enterprise_account_changed_in_full_or_not_at_all", "account_changed_at", "account_changed_by"
            ),
        ]
        indexes = [models.Index(fields=["district", "id"], name="enterprise_by_district")]

    def __str__(self) -> str:
        return self.name

    @property
    def case(self) -> str:
        """What the trail files everything of this enterprise under."""
        return f"enterprise:{self.pk}"
