from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from egret.core.findings import Finding
from egret.core.packs.reforming import Reformed, reformed
from egret.core.policy.reform import Reform as Plan
from egret.core.policy.reform_reading import FILE, reform_in
from egret.core.reading import BadFile, Table
from egret.rooms.city import queries as city
from egret.rooms.people.models import User
from egret.rooms.people.states import Permission

from ..models import Reform


def visible_to(user: User) -> QuerySet[Reform]:
    """Whoever weighs reforms sees all of them: the point is to compare."""
    rows = Reform.objects.select_related("made_by", "changed_by")
    return rows if user.may(Permission.SEE_REFORMS) else rows.none()


def locked(pk: int) -> Reform:
    return Reform.objects.select_for_update().get(pk=pk)


def plan_of(reform: Reform) -> Plan:
    return plan_from(f"reform-{reform.pk}", reform.title, reform.title_en, reform.changes)


def plan_from(reform_id: str, title: str, title_en: str, changes: Iterable[Mapping[str, Any]]) -> Plan:
    """A reform as core has it, of the pack in force. Raises BadFile with every fault."""
    findings: list[Finding] = []
    head = {"id": reform_id, "title": title, "title_en": title_en, "base": city.pack().id}
    rows = [
        {**row, "from": date.fromisoformat(row["from"])} if "from" in row else dict(row) for row in changes
    ]
    plan = reform_in(Table({"reform": head, "change": rows}, FILE, "", findings))
    if findings:
        raise BadFile(tuple(findings))
    return plan


def in_force_under(plan: Plan) -> Reformed:
    """The pack in force with the reform made. Raises BadFile, for instance where the pack has changed since."""
    return reformed(city.pack(), city.files_in_force(), plan)
