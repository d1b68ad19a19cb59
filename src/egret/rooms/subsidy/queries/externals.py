from __future__ import annotations

from django.db.models import QuerySet

from egret.core.policy.overlap import External, Same
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User

from ..models import ExternalAward


def policies() -> tuple[External, ...]:
    """The policies outside the pack whose money meets that of its clauses."""
    return city.pack().externals


def by_invoice() -> frozenset[str]:
    """The ids of those whose money meets that of a clause on one invoice, so that its numbers must be known."""
    groups = [group for group in city.pack().overlaps if group.same == Same.INVOICE]
    members = {member for group in groups for member in group.members}
    return frozenset(policy.id for policy in policies() if policy.member in members)


def visible_to(user: User) -> QuerySet[ExternalAward]:
    return ExternalAward.objects.filter(enterprises.scope(user, "enterprise__")).order_by("pk")


def of_enterprise(enterprise: Enterprise) -> QuerySet[ExternalAward]:
    rows = ExternalAward.objects.filter(enterprise=enterprise).order_by("-pk")
    return rows.select_related("evidence", "recorded_by")
