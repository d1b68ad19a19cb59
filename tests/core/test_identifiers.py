import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from egret.core.identifiers import (
    NotACreditCode,
    NotAnIndustryCode,
    credit_code,
    industry_code,
    made_credit_code,
)

VALID = "91110000600037341L"


@pytest.mark.parametrize(
    "typed",
    [
        VALID,
        VALID.lower(),
        f"  {VALID}\n",
        "9111 0000 6000 3734 1L",
        "９１１１００００６０００３７３４１Ｌ",
        "91-110000-60003734-1L",
    ],
)
def test_a_credit_code_is_read_however_it_was_typed(typed):
    assert credit_code(typed) == VALID


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" 　", "empty"),
        (VALID[:-1], "length"),
        (VALID + "1", "length"),
        ("A1110000600037341L", "characters"),
        ("91110000I00037341L", "characters"),
        ("91110000厦00037341L", "characters"),
        ("911100006000373419", "check"),
    ],
)
def test_what_is_no_credit_code_is_told_why(typed, code):
    with pytest.raises(NotACreditCode) as refusal:
        credit_code(typed)
    assert refusal.value.code == code


def test_made_codes_are_the_same_every_time_and_plainly_invented():
    assert made_credit_code("350203", 7) == made_credit_code("350203", 7)
    assert made_credit_code("350203", 7).startswith("91350203EGR00007")


def test_the_organisation_part_carries_its_own_check_character():
    # Σ value × weight of E,G,R,0,0,0,0,0 is 42 + 112 + 243 = 397, and 11 − 397 mod 11 = 10, written X.
    assert made_credit_code("350203", 0)[8:17] == "EGR00000X"


@settings(max_examples=100, deadline=None)
@given(st.integers(100_000, 659_999), st.integers(0, 99_999))
def test_every_made_code_is_valid(region, serial):
    made = made_credit_code(str(region), serial)
    assert credit_code(made) == made
    assert uscc.is_valid(made)


@pytest.mark.parametrize(
    ("region", "serial"), [("3502", 1), ("35020X", 1), ("350203", -1), ("350203", 100_000)]
)
def test_made_codes_need_a_region_and_a_serial_in_range(region, serial):
    with pytest.raises(ValueError, match=r"a region has|a serial lies"):
        made_credit_code(region, serial)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("397", "397"),
        ("C3973", "3973"),
        ("ｃ３９７", "397"),
        (" 0111 ", "0111"),
        ("A0111", "0111"),
        ("T970", "970"),
    ],
)
def test_an_industry_code_is_three_or_four_digits(typed, code):
    assert industry_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("39", "length"),
        ("39731", "length"),
        ("C", "characters"),
        ("39X", "characters"),
        ("Z397", "characters"),
        ("A397", "section"),
        ("D397", "section"),
        ("980", "section"),
        ("001", "section"),
    ],
)
def test_what_is_no_industry_code_is_told_why(typed, code):
    with pytest.raises(NotAnIndustryCode) as refusal:
        industry_code(typed)
    assert refusal.value.code == code
