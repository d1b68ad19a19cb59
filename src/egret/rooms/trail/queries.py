from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from egret.core import chain

from .models import Act, Checkpoint, Head

AT_ONCE = 2000


def of_case(case: str) -> QuerySet[Act]:
    """Everything that happened in one file, such as `enterprise:7`; page it with `newest_first`."""
    return Act.objects.filter(case=case)


def newest(case: str = "") -> QuerySet[Act]:
    """Acts without an order of their own, for `newest_first`; of one file when `case` names it."""
    return of_case(case) if case else Act.objects.all()


def of_subject(subject: str) -> QuerySet[Act]:
    return Act.objects.filter(subject=subject)


def acts(from_seq: int = 1) -> QuerySet[Act]:
    return Act.objects.filter(seq__gte=from_seq).order_by("seq")


def export(from_seq: int = 1) -> Iterator[bytes]:
    """Lines that `egret.core.chain.standalone` reads."""
    return (chain.line(act.exported) for act in acts(from_seq).iterator(AT_ONCE))


def checkpoints() -> QuerySet[Checkpoint]:
    return Checkpoint.objects.order_by("-size")


def latest_checkpoint() -> Checkpoint | None:
    return checkpoints().first()


def size() -> int:
    return Head.objects.values_list("size", flat=True).first() or 0
