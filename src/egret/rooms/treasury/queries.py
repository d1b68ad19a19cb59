from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet, Sum

from egret.core.findings import Finding
from egret.core.ledger.accounts import Account, Place, State
from egret.core.ledger.books import Entry, check
from egret.core.ledger.postings import Event
from egret.core.ledger.postings import Leg as CoreLeg
from egret.rooms.people.models import User
from egret.rooms.subsidy import queries as awarded

from .models import Balance, Leg, PaymentOrder, Posting
from .states import OrderState

COORDINATES = ("state", "purpose", "project", "payee", "order", "fund_source")
S = OrderState


def visible_to(user: User) -> QuerySet[PaymentOrder]:
    rows = PaymentOrder.objects.select_related("award__enterprise", "made_by", "checked_by", "released_by")
    return rows.filter(awarded.scope(user, "award__"))


def may_check(order: PaymentOrder, user: User) -> bool:
    return order.state == S.MADE and user.pk != order.made_by_id


def may_release(order: PaymentOrder, user: User) -> bool:
    return order.state == S.CHECKED and user.pk not in (order.made_by_id, order.checked_by_id)


def to_check(user: User) -> QuerySet[PaymentOrder]:
    """What this officer may check: made by somebody else."""
    return visible_to(user).filter(state=S.MADE).exclude(made_by=user)


def to_release(user: User) -> QuerySet[PaymentOrder]:
    """What this officer may release: made and checked by two others."""
    return visible_to(user).filter(state=S.CHECKED).exclude(made_by=user).exclude(checked_by=user)


def at_bank_for(user: User) -> QuerySet[PaymentOrder]:
    return visible_to(user).filter(state=S.SENT)


def at_bank() -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(state=S.SENT).order_by("pk")


def locked(pk: int) -> PaymentOrder:
    rows = PaymentOrder.objects.select_for_update(of=("self",))
    return rows.select_related("award__enterprise", "award__provider", "award__claim").get(pk=pk)


def of_awards(awards: list[int]) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(award__in=awards).order_by("pk")


def by_source() -> dict[str, dict[str, int]]:
    """Fund source → state of money → fen; what was appropriated counts as a positive sum."""
    sums: dict[str, dict[str, int]] = {}
    for source, state, fen in (
        Balance.objects.values_list("fund_source", "state").annotate(sum=Sum("fen")).order_by("fund_source")
    ):
        of = sums.setdefault(source, dict.fromkeys(State, 0))
        of[state] = -fen if state == State.APPROPRIATED else fen
    return sums


def by_purpose() -> dict[str, dict[str, int]]:
    """Fund source → purpose → fen that were allotted to it, wherever that money stands now."""
    sums: dict[str, dict[str, int]] = {}
    rows = Balance.objects.exclude(purpose="").values_list("fund_source", "purpose").annotate(sum=Sum("fen"))
    for source, purpose, fen in rows.order_by("fund_source", "purpose"):
        sums.setdefault(source, {})[purpose] = fen
    return sums


def entries() -> Iterator[Entry]:
    """Every posting with its legs, first to last."""
    legs: dict[int, list[CoreLeg]] = {}
    for leg in Leg.objects.order_by("posting_id", "pk").iterator(5000):
        place = Place(leg.purpose, leg.project, leg.payee, leg.order)
        legs.setdefault(leg.posting_id, []).append(
            CoreLeg(Account(State(leg.state), place), leg.fund_source, leg.fen)
        )
    for posting in Posting.objects.order_by("pk").iterator(5000):
        yield posting.key, Event(posting.event), legs.get(posting.pk, [])


def faults() -> tuple[Finding, ...]:
    """The books read from the first posting on, and the cached balances against them."""
    findings = list(check(entries()))
    folded = {tuple(row[:-1]): row[-1] for row in _folded()}
    kept = {
        tuple(row[:-1]): row[-1] for row in Balance.objects.exclude(fen=0).values_list(*COORDINATES, "fen")
    }
    for coordinates in sorted(folded.keys() | kept.keys()):
        told, cached = folded.get(coordinates, 0), kept.get(coordinates, 0)
        if told != cached:
            key = " ".join(filter(None, coordinates))
            findings.append(
                Finding(
                    "ledger",
                    key,
                    f"legs come to {told} fen, the balance says {cached}",
                    "Run egret ledger rebuild",
                )
            )
    return tuple(findings)


def _folded() -> QuerySet[Leg]:
    return Leg.objects.order_by().values_list(*COORDINATES).annotate(sum=Sum("fen")).exclude(sum=0)
