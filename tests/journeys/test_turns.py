"""Whoever has the trail's turn finds every row free: nobody locks the rows of awards and money first and queues for the trail behind them."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from tests.factories import AwardObjectionFactory, ClaimFactory
from tests.journeys import loop

from egret.base.errors import Refused
from egret.journeys import award_objections, pay
from egret.rooms.people import queries as known
from egret.rooms.subsidy.actions import claims, objections
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.models import Award, AwardObjection, Claim
from egret.rooms.trail import actions as trail
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.actions import Declared
from egret.rooms.treasury.models import PaymentBatch, PaymentOrder

EACH = 8_000_000
STEPS = {
    "close the notice": lambda here, at: pay.close_award_notice(at.notice, by=here.city, at=loop.PAID),
    "make an order": lambda here, at: pay.make_order(at.payable, by=here.maker, at=loop.PAID),
    "make a batch": lambda here, at: pay.make_batch(
        [at.payable], Declared(1, EACH, "iso"), by=here.maker, at=loop.PAID
    ),
    "check an order": lambda here, at: treasury.check_order(at.made, by=here.checker, at=loop.PAID),
    "release an order": lambda here, at: pay.release_order(at.checked, by=here.releaser, at=loop.PAID),
    "withdraw an order": lambda here, at: pay.withdraw_order(at.made, reason="x", by=here.city, at=loop.PAID),
    "hand over": lambda here, at: pay.hand_over(at.batch, by=known.system(), at=loop.PAID),
    "ask the bank": lambda here, at: pay.ask_bank(at.sent, by=here.maker, at=loop.PAID),
    "acknowledge": lambda here, at: treasury.acknowledge(at.batch, by=here.maker, at=loop.PAID),
    "object": lambda here, at: objections.object_to(
        at.notice, Objector("市民", "x@example.invalid"), "不符", by=known.system(), at=loop.CHECKED
    ),
    "decide an objection": lambda here, at: award_objections.decide_objection(
        at.objection, uphold=True, reason="属实", by=here.city, at=loop.CHECKED
    ),
    **{
        f"{name} a claim": lambda here, at, step=step: step(at.claim, here.city)
        for name, step in {
            "submit": lambda pk, by: claims.submit(pk, version=1, by=by, at=loop.PAID),
            "check": lambda pk, by: claims.check(pk, passes=True, reason="", version=1, by=by, at=loop.PAID),
            "give back": lambda pk, by: claims.give_back(pk, reason="x", version=1, by=by, at=loop.PAID),
            "answer": lambda pk, by: claims.answer(pk, accepts=True, version=1, by=by, at=loop.PAID),
            "decide": lambda pk, by: claims.decide(
                pk, Decision(awards=False, version=1), by=by, at=loop.PAID
            ),
            "reopen": lambda pk, by: claims.reopen(pk, reason="x", by=by, at=loop.PAID),
        }.items()
    },
    "refuse": lambda here, at: pay.refuse_batch(at.batch, "x", by=here.maker, at=loop.PAID),
}


class Standing:
    """One award in each place that a step begins at."""

    def __init__(self, here, *, with_bank):
        pks = []
        for serial in range(1, 6):
            contract = loop.checked(here, loop.confirmed(here, loop.listed(here, serial, f"9500000{serial}")))
            pks.append(loop.award_of(contract, "advance").pk)
        self.notice, self.payable, *ready = pks
        for pk in (self.payable, *ready):
            pay.close_award_notice(pk, by=here.city, at=loop.CONFIRMED)
        made, checked, sent = (pay.make_order(pk, by=here.maker, at=loop.PAID) for pk in ready)
        for order in (checked, sent):
            treasury.check_order(order.pk, by=here.checker, at=loop.PAID)
        self.made, self.checked, self.sent = made.pk, checked.pk, sent.pk
        # Released, and on its way to the bank: nobody has handed it over yet.
        self.batch = treasury.release_order(sent.pk, by=here.releaser, at=loop.PAID).batch_id
        self.objection = AwardObjectionFactory(award=Award.objects.get(pk=self.notice)).pk
        self.claim = ClaimFactory(enterprise=contract.enterprise).pk
        if with_bank:
            pay.hand_over(self.batch, by=known.system(), at=loop.PAID)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_waits_for_its_turn_holds_no_row(step):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite locks no rows: whoever writes is alone")
    here = loop.offices()
    at = Standing(here, with_bank=step in ("ask the bank", "acknowledge", "refuse"))

    def stepped():
        try:
            with contextlib.suppress(Refused):  # whether it may is no matter here
                STEPS[step](here, at)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            trail.await_turn()
            waiting = pool.submit(stepped)
            time.sleep(0.5)
            for table in (Award, AwardObjection, Claim, PaymentOrder, PaymentBatch):
                assert table.objects.select_for_update(nowait=True).count() >= 0
                list(table.objects.select_for_update(nowait=True))
            assert not waiting.done()
        waiting.result(timeout=20)
