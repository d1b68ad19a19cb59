"""The sheet of worked cases, computed by hand from the text; an officer may add lines to it."""

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.conftest import FILE
from tests.core.maturity.drawing import QUESTIONS, SCENARIOS, STANDARD, answers

from egret.core.maturity import Answers, Kind, score

SHEET = FILE.parents[1] / "cases" / "2024-manufacturing.csv"
CASES = list(csv.DictReader(io.StringIO(SHEET.read_text("utf-8-sig"))))


@pytest.mark.parametrize("case", CASES, ids=[case["情形"] for case in CASES])
def test_a_worked_case_comes_to_what_was_computed_by_hand(case):
    found = score(
        STANDARD,
        Answers(
            {code: frozenset(case[code]) for code in QUESTIONS}, {code: int(case[code]) for code in SCENARIOS}
        ),
    )
    told = (found.score, found.score_level, found.scene_level, found.level)
    by_hand = (Fraction(case["得分"]), *(int(case[name]) for name in ("分数等级", "场景等级", "等级")))
    assert told == by_hand


def test_the_sheet_holds_enough_cases_and_reaches_every_level_by_both_parts():
    assert len(CASES) >= 45
    assert {int(case["分数等级"]) for case in CASES} == {0, 1, 2, 3, 4}
    assert {int(case["场景等级"]) for case in CASES} == {0, 1, 2, 3, 4}
    assert {int(case["等级"]) for case in CASES} == {0, 1, 2, 3, 4}


def test_points_of_the_best_answers_sum_to_one_hundred():
    best = {
        code: max(option.points for option in question.options)
        if question.kind is Kind.SINGLE
        else sum(option.points for option in question.options)
        for code, question in QUESTIONS.items()
    }
    assert sum(best.values()) == 100


@settings(max_examples=100, deadline=None)
@given(answers, st.data())
def test_one_thing_more_is_never_worse(given_answers, data):
    """Any single step up: the next option, one option more, a scenario a level higher."""
    code = data.draw(st.sampled_from([*QUESTIONS, *SCENARIOS]))
    choices, scenes = dict(given_answers.choices), dict(given_answers.scenes)
    if code in scenes:
        scenes[code] = min(4, scenes[code] + 1)
    else:
        question = QUESTIONS[code]
        keys = [option.key for option in question.options if not option.alone]
        if question.kind is Kind.SINGLE:
            place = keys.index(min(choices[code]))
            choices[code] = frozenset({keys[min(place + 1, len(keys) - 1)]})
        else:
            none = frozenset(option.key for option in question.options if option.alone)
            choices[code] = (choices[code] - none) | {data.draw(st.sampled_from(keys))}
    before, after = score(STANDARD, given_answers), score(STANDARD, Answers(choices, scenes))
    assert after.score >= before.score
    assert after.score_level >= before.score_level
    assert after.scene_level >= before.scene_level
    assert after.level >= before.level
    assert after.level == min(after.score_level, after.scene_level)
