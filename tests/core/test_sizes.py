from pathlib import Path

import pytest

from egret.core.reading import BadFile
from egret.core.sizes import FEN_PER_WAN, SizeClass, above_scale_expected, read_sizes, size_class

TEXT = (Path(__file__).parents[2] / "standards" / "sizes.toml").read_text(encoding="utf-8")
SIZES = read_sizes(TEXT, "sizes.toml")
INDUSTRY, SOFTWARE = SIZES.rule("industry"), SIZES.rule("software")


@pytest.mark.parametrize(
    ("rule", "staff", "wan", "size"),
    [
        (INDUSTRY, 1000, 40000, SizeClass.LARGE),
        (INDUSTRY, 1200, 30000, SizeClass.MEDIUM),
        (INDUSTRY, 300, 2000, SizeClass.MEDIUM),
        (INDUSTRY, 250, 50000, SizeClass.SMALL),
        (INDUSTRY, 299, 2000, SizeClass.SMALL),
        (INDUSTRY, 20, 300, SizeClass.SMALL),
        (INDUSTRY, 15, 90000, SizeClass.MICRO),
        (INDUSTRY, 1000, 299, SizeClass.MICRO),
        (SOFTWARE, 300, 10000, SizeClass.LARGE),
        (SOFTWARE, 299, 10000, SizeClass.MEDIUM),
        (SOFTWARE, 10, 50, SizeClass.SMALL),
        (SOFTWARE, 9, 50, SizeClass.MICRO),
    ],
)
def test_who_misses_one_limit_drops_a_class(rule, staff, wan, size):
    assert size_class(rule, staff, wan * FEN_PER_WAN) is size


def test_one_fen_below_a_limit_is_below_it():
    assert size_class(INDUSTRY, 300, 2000 * FEN_PER_WAN - 1) is SizeClass.SMALL


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match="zero or more"):
        size_class(INDUSTRY, -1, 0)


def test_above_scale_begins_at_twenty_million_yuan_of_an_industrial_enterprise():
    assert above_scale_expected(INDUSTRY, 2000 * FEN_PER_WAN)
    assert not above_scale_expected(INDUSTRY, 2000 * FEN_PER_WAN - 1)
    assert not above_scale_expected(SOFTWARE, 10**12)


def test_what_is_not_verified_says_so():
    assert [(rule.sector, rule.verified) for rule in SIZES.rules] == [("industry", True), ("software", False)]


@pytest.mark.parametrize(
    ("there", "instead", "key", "wrong"),
    [
        (
            "staff = 300, revenue_wan = 2000",
            "staff = 1000, revenue_wan = 2000",
            "rule[0].large",
            "not above medium",
        ),
        (
            "staff = 300, revenue_wan = 2000",
            "staff = 300.5, revenue_wan = 2000",
            "rule[0].medium.staff",
            "300.5 is",
        ),
        ('sector = "software"', 'sector = "industry"', "rule", "industry is given twice"),
        ("verified = false\n", "verified = 0\n", "rule[1].verified", "0 is not true or false"),
        ("[document]", "[document]\nyear = 2011", "document.year", "unknown key"),
    ],
)
def test_a_careless_hand_is_told_where_and_what(there, instead, key, wrong):
    with pytest.raises(BadFile) as refusal:
        read_sizes(TEXT.replace(there, instead, 1), "sizes.toml")
    assert any(fault.key == key and fault.wrong.startswith(wrong) for fault in refusal.value.findings)


def test_an_unknown_sector_has_no_rule():
    with pytest.raises(KeyError):
        SIZES.rule("fishing")
