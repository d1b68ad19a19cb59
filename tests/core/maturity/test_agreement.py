"""Agreement of assessors: textbook tables, computed by hand, to the exact fraction."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.conftest import FILE

from egret.core.maturity.agreement import (
    Rating,
    RatingRefused,
    Weighting,
    kappa,
    pairs_of,
    read_limits,
    standings,
)
from egret.core.reading import BadFile

LIMITS_FILE = FILE.parents[1] / "agreement.toml"
LIMITS = read_limits(LIMITS_FILE.read_text("utf-8"), "agreement.toml")


def spread(table):
    """A table of counts (rows the first assessor, columns the second) as single pairs."""
    return [
        (row, column)
        for row, line in enumerate(table)
        for column, count in enumerate(line)
        for _ in range(count)
    ]


# Two film critics on 160 films (con, mixed, pro): Agresti and Winner 1997.
# By hand: 101 of 160 alike; expected alike (45·42 + 32·30 + 83·88) / 160 = 10154/160.
CRITICS = spread([[24, 8, 13], [8, 13, 11], [10, 9, 64]])


@pytest.mark.parametrize(
    ("pairs", "scale", "weighting", "by_hand"),
    [
        # 50 grants, yes or no: 35 alike, 25 expected alike.
        (spread([[20, 5], [10, 15]]), 1, Weighting.PLAIN, Fraction(2, 5)),
        (spread([[45, 15], [25, 15]]), 1, Weighting.PLAIN, Fraction(3, 23)),
        (spread([[25, 35], [5, 35]]), 1, Weighting.PLAIN, Fraction(7, 27)),
        # On two values every weighting is the same.
        (spread([[20, 5], [10, 15]]), 1, Weighting.LINEAR, Fraction(2, 5)),
        (spread([[20, 5], [10, 15]]), 1, Weighting.QUADRATIC, Fraction(2, 5)),
        (CRITICS, 2, Weighting.PLAIN, Fraction(101 * 160 - 10154, 160 * 160 - 10154)),
        # Distance 1: 36 pairs, distance 2: 23 pairs; expected 45·30 + 32·42 + 32·88 + 83·30 and 45·88 + 83·42.
        (
            CRITICS,
            2,
            Weighting.LINEAR,
            1
            - Fraction(36 + 2 * 23)
            / Fraction(45 * 30 + 32 * 42 + 32 * 88 + 83 * 30 + 2 * (45 * 88 + 83 * 42), 160),
        ),
        (
            CRITICS,
            2,
            Weighting.QUADRATIC,
            1
            - Fraction(36 + 4 * 23)
            / Fraction(45 * 30 + 32 * 42 + 32 * 88 + 83 * 30 + 4 * (45 * 88 + 83 * 42), 160),
        ),
    ],
)
def test_kappa_is_what_the_textbook_table_comes_to(pairs, scale, weighting, by_hand):
    assert kappa(pairs, scale, weighting) == by_hand


def test_the_critics_come_to_the_published_decimals():
    assert [
        round(float(kappa(CRITICS, 2, weighting)), 3) for weighting in (Weighting.PLAIN, Weighting.LINEAR)
    ] == [
        0.389,
        0.427,
    ]


def test_the_same_ratings_agree_wholly_and_opposite_ones_not_at_all():
    assert kappa([(0, 0), (4, 4)], 4, Weighting.LINEAR) == 1
    assert kappa([(0, 4), (4, 0)], 4, Weighting.QUADRATIC) == -1


@pytest.mark.parametrize("pairs", [[], [(2, 2), (2, 2)]])
def test_where_nothing_varies_there_is_no_kappa(pairs):
    assert kappa(pairs, 4, Weighting.LINEAR) is None


def rated(assessor, values, item="S10"):
    return [Rating(f"firm-{number}", item, assessor, value) for number, value in enumerate(values)]


def test_a_sample_is_told_by_pair_by_item_and_over_all():
    ratings = [
        *rated("chen", [0, 1, 2, 3]),
        *rated("lin", [0, 1, 2, 4]),
        *rated("chen", [2, 2], "S01"),
        *rated("lin", [3, 1], "S01"),
        Rating("elsewhere", "S01", "wu", 4),
    ]
    (pair,) = pairs_of(ratings, {"S10": 4, "S01": 4})
    assert (pair.first, pair.second) == ("chen", "lin")
    # S10: one level apart once; by chance (7 + 5 + 5 + 7) / 4 levels in all.
    assert pair.items["S10"].linear == 1 - Fraction(1) / Fraction(7 + 5 + 5 + 7, 4)
    assert pair.items["S01"].linear == 1 - Fraction(2) / 2
    assert pair.overall.linear == 1 - Fraction(1 + 2) / (Fraction(24, 4) + 2)
    assert pair.overall.ratings == 6


def test_who_lies_far_from_the_others_stands_out_and_mild_or_strict_is_told():
    firm = list(range(16))
    ratings = [
        *rated("chen", [2 for _ in firm]),
        *rated("lin", [2 for _ in firm]),
        *rated("wu", [3 for _ in firm]),
    ]
    found = {one.assessor: one for one in standings(ratings, {"S10": 4}, LIMITS)}
    assert (found["wu"].distance, found["wu"].leaning, found["wu"].outlier) == (1, 1, True)
    assert (found["chen"].distance, found["chen"].leaning, found["chen"].outlier) == (
        Fraction(1, 2),
        Fraction(-1, 2),
        False,
    )


def test_a_few_ratings_make_nobody_stand_out():
    ratings = [*rated("chen", [0] * 15), *rated("lin", [4] * 15)]
    assert [one.outlier for one in standings(ratings, {"S10": 4}, LIMITS)] == [False, False]


def test_who_rated_alone_is_compared_with_nobody():
    assert standings(rated("chen", [1, 2]), {"S10": 4}, LIMITS) == ()
    assert pairs_of(rated("chen", [1, 2]), {"S10": 4}) == ()


@pytest.mark.parametrize(
    ("ratings", "code"),
    [
        ([Rating("a", "S99", "chen", 1)], "unknown_item"),
        ([Rating("a", "S10", "chen", 5)], "out_of_scale"),
        ([Rating("a", "S10", "chen", True)], "out_of_scale"),
        ([Rating("a", "S10", "chen", 1), Rating("a", "S10", "chen", 2)], "rated_twice"),
    ],
)
def test_a_rating_that_is_none_is_refused(ratings, code):
    for ask in (pairs_of, lambda given, scales: standings(given, scales, LIMITS)):
        with pytest.raises(RatingRefused) as refused:
            ask(ratings, {"S10": 4})
        assert refused.value.code == code


def test_the_limits_are_data_and_marked_as_ours():
    assert (LIMITS.mean_deviation, LIMITS.least, LIMITS.verified) == (Fraction(1, 2), 16, False)
    with pytest.raises(BadFile):
        read_limits(LIMITS_FILE.read_text("utf-8").replace('"0.5"', "0.5"), "agreement.toml")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=30), st.sampled_from(Weighting))
def test_kappa_lies_at_or_below_one_and_is_the_same_whoever_comes_first(pairs, weighting):
    found = kappa(pairs, 4, weighting)
    assert found == kappa([(second, first) for first, second in pairs], 4, weighting)
    assert found is None or found <= 1
    assert found != 1 or all(first == second for first, second in pairs)
