from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egret.core.days import (
    CHINA,
    OFFICIAL,
    DayUnit,
    YearUnknown,
    add_working_days,
    china_day,
    deadline,
    notice_closes,
)

days = st.dates(date(2024, 1, 1), date(2025, 6, 30))
few = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 9, 28), True),  # a Sunday worked in exchange for the holiday
        (date(2025, 10, 11), True),  # a Saturday worked in exchange
        (date(2025, 10, 12), False),
    ],
)
def test_working_days_are_the_official_ones(day, works):
    assert OFFICIAL.is_working(day) is works


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2025, 9, 30), 0, date(2025, 9, 30)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 9, 26), 5, date(2025, 10, 10)),
        (date(2025, 10, 4), 3, date(2025, 10, 11)),
    ],
)
def test_the_day_that_starts_a_term_is_not_counted(start, n, end):
    assert add_working_days(start, n) == end


def test_a_year_without_an_official_calendar_is_refused_by_its_number():
    with pytest.raises(YearUnknown) as refusal:
        add_working_days(date(2026, 12, 30), 5)
    assert refusal.value.year == 2027


def test_a_pack_may_add_a_year():
    new_year = date(2027, 1, 1)
    calendar = OFFICIAL.with_year(2027, frozenset({new_year}), frozenset({date(2027, 1, 3)}))
    assert add_working_days(date(2026, 12, 31), 1, calendar) == date(2027, 1, 3)
    assert add_working_days(date(2026, 12, 31), 2, calendar) == date(2027, 1, 4)


@pytest.mark.parametrize(("year", "off"), [(2026, date(2026, 1, 1)), (2027, date(2028, 1, 1))])
def test_a_year_is_added_once_and_with_its_own_days(year, off):
    with pytest.raises(ValueError, match=str(year)):
        OFFICIAL.with_year(year, frozenset({off}), frozenset())


def test_deadlines_count_calendar_or_working_days():
    assert deadline(date(2025, 9, 28), 7, DayUnit.CALENDAR) == date(2025, 10, 5)
    assert deadline(date(2025, 9, 28), 3, DayUnit.WORKING) == date(2025, 10, 9)


@pytest.mark.parametrize("unit", DayUnit)
def test_deadlines_run_forward(unit):
    with pytest.raises(ValueError, match="forward"):
        deadline(date(2025, 9, 28), -1, unit)


def test_a_notice_closes_at_midnight_after_its_last_full_day():
    opened = datetime(2025, 7, 1, 9, 30, tzinfo=CHINA)
    assert notice_closes(opened, 5, DayUnit.CALENDAR) == datetime(2025, 7, 7, tzinfo=CHINA)
    assert notice_closes(opened, 5, DayUnit.WORKING) == datetime(2025, 7, 9, tzinfo=CHINA)


def test_the_day_a_notice_opens_is_the_day_in_china():
    late_in_london = datetime(2025, 6, 30, 17, 0, tzinfo=UTC)
    assert china_day(late_in_london) == date(2025, 7, 1)
    assert notice_closes(late_in_london, 1, DayUnit.CALENDAR) == datetime(2025, 7, 3, tzinfo=CHINA)


def test_a_notice_needs_a_zone_and_a_day():
    with pytest.raises(ValueError, match="time zone"):
        notice_closes(datetime(2025, 7, 1), 5, DayUnit.CALENDAR)  # noqa: DTZ001  the naive moment is the point
    with pytest.raises(ValueError, match="a day or more"):
        notice_closes(datetime(2025, 7, 1, tzinfo=CHINA), 0, DayUnit.CALENDAR)


@few
@given(days, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(start, a, b):
    assert add_working_days(add_working_days(start, a), b) == add_working_days(start, a + b)


@few
@given(days, st.integers(1, 40))
def test_a_term_ends_on_a_working_day_after_exactly_n_of_them(start, n):
    end = add_working_days(start, n)
    between = [start + timedelta(days=i + 1) for i in range((end - start).days)]
    assert OFFICIAL.is_working(end)
    assert sum(OFFICIAL.is_working(day) for day in between) == n
