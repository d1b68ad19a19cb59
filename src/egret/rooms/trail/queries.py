from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from django.core.cache import cache
from django.db.models import QuerySet

from egret.core import chain

from .models import Act, Checkpoint, Head

AT_ONCE = 2000
T = TypeVar("T")


def of_case(case: str) -> QuerySet[Act]:
    """Everything that happened in one file, such as `enterprise:7`; page it with `newest_first`."""
    return Act.objects.filter(case=case)


def newest(case: str = "") -> QuerySet[Act]:
    """Acts without an order of their own, for `newest_first`; of one file when `case` names it."""
    return of_case(case) if case else Act.objects.all()


def of_subject(subject: str) -> QuerySet[Act]:
    return Act.objects.filter(subject=subject)


def of_subjects(subjects: Collection[str]) -> QuerySet[Act]:
    return Act.objects.filter(subject__in=subjects).order_by("seq")


def acts(from_seq: int = 1) -> QuerySet[Act]:
    return Act.objects.filter(seq__gte=from_seq).order_by("seq")


def cases_with(verbs: Collection[str], *, after: int) -> set[str]:
    """The files in which one of `verbs` was done since the act of that number."""
    rows = Act.objects.filter(seq__gt=after, verb__in=verbs).order_by()
    return set(rows.values_list("case", flat=True).distinct())


def export(from_seq: int = 1) -> Iterator[bytes]:
    """Lines that `egret.core.chain.standalone` reads."""
    return (chain.line(act.exported) for act in acts(from_seq).iterator(AT_ONCE))


def checkpoints() -> QuerySet[Checkpoint]:
    return Checkpoint.objects.order_by("-size")


def latest_checkpoint() -> Checkpoint | None:
    return checkpoints().first()


def size() -> int:
    return Head.objects.values_list("size", flat=True).first() or 0


def as_of_head(name: str, counted: Callable[[], T]) -> T:
    """What `counted` comes to, kept under `name` until the next act: nothing it counts changes without one.

    The head is read before the counting, so that what is kept may be newer than its name, never older.
    """
    head = Head.objects.values_list("hash", flat=True).first() or chain.GENESIS
    return cache.get_or_set(f"{name}:{head}", counted)
