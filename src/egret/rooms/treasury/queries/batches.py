"""Batches of orders, what their files say, and which kinds of file there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from egret.core.banking.accounts import Account
from egret.core.banking.files import Template, read_template
from egret.core.banking.instructions import Batch, Instruction, batch, clean
from egret.core.days import china_day
from egret.rooms.city import queries as city

from ..errors import PaymentRefused
from ..models import Attempt, PaymentBatch, PaymentFile, PaymentOrder
from ..states import BatchState
from .orders import WITH

B = BatchState


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """How banks want their files, by id."""
    files = sorted((settings.STANDARDS_DIR / "banks").glob("*.toml"))
    found = [read_template(file.read_text(encoding="utf-8"), file.name) for file in files]
    return {template.id: template for template in found}


def default_template() -> str:
    return "iso"


def payer() -> Account:
    """The account that the city pays from."""
    found = city.pack().payer
    if found is None:
        raise PaymentRefused(_("The pack does not say from which account the city pays."))
    return found.account


def batches() -> QuerySet[PaymentBatch]:
    return PaymentBatch.objects.select_related("made_by", "checked_by", "released_by").order_by("-pk")


def outbox() -> QuerySet[PaymentBatch]:
    """What has to be handed over, or handed over again because nobody answered."""
    return PaymentBatch.objects.filter(state__in=[B.RELEASED, B.UNKNOWN]).order_by("pk")


def batch_no(number: str) -> PaymentBatch | None:
    return PaymentBatch.objects.filter(no=number).first()


def batch_now(pk: int) -> PaymentBatch:
    return batches().get(pk=pk)


def orders_of(batch: PaymentBatch) -> QuerySet[PaymentOrder]:
    rows = PaymentOrder.objects.filter(batch=batch).order_by("pk")
    return rows.select_related("award__enterprise", "redemption__voucher__enterprise")


def attempts_of(batch: PaymentBatch) -> QuerySet[Attempt]:
    return Attempt.objects.filter(batch=batch).select_related("begun_by").order_by("pk")


def file_of(batch: PaymentBatch) -> PaymentFile | None:
    return PaymentFile.objects.filter(batch=batch).first()


def may_check_batch(batch: PaymentBatch, pk: int) -> bool:
    return batch.state == B.MADE and pk != batch.made_by_id


def may_release_batch(batch: PaymentBatch, pk: int) -> bool:
    return batch.state == B.CHECKED and pk not in (batch.made_by_id, batch.checked_by_id)


def batches_to_check(pk: int) -> QuerySet[PaymentBatch]:
    return batches().filter(state=B.MADE).exclude(made_by=pk)


def batches_to_release(pk: int) -> QuerySet[PaymentBatch]:
    return batches().filter(state=B.CHECKED).exclude(made_by=pk).exclude(checked_by=pk)


def locked_batch(pk: int) -> tuple[PaymentBatch, list[PaymentOrder]]:
    found = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=pk)
    rows = PaymentOrder.objects.select_for_update(of=("self",)).filter(batch=found).order_by("pk")
    return found, list(rows.select_related(*WITH))


def locked_orders(pks: Iterable[int]) -> QuerySet[PaymentOrder]:
    rows = PaymentOrder.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return rows.select_related(*WITH)


def written(found: PaymentBatch, orders: Sequence[PaymentOrder], at: datetime) -> Batch:
    """What the bank is told. Raises BadBatch."""
    lines = [
        clean(
            Instruction(
                order.no,
                Account(order.payee, order.account_no, order.bank_name, order.bank_no),
                order.fen,
                order.pays,
            )
        )
        for order in orders
    ]
    return batch(found.no, lines, debtor=payer(), made_at=at.replace(microsecond=0), pay_on=china_day(at))
