from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.ledger.funds import Held, Short, drawn, standing

FENS = st.integers(0, 10**13)


def test_the_oldest_year_is_drawn_first_and_the_next_for_the_rest():
    held = [
        Held(2025, "central-2025-1", "central", 90),
        Held(2024, "central-2024-1", "central", 30),
        Held(2024, "city-2024-1", "city", 50),
    ]

    assert drawn({"central": 100, "city": 20}, held) == {
        "central-2024-1": 30,
        "central-2025-1": 70,
        "city-2024-1": 20,
    }


def test_a_source_that_is_short_says_by_how_much_though_another_has_plenty():
    held = [Held(2024, "central-2024-1", "central", 30), Held(2024, "city-2024-1", "city", 500)]

    with pytest.raises(Short) as short:
        drawn({"central": 31}, held)

    assert (short.value.source, short.value.missing_fen) == ("central", 1)


@given(
    st.dictionaries(st.sampled_from("abc"), FENS),
    st.lists(st.tuples(st.integers(2023, 2026), st.sampled_from("abc"), FENS), max_size=8),
)
def test_what_is_drawn_is_what_was_wanted_by_source_and_never_more_than_is_there(wanted, rows):
    held = [Held(year, f"{source}-{place}", source, fen) for place, (year, source, fen) in enumerate(rows)]
    there = {source: sum(one.fen for one in held if one.source == source) for source in "abc"}

    short = [source for source, fen in wanted.items() if fen > there[source]]
    if short:
        with pytest.raises(Short) as refused:
            drawn(wanted, held)
        assert refused.value.missing_fen == wanted[refused.value.source] - there[refused.value.source]
        return
    parts = drawn(wanted, held)

    by_source = {source: sum(fen for fund, fen in parts.items() if fund[0] == source) for source in wanted}
    assert by_source == wanted
    assert all(0 < fen <= next(one.fen for one in held if one.fund == fund) for fund, fen in parts.items())


@pytest.mark.parametrize(
    ("base", "others", "most", "room", "broken", "warns"),
    [
        (0, 0, 0, 0, False, False),
        (0, 1, 0, 0, True, True),
        (1000, 180, 200, 20, False, False),
        (1000, 181, 200, 19, False, True),
        (1000, 200, 200, 0, False, True),
        (1000, 201, 200, 0, True, True),
        (1001, 200, 200, 0, False, True),
        (1004, 201, 200, 0, True, True),
        (1005, 201, 201, 0, False, True),
    ],
)
def test_a_rule_of_shares_breaks_at_the_fen_after_the_last_that_may_be(
    base, others, most, room, broken, warns
):
    found = standing(Fraction(4, 5), Fraction(9, 10), base, others)

    assert (found.most_fen, found.room_fen, found.broken, found.warns) == (most, room, broken, warns)
