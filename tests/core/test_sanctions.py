from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.sanctions import banned_until, fine_bounds

rates = st.fractions(0, 1, max_denominator=1000)


@given(rates, rates, st.integers(0, 10**12))
def test_a_fine_within_its_bounds_oversteps_neither_rate(one, other, recalled):
    lowest, highest = sorted((one, other))
    least, most = fine_bounds(lowest, highest, recalled)

    assert recalled * lowest <= least < recalled * lowest + 1
    assert recalled * highest - 1 < most <= recalled * highest


def test_ten_to_fifty_per_cent_of_a_hundred_thousand_and_one_fen():
    assert fine_bounds(Fraction(1, 10), Fraction(1, 2), 100_001) == (10_001, 50_000)


@pytest.mark.parametrize(
    ("months", "last"), [(0, None), (1, date(2025, 2, 28)), (24, date(2027, 1, 31)), (13, date(2026, 2, 28))]
)
def test_a_ban_ends_on_the_same_day_of_a_later_month(months, last):
    assert banned_until(date(2025, 1, 31), months) == last
