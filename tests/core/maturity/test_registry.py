from fractions import Fraction

import pytest
from tests.core.maturity.conftest import FILE

from egret.core.maturity import AnswerRefused, BadStandard
from egret.core.maturity.registry import UnknownStandard, read_registry

FILES = {path.name: path.read_text("utf-8") for path in FILE.parent.glob("*.toml")}
REGISTRY = read_registry(FILES)
HELP, CHECKS = "2024-manufacturing-help.toml", "2024-manufacturing-checks.toml"


def faults(files):
    with pytest.raises(BadStandard) as refused:
        read_registry(files)
    return refused.value.findings


def test_a_standard_is_found_by_edition_and_table():
    assert REGISTRY.ids == (
        "2022-manufacturing",
        "2022-other",
        "2022-producer-services",
        "2024-manufacturing",
    )
    assert REGISTRY.measure("2024-manufacturing").standard.document.number == "工信厅企业〔2024〕56号"
    with pytest.raises(UnknownStandard, match="no standard '2024-services'; there are 2024-manufacturing"):
        REGISTRY.measure("2024-services")


def test_the_manufacturing_table_is_whole():
    standard = REGISTRY.measure("2024-manufacturing").standard
    assert (len(standard.questions), len(standard.dimensions)) == (15, 3)
    assert (len(standard.scenarios), len(standard.areas)) == (16, 4)
    assert sum(scenario.binding for scenario in standard.scenarios) == 10


def test_a_result_of_an_earlier_edition_is_kept_as_it_was_given():
    kept = REGISTRY.as_given("2022-manufacturing", 3, Fraction("61.5"))
    assert (kept.standard, kept.level, kept.score) == ("2022-manufacturing", 3, Fraction("61.5"))
    assert REGISTRY.as_given("2022-other", 0).score is None


@pytest.mark.parametrize(
    ("level", "score", "code"),
    [
        (5, None, "level_out_of_range"),
        (-1, None, "level_out_of_range"),
        (True, None, "level_out_of_range"),
        (2, Fraction(101), "score_out_of_range"),
    ],
)
def test_what_no_edition_can_have_given_is_refused(level, score, code):
    with pytest.raises(AnswerRefused) as refused:
        REGISTRY.as_given("2022-manufacturing", level, score)
    assert refused.value.code == code


def test_an_edition_that_is_scored_here_takes_no_given_results_and_the_other_way_round():
    with pytest.raises(UnknownStandard):
        REGISTRY.as_given("2024-manufacturing", 2)
    with pytest.raises(UnknownStandard):
        REGISTRY.measure("2022-manufacturing")


def test_every_question_and_scenario_has_plain_words_in_both_languages():
    measure = REGISTRY.measure("2024-manufacturing")
    assert list(measure.guidance.questions) == [question.code for question in measure.standard.questions]
    assert list(measure.guidance.scenarios) == [scenario.code for scenario in measure.standard.scenarios]
    assert "官方" in measure.guidance.note.zh


def test_an_example_follows_the_industry_by_its_longest_code():
    asked = REGISTRY.measure("2024-manufacturing").guidance.questions["F2"]
    assert asked.example_for("3972").zh.startswith("贴片机")
    assert asked.example_for("1711") == asked.example


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "wrong"),
    [
        (HELP, 'code = "F2"', 'code = "F1"', "question", "F1 is given twice"),
        (HELP, 'code = "F2"', 'code = "F1"', "question", "F2 is missing"),
        (HELP, 'code = "S16"', 'code = "S17"', "scenario", "unknown S17"),
        (HELP, 'industry = "397"', 'industry = "chips"', "question[0].examples[0].industry", "'chips' is no"),
        (HELP, '"Reports of process simulation or optimisation"', "", "scenario[1].evidence_en", "3 lines"),
        (HELP, "2024-manufacturing", "2024-services", "standard", "'2024-services' is another"),
        (
            CHECKS,
            'when = "digital_equipment > ',
            'when = "robots > ',
            "contradiction digital_over_all.when",
            "",
        ),
        (
            CHECKS,
            'when = "F6 is E',
            'when = "F6 is Z',
            "contradiction intrusion_detection_without_network",
            "",
        ),
        (CHECKS, 'when = "digital_equipment >', 'when = "digital_equipment', "contradiction[0].when", ""),
        (
            CHECKS,
            "{equipment} 台",
            "{machines} 台",
            "contradiction digital_over_all.sentence",
            "unknown mach",
        ),
        (
            CHECKS,
            "reached_2 > 0",
            "reached_2 = 0",
            "contradiction systems_without_system.when",
            "'reached_2 = 0",
        ),
        (CHECKS, 'question = "M4"', 'question = "F2"', "share", "F2 is no question with bands"),
        (CHECKS, 'risen = "A"', 'risen = "Q"', "change E1", "unknown Q"),
        (CHECKS, 'key = "mean_revenue"', 'key = "equipment"', "field", "equipment is asked already"),
        (
            CHECKS,
            'weight = "impossible"',
            'weight = "heavy"',
            "contradiction[0].weight",
            "'heavy' is outside",
        ),
        ("2022-other.toml", "level = 4", "level = 3", "level", "the levels are not 1 to 4"),
        ("2022-other.toml", 'id = "2022-other"', 'id = "2021-other"', "id", "2021-other does not begin with"),
        (
            "2022-other.toml",
            'id = "2022-other"',
            'id = "2022-rest"',
            "id",
            "2022-rest is not the name of the",
        ),
    ],
)
def test_a_careless_hand_is_told_where_and_what(file, old, new, key, wrong):
    assert old in FILES[file]
    found = faults({**FILES, file: FILES[file].replace(old, new, 1)})
    assert [
        fault
        for fault in found
        if (fault.file, fault.wrong[: len(wrong)]) == (file, wrong)
        and fault.key.startswith(key)
        and fault.cure
    ], found


def test_a_standard_without_its_words_and_words_without_their_standard_are_faults():
    lost = {name: text for name, text in FILES.items() if name != HELP}
    assert [(fault.file, fault.wrong) for fault in faults(lost)] == [(HELP, "is missing")]
    stray = {**FILES, "2030-moon-help.toml": ""}
    assert [(fault.file, fault.wrong) for fault in faults(stray)] == [
        ("2030-moon-help.toml", "belongs to no standard here")
    ]
