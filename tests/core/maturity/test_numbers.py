from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.test_registry import REGISTRY

from egret.core.maturity.numbers import DIFFERS, Weight, contradictions, derived

MEASURE = REGISTRY.measure("2024-manufacturing")
STANDARD, RULES = MEASURE.standard, MEASURE.rules
FIELDS = [field.key for field in RULES.all_fields(STANDARD)]


def numbers(**facts):
    return {name: Fraction(value) for name, value in facts.items()}


def answers(facts):
    return {code: one.option for code, one in derived(STANDARD, RULES, facts).items()}


def found(choices=None, scenes=None, **facts):
    keys = {code: frozenset(chosen) for code, chosen in (choices or {}).items()}
    return contradictions(STANDARD, RULES, keys, scenes or {}, numbers(**facts))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (numbers(equipment=40, digital_equipment=18, networked_equipment=10), {"F2": "D", "F3": "C"}),
        (numbers(equipment=10, digital_equipment=1), {"F2": "A"}),
        (numbers(digital_spending=120, mean_revenue=2000), {"M4": "A"}),
        (numbers(digital_spending="200.01", mean_revenue=2000), {"M4": "B"}),
        (
            numbers(
                energy_last_year=120, energy_year_before=125, revenue_last_year=3000, revenue_year_before=2800
            ),
            {"E1": "C"},
        ),
        (numbers(pass_rate="98.5", pass_rate_before="97.2"), {"E2": "C"}),
        (numbers(pass_rate=97, pass_rate_before=97), {"E2": "B"}),
        (
            numbers(
                staff_last_year=60, revenue_last_year=3000, staff_year_before=56, revenue_year_before=2800
            ),
            {"E3": "B"},
        ),
        (
            numbers(
                cost_last_year=2400, revenue_last_year=3000, cost_year_before=2300, revenue_year_before=2800
            ),
            {"E4": "C"},
        ),
        (numbers(equipment=40), {}),
        (numbers(equipment=0, digital_equipment=0), {}),
        (numbers(equipment=4, digital_equipment=5), {}),
        (numbers(cost_last_year=1, cost_year_before=1, revenue_last_year=0, revenue_year_before=2), {}),
        ({}, {}),
    ],
)
def test_numbers_come_to_the_answer_that_they_mean(facts, expected):
    assert answers(facts) == expected


def test_the_figure_behind_an_answer_is_exact():
    one = derived(STANDARD, RULES, numbers(equipment=7, digital_equipment=3))["F2"]
    assert one.figure == Fraction(3, 7)


@pytest.mark.parametrize(
    ("choices", "scenes", "facts", "code", "weight"),
    [
        ({}, {}, {"equipment": 4, "digital_equipment": 5}, "digital_over_all", Weight.IMPOSSIBLE),
        ({}, {}, {"equipment": 4, "networked_equipment": 5}, "networked_over_all", Weight.IMPOSSIBLE),
        (
            {},
            {},
            {"digital_equipment": 2, "networked_equipment": 3},
            "networked_over_digital",
            Weight.DOUBTFUL,
        ),
        ({"F2": "B", "F3": "C"}, {}, {}, "networked_band_over_digital", Weight.DOUBTFUL),
        ({}, {}, {"equipment": 0}, "no_machines", Weight.DOUBTFUL),
        ({"F1": "A"}, {}, {"networked_equipment": 1}, "networked_without_network", Weight.IMPOSSIBLE),
        ({"F1": "A", "F3": "E"}, {}, {}, "networked_share_without_network", Weight.IMPOSSIBLE),
        ({"F1": "A", "F6": "E"}, {}, {}, "intrusion_detection_without_network", Weight.DOUBTFUL),
        ({"F5": "A"}, {"S13": 2}, {}, "systems_without_system", Weight.IMPOSSIBLE),
        ({"F5": "B"}, dict.fromkeys(("S01", "S03", "S13", "S15"), 2), {}, "one_system_many_scenarios", None),
        ({"F4": "BK"}, {"S06": 3}, {}, "production_control_without_data", Weight.DOUBTFUL),
        ({"F4": "B"}, {"S08": 4}, {}, "equipment_watch_without_data", Weight.DOUBTFUL),
        ({"F3": "A"}, {"S08": 3}, {}, "equipment_watch_without_network", Weight.DOUBTFUL),
        ({"F4": "A"}, {"S10": 2}, {}, "energy_watch_without_data", Weight.DOUBTFUL),
        ({"M1": "A", "M2": "CD"}, {}, {}, "rules_without_awareness", Weight.DOUBTFUL),
        ({}, {}, {"digital_spending": 9, "mean_revenue": 8}, "spending_over_revenue", Weight.IMPOSSIBLE),
        ({}, {}, {"pass_rate": "100.1"}, "pass_rate_over_all", Weight.IMPOSSIBLE),
        ({}, {}, {"pass_rate_before": 101}, "pass_rate_before_over_all", Weight.IMPOSSIBLE),
        ({}, {}, {"staff_last_year": 0, "revenue_last_year": 1}, "revenue_without_staff", Weight.IMPOSSIBLE),
        ({}, {}, {"revenue_last_year": 0, "cost_last_year": 1}, "cost_without_revenue", Weight.DOUBTFUL),
        (
            {"E4": "C"},
            {},
            {"revenue_last_year": 1, "cost_last_year": 2},
            "cost_over_revenue",
            Weight.DOUBTFUL,
        ),
    ],
)
def test_what_cannot_stand_together_is_found_in_part_of_the_answers(choices, scenes, facts, code, weight):
    told = found(choices, scenes, **facts)
    assert [one.code for one in told] == [code]
    assert weight is None or told[0].weight is weight


def test_every_rule_is_shown_by_a_case_above():
    shown = {
        case[3]
        for case in test_what_cannot_stand_together_is_found_in_part_of_the_answers.pytestmark[0].args[1]
    }
    assert shown == {rule.code for rule in RULES.contradictions}


def test_a_finding_is_a_sentence_with_its_numbers_in_either_language():
    (one,) = found(equipment=40, digital_equipment="40.5")
    assert one.told("zh") == "数字化生产设备 40.5 台，多于全部生产设备 40 台"
    assert one.told("en") == "40.5 digital machines are more than all 40 machines"


def test_an_answer_beside_other_numbers_is_told_with_both():
    (one,) = found({"F2": "E"}, equipment=40, digital_equipment=18)
    assert (one.code, one.questions) == (DIFFERS, ("F2",))
    assert one.told("zh") == "“生产设备数字化率”选的是“(60%，100%]”，按所填数据应为“(40%，60%]”"
    assert found({"F2": "D"}, equipment=40, digital_equipment=18) == ()


def test_nothing_answered_contradicts_nothing():
    assert found() == ()


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(FIELDS), st.fractions(min_value=-5, max_value=200)),
    st.dictionaries(
        st.sampled_from([question.code for question in STANDARD.questions]),
        st.frozensets(st.sampled_from("ABCDEFGZ"), max_size=3),
    ),
    st.dictionaries(st.sampled_from([scenario.code for scenario in STANDARD.scenarios]), st.integers(0, 4)),
)
def test_any_part_of_the_answers_is_read_without_a_fault(facts, choices, scenes):
    for one in contradictions(STANDARD, RULES, choices, scenes, facts):
        assert one.told("zh")
        assert one.told("en")
    for code, one in derived(STANDARD, RULES, facts).items():
        assert one.option in {
            option.key
            for question in STANDARD.questions
            if question.code == code
            for option in question.options
        }
