from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.drawing import QUESTIONS, STANDARD, answers

from egret.core.maturity import AnswerRefused, Answers, Kind, Lack, band, score

BINDING = [scenario.code for scenario in STANDARD.scenarios if scenario.binding]
GUIDING = [scenario.code for scenario in STANDARD.scenarios if not scenario.binding]

NOTHING = {code: frozenset({"A"}) for code in QUESTIONS}
EVERYTHING = {
    code: frozenset({question.options[-1].key})
    if question.kind is Kind.SINGLE
    else frozenset(option.key for option in question.options if not option.alone)
    for code, question in QUESTIONS.items()
}
FORTY = NOTHING | {
    "F1": frozenset("BCDE"),
    "F2": frozenset("E"),
    "F3": frozenset("E"),
    "F4": frozenset("BCDEFGHIJKLMNO"),
    "F5": frozenset("E"),
}
BELOW_FORTY = FORTY | {"F4": frozenset("BCDEFGHIJKLMN"), "F6": frozenset("B"), "F5": frozenset("D")}
EIGHTY_FIVE = EVERYTHING | {"M1": frozenset("A"), "M2": frozenset("A")}


def scenes(binding=0, guiding=0, at=0):
    reached = BINDING[:binding] + GUIDING[:guiding]
    return {code: at if code in reached else 0 for code in BINDING + GUIDING}


def everywhere(level):
    return dict.fromkeys(BINDING + GUIDING, level)


def result(choices, levels):
    return score(STANDARD, Answers(choices, levels))


@pytest.mark.parametrize(
    ("choices", "levels", "points", "level"),
    [
        (BELOW_FORTY, everywhere(4), "37.85", 1),
        (EVERYTHING, everywhere(0), "100", 0),
        (FORTY, scenes(binding=3, guiding=3, at=2), "40", 2),
        (FORTY, scenes(binding=2, guiding=4, at=2), "40", 0),
        (EIGHTY_FIVE, everywhere(3), "85", 3),
        (EVERYTHING, everywhere(4), "100", 4),
        (EVERYTHING, scenes(binding=6, guiding=4, at=4), "100", 4),
        (EVERYTHING, scenes(binding=6, guiding=3, at=4), "100", 3),
        (EVERYTHING, scenes(binding=5, guiding=6, at=4), "100", 3),
        (EVERYTHING, scenes(binding=4, guiding=6, at=3), "100", 2),
        (NOTHING, everywhere(4), "0", 0),
    ],
)
def test_the_level_needs_score_scenarios_and_binding_ones(choices, levels, points, level):
    found = result(choices, levels)
    assert (found.score, found.level) == (Fraction(points), level)


def test_just_below_forty_points_is_level_one():
    nearly = NOTHING | {
        "F1": frozenset("BCDE"),
        "F2": frozenset("E"),
        "F3": frozenset("E"),
        "F4": frozenset("BCDEFGHIJKLMO"),
        "F5": frozenset("D"),
        "F6": frozenset("B"),
        "M2": frozenset("B"),
    }
    found = result(nearly, everywhere(4))
    assert found.score == Fraction("39.925")
    assert (found.score_level, found.scene_level, found.level) == (1, 4, 1)


def test_the_score_is_told_by_dimension_and_question():
    found = result(FORTY | {"M2": frozenset("BC")}, everywhere(0))
    assert [(part.code, part.points, part.of) for part in found.dimensions] == [
        ("foundation", 40, 50),
        ("management", Fraction("3.75"), 30),
        ("effect", 0, 20),
    ]
    assert {part.code: part.points for part in found.questions}["M2"] == Fraction("3.75")


def test_scenarios_are_counted_at_or_above_each_level():
    found = result(NOTHING, scenes(binding=4, guiding=2, at=3))
    assert [(count.level, count.scenarios, count.binding) for count in found.scene_counts] == [
        (1, 6, 4),
        (2, 6, 4),
        (3, 6, 4),
        (4, 0, 0),
    ]


def test_what_holds_an_enterprise_back_is_told_with_numbers():
    found = result(FORTY, scenes(binding=3, guiding=3, at=3))
    assert found.level == 2
    assert [(hold.lack, hold.has, hold.needs, hold.missing) for hold in found.holding_back] == [
        (Lack.POINTS, 40, 60, 20),
        (Lack.SCENARIOS, 6, 8, 2),
        (Lack.BINDING, 3, 5, 2),
    ]
    assert found.holding_back[2].open_to == tuple(BINDING[3:])
    assert set(found.holding_back[1].open_to) == {*BINDING[3:], *GUIDING[3:]}


