from fractions import Fraction

import pytest

from egret.core.conditions import condition, parsed
from egret.core.reading import Table


def read(text):
    findings = []
    found = condition(Table({}, "x.toml", "", findings), "when", text)
    return found, findings


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("rd ≥ 100万元", {"rd": 100_000_000}, True),
        ("rd ≥ 100万元", {"rd": 99_999_999}, False),
        ("ratio >= 3%", {"ratio": Fraction(3, 100)}, True),
        ("ratio < 2/37", {"ratio": Fraction(2, 37)}, False),
        ("years ≤ 2.5", {"years": Fraction(5, 2)}, True),
        ("a > b", {"a": 3, "b": 2}, True),
        ("a = b", {"a": 3, "b": 2}, False),
        ("F1 is A|B", {"F1": frozenset("BC")}, True),
        ("F1 is A", {"F1": frozenset("BC")}, False),
        ("F1 lacks A", {"F1": frozenset("BC")}, True),
        ("field is core", {"field": "core"}, True),
        ("listed", {"listed": True}, True),
        ("not listed", {"listed": True}, False),
        ("a > 1 and not b", {"a": 2, "b": False}, True),
    ],
)
def test_a_condition_holds_or_not_exactly(text, values, holds):
    found, findings = read(text)
    assert (found.holds(values), findings) == (holds, [])


def test_what_is_not_known_leaves_a_condition_open_unless_another_part_breaks_it():
    found, _ = read("a > 1 and b > c")
    assert found.holds({"a": 2, "b": 3}) is None
    assert found.holds({"a": 1}) is False
    assert found.open_names({"a": 2, "b": 3}) == ("c",)


@pytest.mark.parametrize("text", ["a >", "≥ 5", "a ≥ 5 %", "a is", "a ≥ 5 or b", "a == 5", "a ≥ 0.001元"])
def test_what_is_no_condition_is_a_finding(text):
    assert parsed(text) is None
    _, findings = read(text)
    assert [(fault.key, fault.wrong) for fault in findings] == [("when", f"{text!r} is no condition")]


@pytest.mark.parametrize(("text", "values"), [("a > 1", {"a": True}), ("a", {"a": 1}), ("a is B", {"a": 1})])
def test_a_value_of_the_wrong_kind_is_no_answer(text, values):
    found, _ = read(text)
    with pytest.raises(TypeError):
        found.holds(values)
