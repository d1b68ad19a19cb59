from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.policy.budget import (
    BudgetLine,
    Tie,
    Wanted,
    WhenShort,
    exhausted_on,
    in_order,
    line_for,
    pro_rata,
    shared,
    turns,
)
from egret.core.policy.budget_columns import (
    MOST_EACH,
    Asked,
    in_order_in_columns,
    pro_rata_in_columns,
    shared_in_columns,
    turns_in_columns,
)
from egret.core.policy.clause import Term
from egret.core.policy.numerators import day_number

FENS = st.lists(st.one_of(st.integers(0, 20), st.integers(0, 10**11)), min_size=1, max_size=20)
ORDERS = st.integers(0, 2**32).map(np.random.default_rng)


def line(when_short, amount, *, tie=Tie.EARLIER, rank=""):
    return BudgetLine(
        "2024", Term("资金", "money"), ("8",), date(2024, 1, 1), date(2024, 12, 31), amount, when_short, rank, tie, "plan", "一"
    )  # fmt: skip


def asked(*rows):
    return [Wanted(f"a{i}", date(2024, 3, day), i, fen, rank) for i, (day, fen, rank) in enumerate(rows)]


def parts(which, *rows):
    return [part.fen for part in shared(which, asked(*rows))]


@pytest.mark.parametrize("when_short", [*WhenShort])
def test_a_line_that_suffices_pays_everyone_whole(when_short):
    assert parts(line(when_short, 60), (1, 10, 3), (2, 20, 1), (3, 30, 2)) == [10, 20, 30]


@pytest.mark.parametrize(
    ("when_short", "expected"),
    [
        (WhenShort.FIRST_COME, [10, 15, 20]),
        (WhenShort.BY_RANK, [0, 30, 15]),
        (WhenShort.STOP, [10, 0, 20]),
        (WhenShort.PRO_RATA, [8, 22, 15]),
    ],
)
def test_a_short_line_is_shared_as_it_says(when_short, expected):
    assert parts(line(when_short, 45), (2, 10, 3), (3, 30, 1), (1, 20, 2)) == expected


def test_who_stopped_accepting_takes_no_later_claim_that_would_still_fit():
    assert parts(line(WhenShort.STOP, 45), (1, 40, 0), (2, 10, 0), (3, 5, 0)) == [40, 0, 0]


def test_among_equal_ranks_the_earlier_day_counts_and_then_the_order():
    assert parts(line(WhenShort.BY_RANK, 25), (2, 10, 1), (1, 10, 1), (2, 10, 1)) == [10, 10, 5]


def test_the_odd_fen_goes_to_the_earlier_or_the_larger_as_declared():
    rows = [(2, 3, 0), (1, 3, 0), (3, 9, 0)]  # of 10: 2, 2 and 6
    tied = [(2, 1, 0), (1, 1, 0), (3, 3, 0), (4, 3, 0)]  # of 4: half each, and one and a half

    assert parts(line(WhenShort.PRO_RATA, 10), *rows) == [2, 2, 6]
    assert parts(line(WhenShort.PRO_RATA, 4), *tied) == [1, 1, 1, 1]
    assert parts(line(WhenShort.PRO_RATA, 4, tie=Tie.LARGER), *tied) == [0, 0, 2, 2]


@given(FENS, st.integers(0, 10**12), ORDERS)
def test_shares_sum_to_the_line_never_exceed_the_claim_and_lie_within_a_fen(fens, amount, random):
    total = sum(fens)
    found = pro_rata(fens, amount, random.permutation(len(fens)).tolist())

    assert sum(found) == min(total, amount)
    assert all(part <= fen for part, fen in zip(found, fens, strict=True))
    if total > amount:
        assert all(
            abs(part - Fraction(fen * amount, total)) < 1 for part, fen in zip(found, fens, strict=True)
        )


@given(FENS, st.integers(0, 10**12))
def test_shares_are_those_of_the_largest_remainder(fens, amount):
    if sum(fens) > amount:
        exact = [Fraction(fen * amount, sum(fens)) for fen in fens]
        left = amount - sum(map(int, exact))
        up = sorted(range(len(fens)), key=lambda place: (int(exact[place]) - exact[place], place))[:left]

        expected = tuple(int(one) + (place in up) for place, one in enumerate(exact))
        assert pro_rata(fens, amount, range(len(fens))) == expected


@given(FENS, st.integers(0, 10**12), ORDERS)
def test_columns_share_as_single_awards_do(fens, amount, random):
    order = random.permutation(len(fens)).astype(np.int64)
    column = np.array(fens, np.int64)

    assert pro_rata_in_columns(column, amount, order).tolist() == list(pro_rata(fens, amount, order.tolist()))
    assert pro_rata_in_columns(column, amount).tolist() == list(pro_rata(fens, amount, range(len(fens))))
    for stop in (False, True):
        found = in_order_in_columns(column, amount, order, stop=stop).tolist()
        assert found == list(in_order(fens, amount, order.tolist(), stop=stop))


