"""Which account has to be verified before it is paid, and by whom."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories import AwardFactory, ClaimFactory
from tests.rooms.conftest import NOON

from egret.rooms.city import queries as city
from egret.rooms.people.states import Role
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.checks import check_verified
from egret.rooms.treasury.errors import PaymentRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def third_party():
    claim = ClaimFactory(payee_name="评测机构", bank_name="示例银行", account_no="96000001")
    return AwardFactory(contract=None, claim=claim, enterprise=claim.enterprise, payee="third_party")


def changed(days):
    """An award whose payee changed its account so many days ago."""
    award = AwardFactory()
    award.enterprise.account_changed_at = NOON - timedelta(days=days)
    award.enterprise.account_changed_by = award.awarded_by
    award.enterprise.save()
    return award


def test_a_third_party_is_always_verified_first_and_by_another_officer(officer):
    award, maker, other = third_party(), officer(Role.FINANCE), officer(Role.FINANCE, username="other")
    with pytest.raises(PaymentRefused, match="is a third party"):
        check_verified(queries.standing_of(award, NOON), by=maker)

    actions.verify_account(award.pk, seen="96000001", how="回拨总机", by=other, at=NOON)

    check_verified(queries.standing_of(award, NOON), by=maker)
    with pytest.raises(PaymentRefused, match="yourself"):
        check_verified(queries.standing_of(award, NOON), by=other)


@pytest.mark.parametrize(("days", "rests"), [(0, True), (30, True), (31, False)])
def test_a_changed_account_rests_as_long_as_the_pack_says(officer, days, rests):
    standing = queries.standing_of(changed(days), NOON)

    assert (standing.needed, standing.stops(officer(Role.FINANCE).pk)) == (rests, rests)


def test_a_pack_without_the_deadline_lets_no_account_rest(monkeypatch):
    pack = city.pack()
    without = replace(pack, deadlines=tuple(one for one in pack.deadlines if one.id != queries.REST))
    monkeypatch.setattr(city, "_found", city.InForce(without, math.inf))

    assert not queries.standing_of(changed(1), NOON).needed


def test_what_was_verified_before_the_change_counts_no_more(officer):
    award, other = changed(0), officer(Role.FINANCE, username="other")
    number = award.enterprise.account_no
    before = NOON - timedelta(hours=1)
    actions.verify_account(award.pk, seen=number, how="回拨总机", by=other, at=before)

    assert queries.standing_of(award, NOON).waits
