"""What waits for an officer: tasks of one kind, the oldest first, in one query however many there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.urls import reverse

from egret.base import clock

FIRST = 6


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    url: str
    since: datetime | None
    due: date | None = None
    fen: int | None = None

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < clock.today()


@dataclass(frozen=True, slots=True)
class Pile:
    """Tasks of one kind: how many there are, the oldest of them, where the rest is."""

    title: str
    url: str
    count: int
    tasks: tuple[Task, ...]


def pile(
    title: str,
    page: str,
    rows: QuerySet[Any],
    task: Callable[[Any], Task],
    *,
    state: str = "",
    by: tuple[Any, ...] = ("pk",),
) -> Pile:
    oldest = list(rows.annotate(in_all=Window(Count("pk"))).order_by(*by)[:FIRST])
    count = oldest[0].in_all if oldest else 0
    url = reverse(page) + (f"?state={state}" if state else "")
    return Pile(title, url, count, tuple(task(row) for row in oldest))
