"""What came back of awards, the plans for the rest, and which parts of them are overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from egret.core.findings import Finding
from egret.core.instalments import Met, Part, met
from egret.core.ledger.accounts import State
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.states import AwardState

from ..models import Instalment, InstalmentPlan, Leg, Recovery
from ..states import PlanState

L = PlanState


def recoveries_of(award: Award) -> QuerySet[Recovery]:
    return Recovery.objects.filter(award=award).select_related("entered_by").order_by("pk")


def came_by_award(awards: Iterable[int]) -> dict[int, int]:
    """Fen that came back, by award."""
    rows = Recovery.objects.filter(award__in=list(awards)).order_by()
    return dict(rows.values_list("award").annotate(sum=Sum("fen")))


def owed_fen(award: Award) -> int:
    """What an award demands back and has not got yet; nothing where it demands nothing."""
    if award.state != AwardState.RECOVERY_DUE:
        return 0
    return -award.delta_fen - came_by_award([award.pk]).get(award.pk, 0)


def locked_plan(pk: int) -> InstalmentPlan:
    rows = InstalmentPlan.objects.select_for_update(of=("self",))
    return rows.select_related("award__enterprise__organisation").get(pk=pk)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with what came in since it was proposed, part by part."""

    row: InstalmentPlan
    parts: tuple[Met, ...]

    def overdue(self, on: date) -> tuple[Met, ...]:
        return tuple(part for part in self.parts if part.overdue(on))

    def overdue_fen(self, on: date) -> int:
        return sum(part.left_fen for part in self.overdue(on))

    @property
    def next_due(self) -> date:
        """The day of the first part that has not come in whole; of the last where all has."""
        return next((part.part.due_on for part in self.parts if part.left_fen), self.parts[-1].part.due_on)

    def due_fen(self, on: date) -> int:
        """What is overdue, or, where nothing is, what comes next."""
        open_parts = [part.left_fen for part in self.parts if part.left_fen]
        return self.overdue_fen(on) or next(iter(open_parts), 0)


def _with_parts(rows: Iterable[InstalmentPlan]) -> list[Plan]:
    """Two more queries, however many plans."""
    rows = list(rows)
    came = came_by_award([row.award_id for row in rows])
    parts: dict[int, list[Part]] = {row.pk: [] for row in rows}
    for one in Instalment.objects.filter(plan__in=parts).order_by("plan_id", "place"):
        parts[one.plan_id].append(Part(one.due_on, one.fen))
    return [Plan(row, met(parts[row.pk], came.get(row.award_id, 0) - row.came_fen)) for row in rows]


def plans_of(awards: Iterable[int]) -> list[Plan]:
    """What holds for these awards, or waits for a second officer."""
    rows = InstalmentPlan.objects.filter(award__in=list(awards), state__in=[L.AGREED, L.PROPOSED])
    return _with_parts(rows.select_related("proposed_by", "decided_by", "award").order_by("pk"))


def plans_to_decide(user: User) -> QuerySet[InstalmentPlan]:
    rows = InstalmentPlan.objects.filter(awarded.scope(user, "award__"), state=L.PROPOSED)
    return rows.exclude(proposed_by=user).select_related("award__enterprise", "proposed_by").order_by("pk")


def in_force() -> QuerySet[InstalmentPlan]:
    return InstalmentPlan.objects.filter(state=L.AGREED, award__state=AwardState.RECOVERY_DUE)


def paid_in_parts(user: User) -> list[Plan]:
    """Plans in force, the one whose next part is or was due first ahead."""
    rows = in_force().filter(awarded.scope(user, "award__"))
    plans = _with_parts(rows.select_related("award__enterprise").order_by("pk"))
    return sorted(plans, key=lambda plan: plan.next_due)


def overdue(user: User, on: date) -> list[Plan]:
    """Those of which a part should have come in before `on`."""
    return [plan for plan in paid_in_parts(user) if plan.overdue(on)]


def faults() -> Iterator[Finding]:
    """What came back never exceeds what is owed, and the books hold exactly that."""
    came = came_by_award(Recovery.objects.values_list("award", flat=True).distinct())
    by_project: dict[str, int] = {}
    for award in Award.objects.filter(pk__in=came).order_by("pk"):
        owed = -award.delta_fen
        by_project[award.project] = by_project.get(award.project, 0) + came[award.pk]
        whole = came[award.pk] == owed
        if came[award.pk] > owed or whole != (award.state == AwardState.RECOVERED):
            wrong = f"{came[award.pk]} fen of {owed} came back, and it is {award.state}"
            yield Finding("recoveries", award.no, wrong, "Compare with the bank and the trail")
    booked = Leg.objects.filter(state=State.RECOVERED).order_by().values_list("project")
    sums = dict(booked.annotate(sum=Sum("fen")))
    for project in sorted(by_project.keys() | sums.keys()):
        if by_project.get(project, 0) != sums.get(project, 0):
            wrong = f"{by_project.get(project, 0)} fen came back, the books know {sums.get(project, 0)}"
            yield Finding("recoveries", project, wrong, "Compare with the postings")
