"""Two officers cut the same award at the same moment: one recall is made, the other is told to look anew."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.journeys import loop, recalling

from egret.journeys import recalls
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.errors import AwardRefused

OFFICERS = 4


@pytest.mark.django_db(transaction=True)
def test_one_cut_at_a_time():
    here = loop.offices()
    case = recalling.balanced(here)
    found = recalling.correction(case, case.award, 实际投入=50_000_000)
    together = Barrier(OFFICERS)

    def cut(_officer):
        together.wait()
        try:
            recalls.cut(case.award.pk, found, by=here.city, at=recalling.FOUND)
        except AwardRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(OFFICERS) as pool:
        made = list(pool.map(cut, range(OFFICERS)))

    assert (made.count(True), awarded.of_contract(case.contract).count()) == (1, 3)
    assert recalling.moved(awarded.of_contract(case.contract).last())[2] == -5_000_000
    assert recalling.all_is_well()
