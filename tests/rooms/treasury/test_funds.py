from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.money import granted
from tests.rooms.conftest import NOON

from egret.base.clock import CHINA
from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.rooms.people.states import Role
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Grant, Pot
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.models import Transfer

pytestmark = pytest.mark.django_db
MAIN, SERVICE, CLOUD = Pot("transformation", "8"), Pot("service", "3"), Pot("transformation", "6")
GRANT = Grant("central", 2025, "示例指标1号", "奖补资金", 1000)
NEXT_YEAR = datetime(2026, 1, 5, 9, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def finance(officer):
    return officer(Role.FINANCE)


@pytest.fixture
def fund(finance):
    return actions.grant(GRANT, by=finance, at=NOON)


def central():
    return {state: fen for state, fen in queries.by_source()["central"].items() if fen}


def test_a_grant_is_money_of_its_document(fund):
    assert (fund.code, fund.document_no, fund.fen) == ("central-2025-1", "示例指标1号", 1000)
    assert central() == {State.APPROPRIATED: 1000, State.UNALLOCATED: 1000}
    assert queries.faults() == ()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Grant("moon", 2025, "1", "x", 5), "source"),
        (Grant("central", 2025, "1", "x", 5, "pleasure"), "purpose"),
        (Grant("central", 2025, "  ", "x", 5), "document_no"),
        (Grant("central", 2025, "1", "x", 0), "fen"),
        (Grant("central", 2025, "1", "x", -5), "fen"),
        (Grant("central", 2025, " 示例指标1号 ", "x", 5), "document_no"),
    ],
)
def test_a_grant_that_cannot_be_is_refused_at_its_field_and_nothing_is_kept(fund, finance, told, field):
    with pytest.raises(PaymentRefused) as refused:
        actions.grant(told, by=finance, at=NOON)

    assert refused.value.field == field
    assert list(queries.funds()) == [fund]


def test_other_purposes_are_given_their_part_and_not_a_fen_more(fund, finance):
    actions.allot(fund, SERVICE, 200, key="a", by=finance, at=NOON)

    with pytest.raises(PaymentRefused, match=r"At least 80% of “中央财政奖补资金”.*¥0\.01 too much"):
        actions.allot(fund, SERVICE, 1, key="b", by=finance, at=NOON)

    assert central() == {State.APPROPRIATED: 1000, State.UNALLOCATED: 800, State.ALLOTTED: 200}
    [share] = queries.shares()
    assert (share.standing.warns, share.standing.broken, share.standing.room_fen) == (True, False, 0)


def test_a_pot_takes_only_money_that_bears_its_policy_for_its_purpose(fund, finance):
    bound = actions.grant(Grant("central", 2025, "2号", "专款", 50, "service"), by=finance, at=NOON)

    for of, pot, why in [
        (fund, Pot("transformation", "10"), "bears no part"),
        (fund, Pot("service", "8"), "another purpose"),
        (bound, MAIN, "another purpose"),
        (fund, Pot("transformation", "99"), "bears no part"),
    ]:
        with pytest.raises(PaymentRefused, match=why):
            actions.allot(of, pot, 10, key=f"{of}{pot}", by=finance, at=NOON)
    assert central() == {State.APPROPRIATED: 1050, State.UNALLOCATED: 1050}


def test_a_transfer_moves_when_a_second_officer_agrees_and_only_once(fund, finance, officer):
    actions.allot(fund, MAIN, 600, key="a", by=finance, at=NOON)
    asked = actions.ask_transfer(fund, (MAIN, CLOUD), 250, reason="上云项目增加", by=finance, at=NOON)
    second = officer(Role.FINANCE, username="second")

    with pytest.raises(PaymentRefused, match="somebody else must decide"):
        actions.decide_transfer(asked.pk, agrees=True, by=finance, at=NOON)
    actions.decide_transfer(asked.pk, agrees=True, by=second, at=NOON)
    with pytest.raises(PaymentRefused, match="decided already"):
        actions.decide_transfer(asked.pk, agrees=True, by=second, at=NOON)

    assert [(place.policy, fen) for place, fen in queries.free_in_pots(fund)] == [("6", 250), ("8", 350)]
    assert queries.faults() == ()


def test_one_who_asks_cannot_agree_in_the_data_base_either(fund, finance):
    asked = actions.ask_transfer(fund, (MAIN, CLOUD), 250, reason="上云", by=finance, at=NOON)

    with pytest.raises(IntegrityError, match="transfer_takes_two"), transaction.atomic():
        Transfer.objects.filter(pk=asked.pk).update(state="agreed", decided_by=finance, decided_at=NOON)


def test_a_transfer_of_money_that_is_committed_is_refused_and_stays_to_be_decided(fund, finance, officer):
    actions.allot(fund, MAIN, 600, key="a", by=finance, at=NOON)
    asked = actions.ask_transfer(fund, (MAIN, CLOUD), 250, reason="上云", by=finance, at=NOON)
    actions.draw(
        Event.COMMIT, {"central": 400}, Place("transformation", "8", "claim:1"), key="c", by=finance, at=NOON
    )

    with pytest.raises(PaymentRefused, match="not enough money"):
        actions.decide_transfer(asked.pk, agrees=True, by=officer(Role.FINANCE, username="second"), at=NOON)

    assert list(queries.transfers_to_decide()) == [asked]