@given(
    st.sampled_from([*WhenShort]),
    st.sampled_from([*Tie]),
    st.lists(st.tuples(st.integers(1, 28), st.integers(0, 30), st.integers(1, 4)), max_size=15),
    st.integers(0, 300),
)
def test_a_line_is_shared_in_columns_as_among_single_claims(how, tie, rows, left):
    which, claims = line(how, 10**7, tie=tie), asked(*rows)
    column = Asked(
        np.array([claim.fen for claim in claims], np.int64),
        np.array([day_number(claim.on) for claim in claims], np.int64),
        np.array([claim.order for claim in claims], np.int64),
        np.array([claim.rank for claim in claims], np.int64),
    )

    assert turns_in_columns(which, column).tolist() == turns(which, claims)
    assert shared_in_columns(which, column, left).tolist() == [
        part.fen for part in shared(which, claims, left)
    ]


@pytest.mark.parametrize(("most", "count"), [(10**11, 20_000), (MOST_EACH - 1, 20_000), (3, 20_000)])
@pytest.mark.parametrize("share", [Fraction(1, 10**6), Fraction(1, 3), Fraction(10**6 - 1, 10**6)])
def test_large_sums_are_shared_to_the_fen(most, count, share):
    fens = np.random.default_rng(8).integers(most // 2, most + 1, count)
    amount = int(int(fens.sum()) * share)

    found = pro_rata_in_columns(fens, amount)

    assert int(found.sum()) == amount
    assert found.tolist() == list(pro_rata(fens.tolist(), amount, range(count)))


def test_what_does_not_fit_or_lies_below_zero_is_refused():
    with pytest.raises(ValueError, match="too large"):
        pro_rata_in_columns(np.array([MOST_EACH]), 1)
    with pytest.raises(ValueError, match="zero or more"):
        pro_rata_in_columns(np.array([-1]), 1)
    with pytest.raises(ValueError, match="zero or more"):
        pro_rata([1], -1, [0])


@given(
    st.sampled_from([WhenShort.PRO_RATA, WhenShort.BY_RANK]),
    st.sampled_from([*Tie]),
    st.lists(
        st.tuples(st.integers(1, 28), st.integers(0, 10**6), st.integers(1, 4)), min_size=1, max_size=12
    ),
    st.integers(0, 10**7),
    st.randoms(use_true_random=False),
)
def test_what_a_claim_gets_does_not_hang_on_the_order_in_which_claims_are_read(how, tie, rows, left, random):
    which, claims = line(how, 10**7, tie=tie), asked(*rows)
    found = {part.wanted.key: part.fen for part in shared(which, claims, left)}

    random.shuffle(claims)

    assert {part.wanted.key: part.fen for part in shared(which, claims, left)} == found
    assert sum(found.values()) == min(sum(claim.fen for claim in claims), left)


def test_what_is_left_of_a_line_is_shared_and_not_its_amount():
    found = shared(line(WhenShort.PRO_RATA, 100), asked((1, 30, 0), (2, 30, 0)), 20)

    assert [part.fen for part in found] == [10, 10]


def test_claims_wait_for_lines_that_are_shared_among_all_and_for_no_other():
    assert [how for how in WhenShort if line(how, 1).waits] == [WhenShort.PRO_RATA, WhenShort.BY_RANK]


def test_nobody_asking_gets_nothing():
    nobody = np.zeros(0, np.int64)

    assert pro_rata_in_columns(nobody, 5).tolist() == []
    assert in_order_in_columns(nobody, 5, nobody).tolist() == []
    assert shared(line(WhenShort.PRO_RATA, 5), []) == ()


def test_a_line_is_exhausted_on_the_day_that_leaves_nothing():
    dated = [(date(2024, 5, 1), 20), (date(2024, 3, 1), 30), (date(2024, 6, 1), 10)]

    assert exhausted_on(line(WhenShort.STOP, 50), dated) == date(2024, 5, 1)
    assert exhausted_on(line(WhenShort.STOP, 51), dated) == date(2024, 6, 1)
    assert exhausted_on(line(WhenShort.STOP, 61), dated) is None


def test_a_clause_finds_its_line_by_the_day():
    this_year = line(WhenShort.STOP, 50)

    assert line_for([this_year], "8", date(2024, 12, 31)) == this_year
    assert line_for([this_year], "8", date(2025, 1, 1)) is None
    assert line_for([this_year], "6", date(2024, 12, 31)) is None
