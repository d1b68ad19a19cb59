"""While a share is confirmed, somebody else confirms it too and an approval is taken back: one thing happens, whole."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from tests.journeys import sharing

from egret.base.errors import Refused
from egret.journeys.share_line import confirm_share
from egret.rooms.people import actions as people
from egret.rooms.people.states import Role
from egret.rooms.subsidy.actions import claims
from egret.rooms.subsidy.checks import share_faults
from egret.rooms.subsidy.models import Award, BudgetShare, Claim
from egret.rooms.trail import checks as trail
from egret.rooms.treasury import queries as books


@pytest.mark.django_db(transaction=True)
def test_a_share_happens_once_and_whole_or_not_at_all(example):
    rows = [sharing.equipment(example, firm, 2_000_000) for firm in sharing.listed(example, 4)]
    third = people.open_account(
        "city3", role=Role.CITY, full_name="city3", place=None, by=example.city, at=sharing.OPENED
    )
    share = sharing.proposed(example, "equipment")
    stamp = {"at": sharing.SHARED}
    steps = [
        partial(confirm_share, share.pk, share.digest, by=who, **stamp) for who in (example.city2, third)
    ] * 2
    steps += [
        partial(claims.take_back_approval, row.pk, reason="错", version=row.version, by=example.city, **stamp)
        for row in rows
    ]

    def done(step):
        try:
            step()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(steps)) as pool:
        found = list(pool.map(done, steps))

    shared = sum(found[:4])
    taken_back = sum(found[4:])
    assert (shared, taken_back) == (1, 0) or (shared == 0 and taken_back)
    assert Award.objects.count() == 4 * shared
    assert BudgetShare.objects.get().state == ("confirmed" if shared else "proposed")
    assert Claim.objects.filter(state="awarded").count() == 4 * shared
    assert (books.faults(), trail.verify(), share_faults()) == ((), (), [])
