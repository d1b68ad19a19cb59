from datetime import date, timedelta

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.policy.limit_columns import LIMITS_SQL, Claims, granted_in_columns
from egret.core.policy.limits import (
    Counts,
    Drawn,
    Memory,
    OutsideProgramme,
    Window,
    granted,
    used_before,
    year_before,
)

EPOCH = date(1970, 1, 1)
FEN = st.integers(0, 200)
DAYS = st.dates(date(2023, 6, 1), date(2026, 6, 30))
CLAIMS = st.lists(st.tuples(st.integers(1, 3), DAYS, FEN, st.integers(0, 300)), min_size=1, max_size=14)


def in_turn(claims, window):
    """Each claim's grant, one after another by day, from what the earlier ones of its key drew."""
    earlier, result = {}, {}
    for place in sorted(range(len(claims)), key=lambda place: (claims[place][1], place)):
        key, day, fen, cap = claims[place]
        used = used_before(day, Memory(window), earlier.setdefault(key, []))
        result[place] = granted(fen, cap, used).granted_fen
        earlier[key].append(Drawn(day, result[place], 0))
    return [result[place] for place in range(len(claims))]


def columns(claims):
    keys, days, fen, caps = (np.array(column) for column in zip(*claims, strict=True))
    numbers = [(day - EPOCH).days for day in days]
    order = np.arange(len(claims))
    return Claims(keys.astype(np.int64), np.array(numbers, np.int64), fen, caps, order)


def queried(claims, *, by_year):
    con = duckdb.connect()
    con.execute("CREATE TABLE claims (key BIGINT, day DATE, fen BIGINT, cap BIGINT, place BIGINT)")
    con.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?)", [(*c, i) for i, c in enumerate(claims)])
    return [row[1] for row in con.execute(LIMITS_SQL, {"by_year": by_year}).fetchall()]


def same_caps(claims):
    caps = {}
    return [(key, day, fen, caps.setdefault(key, cap)) for key, day, fen, cap in claims]


def rising(claims):
    highest, result = {}, {}
    for place in sorted(range(len(claims)), key=lambda place: (claims[place][1], place)):
        key, day, fen, cap = claims[place]
        highest[key] = max(highest.get(key, 0), cap)
        result[place] = (key, day, fen, highest[key])
    return [result[place] for place in range(len(claims))]


@given(CLAIMS, st.sampled_from([*Window]))
def test_columns_grant_what_single_claims_get_in_turn(claims, window):
    memory = Window.LIFETIME if window == Window.PROGRAMME else window

    assert granted_in_columns(columns(claims), window).tolist() == in_turn(claims, memory)
    constant = same_caps(claims)
    assert granted_in_columns(columns(constant), window).tolist() == in_turn(constant, memory)


@given(CLAIMS, st.booleans())
def test_the_query_grants_what_columns_grant(claims, by_year):
    window = Window.CALENDAR_YEAR if by_year else Window.LIFETIME

    assert queried(rising(claims), by_year=by_year) == (
        granted_in_columns(columns(rising(claims)), window).tolist()
    )


def test_the_query_refuses_a_cap_that_falls():
    with pytest.raises(duckdb.InvalidInputException, match="a cap fell"):
        queried([(1, date(2024, 1, 1), 5, 10), (1, date(2024, 1, 2), 5, 9)], by_year=False)


@given(st.lists(FEN, min_size=1, max_size=8), st.integers(0, 500), st.randoms())
def test_the_order_of_claims_never_changes_what_all_get_together(amounts, cap, random):
    def total(fens):
        claims = [(1, date(2024, 5, 6), fen, cap) for fen in fens]
        return sum(in_turn(claims, Window.CALENDAR_YEAR))

    shuffled = random.sample(amounts, len(amounts))

    assert total(amounts) == total(shuffled) == min(sum(amounts), cap)


