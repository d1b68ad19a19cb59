from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from egret.core.policy.overlap import External
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User

from ..models import ExternalAward, ExternalReturn


def policies() -> tuple[External, ...]:
    """The policies outside the pack whose money meets that of its clauses."""
    return city.pack().externals


def of_enterprise(enterprise: Enterprise) -> QuerySet[ExternalAward]:
    """Newest first; `given_back_fen` is None while nothing was."""
    rows = ExternalAward.objects.filter(enterprise=enterprise).order_by("-pk")
    returns = ExternalReturn.objects.filter(award=OuterRef("pk")).order_by().values("award")
    given_back = Subquery(returns.annotate(sum=Sum("fen")).values("sum"))
    return rows.select_related("evidence", "recorded_by").annotate(given_back_fen=given_back)


def visible_to(user: User) -> QuerySet[ExternalAward]:
    rows = ExternalAward.objects.filter(enterprises.scope(user, "enterprise__"))
    return rows.select_related("enterprise__organisation")


def given_back_fen(award: ExternalAward) -> int:
    return ExternalReturn.objects.filter(award=award).aggregate(sum=Sum("fen"))["sum"] or 0


def locked(pk: int) -> ExternalAward:
    rows = ExternalAward.objects.select_for_update(of=("self",))
    return rows.select_related("enterprise__organisation").get(pk=pk)
