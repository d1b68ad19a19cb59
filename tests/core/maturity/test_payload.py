"""Answers from outside are read whole, or refused with everything that is wrong, whatever they are."""

import json
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.drawing import QUESTIONS, SCENARIOS, STANDARD, seeded
from tests.core.maturity.test_registry import REGISTRY

from egret.core.maturity import score
from egret.core.maturity.partial import so_far
from egret.core.maturity.payload import MOST_BYTES, read_payload
from egret.core.reading import BadFile

GOOD = {
    "standard": "2024-manufacturing",
    "choices": {code: ["A"] for code in QUESTIONS},
    "scenes": dict.fromkeys(SCENARIOS, 1),
    "facts": {"equipment": 40, "pass_rate": 98.5},
    "without": ["F1.D"],
}
ODD = ["", "null", "true", "-1", "1e999", "NaN", "0.5", "9" * 40, "[]", "{}", '"A"', '"Z"', '"\\ud800"', '"F1"', "[" * 3000, '"\u202e"', "\x00"]  # fmt: skip


def read(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_payload(raw, "answers.json", REGISTRY)


def faults(value):
    with pytest.raises(BadFile) as refused:
        read(value)
    return [(finding.key, finding.wrong) for finding in refused.value.findings]


def test_good_answers_are_read_exactly():
    found = read(GOOD)
    assert found.answers.choices == {code: frozenset("A") for code in QUESTIONS}
    assert found.answers.scenes == dict.fromkeys(SCENARIOS, 1)
    assert found.facts == {"equipment": 40, "pass_rate": Fraction("98.5")}
    assert (found.without, found.open_codes) == (("F1.D",), ())


def test_a_single_answer_may_stand_without_a_list_and_numbers_answer_for_themselves():
    choices = {code: "A" for code in QUESTIONS if code != "F2"}
    found = read({**GOOD, "choices": choices, "facts": {"equipment": 40, "digital_equipment": 18}})
    assert found.answers.choices["F2"] == frozenset("D")
    assert found.open_codes == ()


def test_what_is_left_out_is_open_and_no_fault():
    found = read({"standard": "2024-manufacturing", "choices": {"F1": []}, "scenes": {}})
    assert found.open_codes == (*QUESTIONS, *SCENARIOS)


@pytest.mark.parametrize(
    ("change", "key", "wrong"),
    [
        ({"standard": "2022-manufacturing"}, "standard", "'2022-manufacturing' is no standard"),
        ({"standard": None}, "standard", "None is no standard"),
        ({"choices": {"F9": "A"}}, "choices.'F9'", "unknown question"),
        ({"choices": {"F2": "Z"}}, "choices.F2", "'Z' is no option"),
        ({"choices": {"F2": ["A", "B"]}}, "choices.F2", "2 options of a single choice"),
        ({"choices": {"F1": ["A", "B"]}}, "choices.F1", "none goes together"),
        ({"choices": {"F1": [["B"]]}}, "choices.F1", "['B'] is no option"),
        ({"choices": []}, "choices", "[] is no object"),
        ({"choices": None}, "choices", "is missing"),
        ({"scenes": {"S01": 5}}, "scenes.S01", "5 is no level"),
        ({"scenes": {"S01": True}}, "scenes.S01", "True is no level"),
        ({"scenes": {"S01": 1.0}}, "scenes.S01", "Fraction(1, 1) is no level"),
        ({"scenes": {"S99": 1}}, "scenes.'S99'", "unknown scenario"),
        ({"facts": {"robots": 1}}, "facts.'robots'", "unknown number"),
        ({"facts": {"equipment": -1}}, "facts.equipment", "-1 is no number"),
        ({"facts": {"equipment": "40"}}, "facts.equipment", "'40' is no number"),
        ({"without": ["F9.A"]}, "without", "'F9.A' is no step"),
        ({"without": "F1.B"}, "without", "'F1.B' is no list"),
        ({"colour": "red"}, "'colour'", "unknown key"),
    ],
)
def test_each_fault_is_told_with_its_place(change, key, wrong):
    found = faults({**GOOD, **change})
    assert [one for one in found if one[0] == key and one[1].startswith(wrong)], found


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        (b"", "is not JSON"),
        (b"[1]", "holds no object"),
        (b'{"a": 1, "a": 2}', "is not JSON: \"'a' is given twice\""),
        (b'{"a": NaN}', "is not JSON: 'NaN is no number'"),
        (b'{"a": 1e9}', "is not JSON: '1e9 is no plain decimal'"),
        (b'{"a": ' + b"9" * 30 + b"}", "is not JSON"),
        (b"[" * 200_000, "is nested too deeply"),
        (b" " * (MOST_BYTES + 1), "is larger than"),
    ],
)
def test_what_is_no_json_is_told(raw, wrong):
    ((key, told),) = faults(raw)
    assert (key, told[: len(wrong)]) == ("", wrong)


def test_all_faults_come_at_once():
    found = faults(
        {**GOOD, "choices": {"F2": "Z"}, "scenes": {"S01": 9}, "facts": {"robots": 1}, "colour": 1}
    )
    assert [key for key, _ in found] == ["'colour'", "facts.'robots'", "choices.F2", "scenes.S01"]


def damaged(rng):
    """A good payload with one to four things broken in its tree or in its text."""
    answers = seeded(rng)
    value = {
        "standard": STANDARD.id,
        "choices": {code: sorted(keys) for code, keys in answers.choices.items()},
        "scenes": dict(answers.scenes),
        "facts": {"equipment": rng.randint(0, 50), "digital_equipment": rng.randint(0, 60)},
    }
    for _ in range(rng.randint(0, 3)):
        table = value[rng.choice(["choices", "scenes", "facts"])]
        if isinstance(table, dict):
            key = rng.choice([*table, "F9", "S99", "", "\ud800"])
            table[key] = rng.choice(
                [None, True, -1, 5, 0.25, "A", "Z", [], ["A", "B"], [[]], {}, "\ud800", 10**20]
            )
        value[rng.choice([*value, "colour"])] = (
            rng.choice([value, None, [], "x"]) if rng.random() < 0.1 else value.get("choices")
        )
    try:
        text = json.dumps(value)
    except ValueError:  # it holds itself
        text = "{}"
    for _ in range(rng.randint(0, 3)):
        place = rng.randrange(len(text) + 1)
        text = text[:place] + rng.choice([*ODD, *'{}[],:"']) + text[place + rng.randint(0, 3) :]
    raw = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        raw = raw[: rng.randrange(len(raw) + 1)] + bytes([rng.randrange(256)])
    return raw


def holds(raw):
    """Whether the payload was read; what can't be is a finding with a cure that any screen can show."""
    try:
        found = read_payload(raw, "answers.json", REGISTRY)
    except BadFile as bad:
        for finding in bad.findings:
            assert finding.wrong
            assert finding.cure
            assert str(finding).encode("utf-8")
        return False
    if found.open_codes:
        so_far(STANDARD, found.answers)
    else:
        score(STANDARD, found.answers)
    return True


def test_ten_thousand_damaged_payloads_are_each_read_or_told():
    rng = Random(2024)
    read_whole = [holds(damaged(rng)) for _ in range(10_000)]
    assert {True, False} == set(read_whole)
    assert read_whole.count(False) > 5_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_told(raw):
    holds(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["standard", "choices", "scenes", "facts", "without"]), JSON))
def test_json_of_any_shape_is_told(value):
    holds(json.dumps(value | {"standard": STANDARD.id}).encode("utf-8", "surrogatepass"))