def test_only_what_is_missing_holds_back():
    assert [hold.lack for hold in result(EVERYTHING, everywhere(3)).holding_back] == [
        Lack.SCENARIOS,
        Lack.BINDING,
    ]
    assert result(EVERYTHING, everywhere(4)).holding_back == ()


@pytest.mark.parametrize(
    ("choices", "levels", "code", "question"),
    [
        (NOTHING | {"F9": frozenset("A")}, everywhere(0), "unknown_question", "F9"),
        (NOTHING | {"F2": frozenset("Z")}, everywhere(0), "unknown_option", "F2"),
        (NOTHING | {"F2": frozenset("BC")}, everywhere(0), "several", "F2"),
        (NOTHING | {"F1": frozenset("AB")}, everywhere(0), "none_with_others", "F1"),
        (NOTHING | {"F1": frozenset()}, everywhere(0), "missing", "F1"),
        ({k: v for k, v in NOTHING.items() if k != "E4"}, everywhere(0), "missing", "E4"),
        (NOTHING, everywhere(0) | {"S17": 1}, "unknown_scenario", "S17"),
        (NOTHING, {k: v for k, v in everywhere(0).items() if k != "S01"}, "missing", "S01"),
        (NOTHING, everywhere(0) | {"S01": 5}, "level_out_of_range", "S01"),
        (NOTHING, everywhere(0) | {"S01": -1}, "level_out_of_range", "S01"),
        (NOTHING, everywhere(0) | {"S01": True}, "level_out_of_range", "S01"),
    ],
)
def test_a_bad_answer_is_refused_by_question_and_fault(choices, levels, code, question):
    with pytest.raises(AnswerRefused) as refusal:
        result(choices, levels)
    assert (refusal.value.code, refusal.value.question) == (code, question)


@pytest.mark.parametrize(
    ("part", "whole", "key"),
    [
        (0, 7, "A"),
        (10, 100, "A"),
        (100_001, 1_000_000, "B"),
        (1, 5, "B"),
        (2, 5, "C"),
        (3, 5, "D"),
        (600_000_000_000_000_001, 10**18, "E"),
        (7, 7, "E"),
    ],
)
def test_bands_are_open_on_the_left_and_closed_on_the_right(part, whole, key):
    assert band(STANDARD, "F2", part, whole) == key


@pytest.mark.parametrize(
    ("question", "part", "whole", "code"),
    [
        ("F2", 8, 7, "part_above_whole"),
        ("F2", -1, 7, "negative"),
        ("F2", 0, 0, "no_whole"),
        ("F5", 1, 7, "no_bands"),
        ("F9", 1, 7, "unknown_question"),
    ],
)
def test_numbers_that_fit_no_band_are_refused(question, part, whole, code):
    with pytest.raises(AnswerRefused) as refusal:
        band(STANDARD, question, part, whole)
    assert (refusal.value.code, refusal.value.question) == (code, question)


few = settings(max_examples=60, deadline=None)


@few
@given(answers)
def test_the_level_is_the_lower_of_both_and_the_highest_whose_conditions_hold(given_answers):
    found = score(STANDARD, given_answers)
    met = [
        level.level
        for level, count in zip(STANDARD.levels, found.scene_counts, strict=True)
        if found.score >= level.score
        and count.scenarios >= level.scenarios
        and count.binding >= level.binding
    ]
    assert found.level == min(found.score_level, found.scene_level) == max(met, default=0)
    assert found.score == sum(part.points for part in found.questions)
    assert bool(found.holding_back) == (found.level < 4)


@few
@given(answers, st.sampled_from(BINDING + GUIDING))
def test_a_higher_scenario_is_never_worse(given_answers, code):
    raised = replace(
        given_answers, scenes=given_answers.scenes | {code: min(4, given_answers.scenes[code] + 1)}
    )
    assert score(STANDARD, raised).level >= score(STANDARD, given_answers).level


@few
@given(answers, st.sampled_from(sorted(QUESTIONS)))
def test_more_answers_are_never_worse(given_answers, code):
    more = replace(given_answers, choices=given_answers.choices | {code: EVERYTHING[code]})
    before, after = score(STANDARD, given_answers), score(STANDARD, more)
    assert after.score >= before.score
    assert after.level >= before.level


@few
@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_larger_part_is_never_in_a_lower_band(part, whole):
    part = min(part, whole)
    assert band(STANDARD, "F3", part, whole) <= band(STANDARD, "F3", min(part + 1, whole), whole)
