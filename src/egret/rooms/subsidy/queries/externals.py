from __future__ import annotations

from django.db.models import QuerySet

from egret.core.policy.overlap import External
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise

from ..models import ExternalAward


def policies() -> tuple[External, ...]:
    """The policies outside the pack whose money meets that of its clauses."""
    return city.pack().externals


def of_enterprise(enterprise: Enterprise) -> QuerySet[ExternalAward]:
    rows = ExternalAward.objects.filter(enterprise=enterprise).order_by("-pk")
    return rows.select_related("evidence", "recorded_by")