def test_at_the_end_of_a_year_what_is_free_goes_on_or_lapses_and_what_is_committed_stays(fund, finance):
    actions.allot(fund, MAIN, 600, key="a", by=finance, at=NOON)
    actions.draw(
        Event.COMMIT, {"central": 100}, Place("transformation", "8", "claim:1"), key="c", by=finance, at=NOON
    )

    with pytest.raises(PaymentRefused, match="not over"):
        actions.end_year(fund, carries_fen=0, document_no="", by=finance, at=NOON)
    with pytest.raises(PaymentRefused, match=r"Only ¥9\.00"):
        actions.end_year(fund, carries_fen=901, document_no="结转1号", by=finance, at=NEXT_YEAR)
    with pytest.raises(PaymentRefused, match="Name the document"):
        actions.end_year(fund, carries_fen=900, document_no=" ", by=finance, at=NEXT_YEAR)
    follower = actions.end_year(fund, carries_fen=700, document_no="结转1号", by=finance, at=NEXT_YEAR)

    assert (follower.code, follower.came_from, follower.kind) == ("central-2026-1", fund, "carried")
    old, new = queries.by_fund()["central-2025-1"], queries.by_fund()["central-2026-1"]
    assert {state: fen for state, fen in old.items() if fen} == {
        State.APPROPRIATED: 1000, State.COMMITTED: 100, State.CARRIED: 700, State.LAPSED: 200,
    }  # fmt: skip
    assert {state: fen for state, fen in new.items() if fen} == {
        State.APPROPRIATED: 700,
        State.UNALLOCATED: 700,
    }
    assert queries.faults() == ()


def test_a_year_that_is_ended_again_on_the_same_day_carries_only_money_that_is_there(fund, finance):
    actions.allot(fund, MAIN, 100, key="a", by=finance, at=NOON)
    place = Place("transformation", "8", "claim:1")
    actions.draw(Event.COMMIT, {"central": 100}, place, key="c", by=finance, at=NOON)
    actions.end_year(fund, carries_fen=40, document_no="结转1号", by=finance, at=NEXT_YEAR)
    actions.draw(Event.RELEASE_COMMITMENT, {"central": 100}, place, key="r", by=finance, at=NEXT_YEAR)
    actions.withdraw_allotment(fund, MAIN, 100, key="w", by=finance, at=NEXT_YEAR)

    actions.end_year(fund, carries_fen=40, document_no="结转2号", by=finance, at=NEXT_YEAR)

    assert queries.faults() == ()
    assert central()[State.CARRIED] == 80


def test_a_document_that_was_entered_already_carries_nothing_over(fund, finance):
    actions.grant(Grant("central", 2026, "结转1号", "资金", 5), by=finance, at=NOON)

    with pytest.raises(PaymentRefused) as refused:
        actions.end_year(fund, carries_fen=40, document_no="结转1号", by=finance, at=NEXT_YEAR)

    assert refused.value.field == "document_no"
    assert State.CARRIED not in central()


def test_carried_money_is_not_counted_twice_by_the_rule_of_shares(fund, finance):
    actions.end_year(fund, carries_fen=1000, document_no="结转1号", by=finance, at=NEXT_YEAR)

    [share] = queries.shares()
    assert (share.standing.base_fen, share.standing.most_fen) == (1000, 200)


def test_nothing_is_posted_into_a_closed_month(fund, finance):
    month = date(NOON.year, NOON.month, 1)
    with pytest.raises(PaymentRefused, match="when it is over"):
        actions.close_month(month, by=finance, at=NOON)
    actions.close_month(month, by=finance, at=NEXT_YEAR)

    with pytest.raises(PaymentRefused, match="closed"):
        actions.allot(fund, MAIN, 5, key="late", by=finance, at=NOON + timedelta(days=1))
    with pytest.raises(PaymentRefused, match="closed already"):
        actions.close_month(month, by=finance, at=NEXT_YEAR)

    actions.allot(fund, MAIN, 5, key="late", by=finance, at=NEXT_YEAR)
    assert central()[State.ALLOTTED] == 5


def test_a_fund_that_was_touched_is_found(fund, finance):
    granted({"city": 5}, by=finance, at=NOON)
    type(fund).objects.filter(pk=fund.pk).update(fen=999)

    assert [finding.wrong for finding in queries.faults()] == [
        "its document grants 999 fen, 1000 were appropriated"
    ]


def test_the_same_transfer_is_asked_for_once_while_it_waits(fund, finance, officer):
    ask = {"reason": "上云", "by": finance, "at": NOON}
    asked = actions.ask_transfer(fund, (MAIN, CLOUD), 250, **ask)

    with pytest.raises(PaymentRefused, match="very transfer already"):
        actions.ask_transfer(fund, (MAIN, CLOUD), 250, **ask)
    actions.decide_transfer(asked.pk, agrees=False, by=officer(Role.FINANCE, username="second"), at=NOON)

    assert actions.ask_transfer(fund, (MAIN, CLOUD), 250, **ask).pk > asked.pk


def test_the_books_are_read_in_pieces_as_in_one(fund, finance, monkeypatch):
    actions.allot(fund, MAIN, 600, key="a", by=finance, at=NOON)
    actions.allot(fund, CLOUD, 100, key="b", by=finance, at=NEXT_YEAR)
    whole = list(queries.entries())

    monkeypatch.setattr("egret.rooms.treasury.queries.books.AT_ONCE", 1)

    assert list(queries.entries()) == whole
    assert [(key, len(legs)) for key, _event, legs in whole] == [
        ("appropriate:central-2025-1", 2), ("allot:a", 2), ("allot:b", 2),
    ]  # fmt: skip
    checked = queries.checked()
    assert {month: one.postings for month, one in checked.months.items()} == {
        date(NOON.year, NOON.month, 1): 2,
        date(2026, 1, 1): 1,
    }
    assert checked.up_to(date(2025, 12, 1)).moved_fen == 1600
