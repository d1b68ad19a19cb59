"""A plan sums exactly, and money fills its parts in their order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.instalments import BadPlan, Part, check_plan, met

FIRST = date(2025, 1, 31)


def overdue_fen(parts, came, on):
    return sum(one.left_fen for one in met(parts, came) if one.overdue(on))


def parts(*amounts):
    return [Part(FIRST + timedelta(days=30 * place), fen) for place, fen in enumerate(amounts)]


plans = st.lists(st.integers(1, 10**9), min_size=2, max_size=12).map(lambda amounts: parts(*amounts))


def test_a_plan_that_sums_is_good():
    check_plan(parts(1, 2, 3), 6)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ([], "empty"),
        (parts(6), "empty"),
        (parts(6, 0), "nothing"),
        (parts(7, -1), "nothing"),
        ([Part(FIRST, 3), Part(FIRST, 3)], "order"),
        (list(reversed(parts(3, 3))), "order"),
        (parts(3, 2), "sum"),
        (parts(3, 4), "sum"),
    ],
)
def test_a_plan_that_is_none_says_why(plan, code):
    with pytest.raises(BadPlan) as bad:
        check_plan(plan, 6)

    assert bad.value.code == code


@given(plans, st.integers(0, 2 * 10**10))
def test_money_fills_the_parts_in_order_and_no_fen_is_lost(plan, came):
    filled = met(plan, came)

    assert sum(one.came_fen for one in filled) == min(came, sum(part.fen for part in plan))
    after = [one.came_fen for one in filled]
    for place, one in enumerate(filled):
        assert one.left_fen == 0 or not any(after[place + 1 :])


@given(plans, st.integers(0, 10**10), st.integers(0, 500))
def test_overdue_is_what_should_be_there_and_is_not(plan, came, days):
    on = FIRST + timedelta(days=days)
    should = sum(part.fen for part in plan if part.due_on < on)

    assert overdue_fen(plan, came, on) == max(should - came, 0)


def test_a_part_is_not_overdue_on_its_own_day():
    plan = parts(100, 100)

    assert overdue_fen(plan, 0, FIRST) == 0
    assert overdue_fen(plan, 0, FIRST + timedelta(days=1)) == 100
