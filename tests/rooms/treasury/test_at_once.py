"""Many spend one budget line at the same moment: exactly as many succeed as there is money for."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.money import granted
from tests.rooms.conftest import NOON

from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.rooms.people.states import Role
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Pot
from egret.rooms.treasury.errors import PaymentRefused

THREADS, EACH, MONEY = 8, 6, 20


@pytest.mark.django_db(transaction=True)
def test_a_budget_line_is_spent_once_and_to_the_last_fen(officer):
    finance = officer(Role.FINANCE)
    funds = granted({"central": MONEY}, by=finance, at=NOON)
    actions.allot(funds["central"], Pot("transformation", "8"), MONEY, key="a", by=finance, at=NOON)

    def spend(number):
        spent = 0
        for attempt in range(EACH):
            place = Place("transformation", "8", f"contract:{number}-{attempt}")
            try:
                actions.draw(
                    Event.COMMIT, {"central": 1}, place, key=f"{number}-{attempt}", by=finance, at=NOON
                )
            except PaymentRefused:
                continue
            spent += 1
        connection.close()
        return spent

    with ThreadPoolExecutor(THREADS) as pool:
        spent = sum(pool.map(spend, range(THREADS)))

    assert spent == MONEY
    assert queries.by_source()["central"][State.COMMITTED] == MONEY
    assert queries.faults() == ()
