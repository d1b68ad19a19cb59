import pytest
from django.db import DatabaseError, connection
from tests.money import granted
from tests.rooms.conftest import NOON

from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.rooms.people.states import Role
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Entry, Pot
from egret.rooms.treasury.errors import PaymentRefused

pytestmark = pytest.mark.django_db
POT = Pot("transformation", "8")
PROJECT = Place("transformation", "8", "contract:1", "enterprise:1")


@pytest.fixture
def finance(officer):
    person = officer(Role.FINANCE)
    funds = granted({"central": 1000, "city": 500}, by=person, at=NOON)
    actions.allot(funds["central"], POT, 1000, key="a", by=person, at=NOON)
    actions.allot(funds["city"], POT, 400, key="b", by=person, at=NOON)
    return person


def test_money_moves_and_every_fen_is_accounted_for(finance):
    actions.draw(Event.COMMIT, {"central": 80, "city": 20}, PROJECT, key="c", by=finance, at=NOON)

    sums = queries.by_source()
    assert (sums["central"][State.ALLOTTED], sums["central"][State.COMMITTED]) == (920, 80)
    assert (sums["city"][State.UNALLOCATED], sums["city"][State.COMMITTED]) == (100, 20)
    assert queries.faults() == ()


def test_the_same_key_with_the_same_body_moves_nothing_again(finance):
    once = actions.draw(Event.COMMIT, {"central": 80}, PROJECT, key="c", by=finance, at=NOON)

    assert actions.draw(Event.COMMIT, {"central": 80}, PROJECT, key="c", by=finance, at=NOON) == once
    assert queries.by_source()["central"][State.COMMITTED] == 80


def test_the_same_key_with_another_body_is_refused(finance):
    actions.draw(Event.COMMIT, {"central": 80}, PROJECT, key="c", by=finance, at=NOON)

    with pytest.raises(PaymentRefused):
        actions.draw(Event.COMMIT, {"central": 81}, PROJECT, key="c", by=finance, at=NOON)


def test_one_fen_more_than_there_is_is_refused_and_leaves_nothing_behind(finance):
    with pytest.raises(PaymentRefused, match=r"资金不足：“市级财政资金”还差¥0\.01"):
        actions.draw(Event.COMMIT, {"central": 1000, "city": 401}, PROJECT, key="c", by=finance, at=NOON)

    assert queries.by_source()["central"][State.ALLOTTED] == 1000
    assert queries.faults() == ()


@pytest.mark.parametrize("table", ["treasury_posting", "treasury_leg"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_data_base_lets_nobody_change_the_books(finance, table, statement):
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_touched_balance_is_found_and_made_anew(finance):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE treasury_balance SET fen = fen + 1 WHERE state = 'allotted' AND fund LIKE 'city%'"
        )

    assert [finding.wrong for finding in queries.faults()] == ["legs come to 400 fen, the balance says 401"]
    actions.rebuild(by=finance, at=NOON)
    assert queries.faults() == ()


def test_many_postings_are_entered_as_one_by_one(finance):
    entries = [
        Entry(Event.COMMIT, {"central-2025-1": 10}, PROJECT, "c"),
        Entry(Event.MAKE_PAYABLE, {"central-2025-1": 10}, PROJECT, "d"),
        Entry(Event.COMMIT, {"city-2025-1": 7}, PROJECT, "e"),
    ]
    actions.enter_all(entries, by=finance, at=NOON)

    assert queries.by_source()["central"][State.PAYABLE] == 10
    assert queries.by_source()["city"][State.COMMITTED] == 7
    assert actions.enter_all(entries, by=finance, at=NOON) == actions.enter_all(
        entries[:], by=finance, at=NOON
    )
    assert queries.faults() == ()


def test_money_is_not_spent_before_it_comes_not_even_within_one_batch(finance):
    with pytest.raises(PaymentRefused):
        actions.enter_all(
            [
                Entry(Event.MAKE_PAYABLE, {"central-2025-1": 10}, PROJECT, "d"),
                Entry(Event.COMMIT, {"central-2025-1": 10}, PROJECT, "c"),
            ],
            by=finance,
            at=NOON,
        )

    assert queries.by_source()["central"][State.ALLOTTED] == 1000


def test_one_key_twice_in_a_batch_is_refused(finance):
    once = Entry(Event.COMMIT, {"central-2025-1": 10}, PROJECT, "c")

    with pytest.raises(PaymentRefused):
        actions.enter_all([once, once], by=finance, at=NOON)
