"""Awards on their way to the bank: three people a day each, alone or in a batch, and what the bank makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egret.journeys import pay
from egret.rooms.exchange import actions as bank
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.actions import Declared
from egret.rooms.treasury.states import OrderState

from .world import DAY, Story, World

if TYPE_CHECKING:
    from egret.rooms.people.models import User

TRIES = 2
FEWEST_TOGETHER = 3  # so many awards go in one batch
FEE_FEN = 5_00  # a demo value


def payments(world: World) -> Story:
    """Three people bring every confirmed award to the bank, a day each; the first order is withdrawn once.

    In the last days the bank takes a fee that nobody ordered: the visitor finds it among the differences.
    """
    yield world.pack.batches[0].opens_on
    withdrawn = charged = False
    while True:
        yield world.later(1, 1)
        _release(world)
        withdrawn = _check(world, withdrawn=withdrawn) or withdrawn
        _verify(world)
        _make(world)
        if not charged and world.day >= world.until - 5 * DAY:
            charged = True
            bank.charge(orders.payer().number, FEE_FEN, "手续费（演示）", on=world.day)


def _release(world: World) -> None:
    releaser = world.people["releaser"]
    for pk in _orders(world, releaser, OrderState.CHECKED):
        pay.release_order(pk, by=releaser, at=world.at())
    for batch in list(orders.batches_to_release(releaser.pk).reverse()):
        pay.release_batch(batch.pk, by=releaser, at=world.at())


def _check(world: World, *, withdrawn: bool) -> bool:
    """Whether an order was withdrawn instead."""
    checker = world.people["checker"]
    for pk in _orders(world, checker, OrderState.MADE):
        if withdrawn:
            treasury.check_order(pk, by=checker, at=world.at())
        else:
            withdrawn = True
            pay.withdraw_order(pk, reason="开户行名称待核实（演示）", by=checker, at=world.at())
    for batch in list(orders.batches_to_check(checker.pk).reverse()):
        treasury.check_batch(batch.pk, by=checker, at=world.at())
    return withdrawn


def _orders(world: World, officer: User, state: OrderState) -> list[int]:
    """What waits at the officer's desk, less what waits there for the visitor and what goes in a batch."""
    rows = orders.visible_to(officer).filter(state=state, batch=None).order_by("pk")
    found = rows.values_list("pk", "award__enterprise")
    return [pk for pk, enterprise in found if world.held.get(enterprise) != officer.username]


def _verify(world: World) -> None:
    """Somebody calls back before a changed account is paid."""
    checker, at = world.people["checker"], world.at()
    for award, standing in _standing(list(orders.to_verify(checker).order_by("pk")), at):
        if standing.waits:
            how = "按变更前登记的电话回拨，对方财务负责人确认（演示）"
            treasury.verify_account(
                award.pk, seen=standing.account.account_no, how=how, by=checker, at=world.at()
            )


def _standing(found: list[Any], at: datetime) -> Iterator[tuple[Any, Any]]:
    stand = orders.standings(found, at)
    return ((award, stand[award.pk]) for award in found)


def _make(world: World) -> None:
    """What the bank has rejected twice, or sent back, waits until the enterprise has another account."""
    maker = world.people["maker"]
    confirmed = awarded.to_pay(maker).select_related("claim").order_by("pk")
    found = [award for award in confirmed if world.held.get(award.enterprise_id) != maker.username]
    alone: list[int] = []
    together: list[Any] = []
    failed = _failed([award.pk for award in found]) if found else {}
    for award, standing in _standing(found, world.at()) if found else ():
        if standing.stops(maker.pk) or failed.get((award.pk, standing.account.account_no), 0) >= TRIES:
            continue
        # What waits at somebody's desk for the visitor goes alone.
        if award.enterprise_id in world.held:
            alone.append(award.pk)
        else:
            together.append(award)
    if len(together) < FEWEST_TOGETHER:
        alone += [award.pk for award in together]
        together = []
    for pk in alone:
        pay.make_order(pk, by=maker, at=world.at())
    if together:
        declared = Declared(len(together), sum(award.delta_fen for award in together), "iso")
        pay.make_batch([award.pk for award in together], declared, by=maker, at=world.at())


def _failed(pks: list[int]) -> dict[tuple[int, str], int]:
    """How often an award failed on an account; what came back is not tried there again."""
    tries: dict[tuple[int, str], int] = {}
    rows = orders.of_awards(pks).filter(state__in=[OrderState.REJECTED, OrderState.RETURNED])
    for award, number, state in rows.values_list("award", "account_no", "state"):
        tries[award, number] = tries.get((award, number), 0) + (TRIES if state == OrderState.RETURNED else 1)
    return tries
