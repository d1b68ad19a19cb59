from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.reading import fen_of, opened, rate_of


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("25万元", 25_000_000),
        ("0.01元", 1),
        ("1.5亿元", 15_000_000_000),
        ("3分", 3),
        ("0.001元", None),
        ("25万", None),
    ],
)
def test_an_amount_is_a_word_with_its_unit(text, fen):
    assert fen_of(text) == fen


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("40%", Fraction(2, 5)),
        ("33.335%", Fraction(33335, 100_000)),
        ("2/37", Fraction(2, 37)),
        ("0.4", None),
        ("1/0", None),
    ],
)
def test_a_rate_is_exact(text, rate):
    assert rate_of(text) == rate


def test_every_fault_of_a_table_is_told_at_once():
    findings = []
    table = opened('a = 1.5\nc = "x"\nd = 3', "f.toml", findings)

    table.text("a"), table.text("b"), table.word("c", ("y", "z"))
    table.close()

    assert [(finding.key, finding.wrong) for finding in findings] == [
        ("a", "1.5 is a float"),
        ("b", "missing"),
        ("c", "'x' is outside the vocabulary"),
        ("d", "unknown key"),
    ]


@given(st.text(max_size=20))
def test_any_word_is_an_amount_or_none(text):
    assert fen_of(text) is None or fen_of(text) >= 0
    assert rate_of(text) is None or rate_of(text) >= 0
