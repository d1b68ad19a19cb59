import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.drawing import QUESTIONS, SCENARIOS, STANDARD, answers

from egret.core.maturity import AnswerRefused, Answers, score
from egret.core.maturity.partial import so_far


def test_before_the_first_answer_every_level_is_open():
    told = so_far(STANDARD, Answers({}, {}))
    assert (told.least.score, told.least.level, told.most.score, told.most.level) == (0, 0, 100, 4)
    assert (told.open_questions, told.open_scenarios) == (tuple(QUESTIONS), tuple(SCENARIOS))


def test_what_is_answered_narrows_what_is_left():
    told = so_far(
        STANDARD, Answers({"F5": frozenset("A"), "F1": frozenset()}, dict.fromkeys(SCENARIOS[:7], 3))
    )
    assert (told.least.score, told.most.score) == (0, 90)
    assert (told.least.scene_level, told.most.scene_level) == (2, 3)
    assert told.open_questions == tuple(code for code in QUESTIONS if code != "F5")
    assert not told.whole


def test_a_wrong_answer_is_refused_while_others_are_open():
    with pytest.raises(AnswerRefused) as refused:
        so_far(STANDARD, Answers({"F1": frozenset("AB")}, {}))
    assert (refused.value.code, refused.value.question) == ("none_with_others", "F1")


@settings(max_examples=60, deadline=None)
@given(answers, st.sets(st.sampled_from([*QUESTIONS, *SCENARIOS])))
def test_the_truth_lies_between_least_and_most_whatever_is_still_open(whole, hidden):
    told = so_far(
        STANDARD,
        Answers(
            {code: keys for code, keys in whole.choices.items() if code not in hidden},
            {code: level for code, level in whole.scenes.items() if code not in hidden},
        ),
    )
    true = score(STANDARD, whole)
    assert told.least.score <= true.score <= told.most.score
    assert told.least.level <= true.level <= told.most.level
    assert told.whole == (not hidden)
    assert told.whole is False or told.least == told.most == true