@given(CLAIMS, st.randoms())
def test_no_rolling_year_pays_above_the_cap_whatever_was_decided_first(claims, random):
    cap, earlier = 250, []
    for _, day, fen, _ in random.sample(claims, len(claims)):
        used = used_before(day, Memory(Window.ROLLING_YEAR), earlier)
        earlier.append(Drawn(day, granted(fen, cap, used).granted_fen, 0))

    for end in {one.on for one in earlier}:
        assert sum(one.awarded_fen for one in earlier if year_before(end) < one.on <= end) <= cap


@pytest.mark.parametrize(
    ("end", "first", "days"),
    [
        (date(2025, 3, 1), date(2024, 3, 2), 365),
        (date(2024, 3, 1), date(2023, 3, 2), 366),
        (date(2024, 2, 29), date(2023, 3, 1), 366),
        (date(2025, 2, 28), date(2024, 2, 29), 366),
        (date(2024, 2, 28), date(2023, 3, 1), 365),
    ],
)
def test_a_rolling_year_begins_the_day_after_the_same_day_of_the_year_before(end, first, days):
    memory = Memory(Window.ROLLING_YEAR)

    assert (end - first).days + 1 == days
    assert used_before(end, memory, [Drawn(first, 7, 0)]) == 7
    assert used_before(end, memory, [Drawn(first - timedelta(1), 7, 0)]) == 0


def test_a_calendar_year_forgets_on_new_year():
    memory = Memory(Window.CALENDAR_YEAR)
    earlier = [Drawn(date(2024, 12, 31), 30, 0), Drawn(date(2025, 1, 1), 4, 0)]

    assert used_before(date(2025, 6, 1), memory, earlier) == 4
    assert used_before(date(2024, 6, 1), memory, earlier) == 30


def test_a_programme_counts_its_own_days_and_takes_no_other_claim():
    memory = Memory(Window.PROGRAMME, programme=(date(2024, 1, 1), date(2025, 12, 31)))
    earlier = [
        Drawn(date(2023, 12, 31), 1, 0),
        Drawn(date(2024, 1, 1), 2, 0),
        Drawn(date(2025, 12, 31), 4, 0),
    ]

    assert used_before(date(2024, 6, 1), memory, earlier) == 6
    with pytest.raises(OutsideProgramme):
        used_before(date(2026, 1, 1), memory, earlier)


def test_what_counts_is_awarded_or_paid_as_the_limit_says():
    earlier = [Drawn(date(2024, 1, 1), 40, 15)]

    assert used_before(date(2024, 2, 1), Memory(Window.LIFETIME), earlier) == 40
    assert used_before(date(2024, 2, 1), Memory(Window.LIFETIME, Counts.PAID), earlier) == 15


def test_a_grant_says_cap_use_room_and_whether_it_bound():
    grant = granted(50, 100, 70)

    assert (grant.cap_fen, grant.used_fen, grant.left_fen, grant.granted_fen, grant.bound) == (
        100,
        70,
        30,
        30,
        True,
    )
    assert not granted(30, 100, 70).bound


def test_a_cap_that_rises_with_the_level_opens_room_and_one_that_falls_takes_nothing_back():
    first = granted(80, 60, 0)
    second = granted(80, 100, first.granted_fen)
    third = granted(80, 60, first.granted_fen + second.granted_fen)

    assert (first.granted_fen, second.granted_fen, third.granted_fen) == (60, 40, 0)


def test_amounts_below_zero_and_sums_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="zero or more"):
        granted(-1, 10, 0)
    with pytest.raises(ValueError, match="zero or more"):
        columns([(1, date(2024, 1, 1), -1, 10)])
    with pytest.raises(ValueError, match="may not fit"):
        columns([(1, date(2024, 1, 1), 2**62, 10)])


def test_keys_of_any_size_are_told_apart():
    claims = [
        (2**62, date(2024, 1, 1), 5, 8),
        (-(2**62), date(2024, 1, 1), 5, 8),
        (2**62, date(2024, 1, 2), 5, 8),
    ]

    assert granted_in_columns(columns(claims)).tolist() == [5, 5, 3]
