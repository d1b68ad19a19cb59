from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.money import FEN_MAX, NotMoney, Rounding, fen_from_yuan, rounded, split, yuan


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("120000", 12_000_000),
        ("１２０，０００．５０", 12_000_050),
        ("¥1,234.5", 123_450),
        ("88元", 8800),
        (" 0.01 ", 1),
    ],
)
def test_what_people_type_becomes_whole_fen(typed, fen):
    assert fen_from_yuan(typed) == fen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("-5", "negative"),
        ("abc", "letters"),
        ("1.2.3", "letters"),
        ("0.001", "too_fine"),
        ("9" * 20, "too_large"),
    ],
)
def test_what_is_no_money_is_refused_by_name(typed, code):
    with pytest.raises(NotMoney) as refused:
        fen_from_yuan(typed)

    assert refused.value.code == code


@given(st.integers(0, FEN_MAX))
def test_what_is_shown_reads_back_the_same(fen):
    assert fen_from_yuan(yuan(fen)) == fen


@given(st.fractions(0, 10**9), st.sampled_from(Rounding))
def test_a_rounding_is_less_than_one_fen_away(exact, rounding):
    assert abs(rounded(exact, rounding) - exact) < 1


@pytest.mark.parametrize(
    ("half", "down", "up", "half_up", "half_even"),
    [(Fraction(5, 2), 2, 3, 3, 2), (Fraction(7, 2), 3, 4, 4, 4)],
)
def test_each_rounding_treats_a_half_its_own_way(half, down, up, half_up, half_even):
    assert [rounded(half, rounding) for rounding in Rounding] == [down, up, half_up, half_even]


weights = st.lists(st.integers(1, 97), min_size=1, max_size=6)


@given(st.integers(0, 10**12), weights)
def test_a_split_sums_to_the_whole_and_strays_half_a_fen_for_each_other_share(fen, weights):
    shares = tuple(Fraction(weight, sum(weights)) for weight in weights)

    parts = split(fen, shares)

    assert sum(parts) == fen
    most = Fraction(max(len(shares) - 1, 0), 2)
    assert all(abs(part - fen * share) <= most for part, share in zip(parts, shares, strict=True))


@given(st.integers(0, 10**6), st.integers(0, 300), weights)
def test_no_part_of_a_split_shrinks_when_the_whole_grows(fen, more, weights):
    shares = tuple(Fraction(weight, sum(weights)) for weight in weights)

    grown = zip(split(fen, shares), split(fen + more, shares), strict=True)

    assert all(after >= before for before, after in grown)
