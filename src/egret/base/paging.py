"""Pages by keyset: each begins after a row, so the hundredth costs what the first did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Any, ...]
    after: int | None  # key of the last row, when more follow


def newest_first(rows: QuerySet[Any], after: int | None, size: int = SIZE) -> Page:
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = tuple(found[:size])
    return Page(shown, shown[-1].pk if len(found) > size else None)


def oldest_first(rows: QuerySet[Any], after: int | None, size: int = SIZE) -> Page:
    if after:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: size + 1])
    shown = tuple(found[:size])
    return Page(shown, shown[-1].pk if len(found) > size else None)
