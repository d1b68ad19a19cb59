from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from egret.core.policy.overlap import External, Same
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User

from ..models import ExternalAward, ExternalReturn


def policies() -> tuple[External, ...]:
    """The policies outside the pack whose money meets that of its clauses."""
    return city.pack().externals


def by_invoice() -> frozenset[str]:
    """The ids of those whose money meets that of a clause on one invoice, so that its numbers must be known."""
    groups = [group for group in city.pack().overlaps if group.same == Same.INVOICE]
    members = {member for group in groups for member in group.members}
    return frozenset(policy.id for policy in policies() if policy.member in members)


def of_enterprise(enterprise: Enterprise) -> QuerySet[ExternalAward]:
    """Newest first; `given_back_fen` is None while nothing was."""
    rows = ExternalAward.objects.filter(enterprise=enterprise).order_by("-pk")
    returns = ExternalReturn.objects.filter(award=OuterRef("pk")).order_by().values("award")
    given_back = Subquery(returns.annotate(sum=Sum("fen")).values("sum"))
    return rows.select_related("evidence", "recorded_by").annotate(given_back_fen=given_back)


def visible_to(user: User) -> QuerySet[ExternalAward]:
    rows = ExternalAward.objects.filter(enterprises.scope(user, "enterprise__"))
    return rows.select_related("enterprise__organisation").order_by("pk")


def returns_visible_to(user: User) -> QuerySet[ExternalReturn]:
    rows = ExternalReturn.objects.filter(enterprises.scope(user, "award__enterprise__"))
    return rows.select_related("award").order_by("pk")


def given_back_fen(award: ExternalAward) -> int:
    return ExternalReturn.objects.filter(award=award).aggregate(sum=Sum("fen"))["sum"] or 0


def locked(pk: int) -> ExternalAward:
    rows = ExternalAward.objects.select_for_update(of=("self",))
    return rows.select_related("enterprise__organisation").get(pk=pk)
