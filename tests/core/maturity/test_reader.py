from datetime import date
from fractions import Fraction

import pytest

from egret.core.maturity import BadStandard, Kind, read_standard

# What stands in the file → what a careless hand makes of it → the key and the fault it is told.
CARELESS = [
    ('id = "2024-manufacturing"', "", "id", "missing"),
    ('edition = "2024"', 'edition = "2024"\ncolour = "red"', "colour", "unknown key"),
    ('edition = "2024"', "edition = 2024.5", "edition", "2024.5 is a float"),
    ('edition = "2024"', "edition = 2024", "edition", "2024 is not a text"),
    ("issued_on = 2024-09-04", 'issued_on = "2024-09-04"', "document.issued_on", "'2024-09-04' is not a day"),
    ('points = "50"', 'points = "51"', "dimension", "points sum to 101"),
    ('points = "50"', 'points = "51"', "dimension.foundation", "its questions sum to 50, not 51"),
    ('points = "50"', "points = 50.0", "dimension[0].points", "50.0 is a float"),
    ('points = "50"', 'points = "-50"', "dimension[0].points", "'-50' is not a number in quotes"),
    ('points = "0.9"', 'points = "0.8"', "question[3].points", "the options give up to 99/10, not 10"),
    ('kind = "multi"', 'kind = "many"', "question[0].kind", "'many' is not a kind of question"),
    ('kind = "multi"', 'kind = "single"', "question[0].options", "points do not rise from 0"),
    ('kind = "multi"', 'kind = "single"', "question[0].options", "alone on a single question"),
    (', points = "0", alone = true', ', points = "0"', "question[0].options", "a multi question needs one"),
    (
        'key = "B", label = "车间',
        'key = "A", label = "车间',
        "question.F1.options",
        "A is given twice",
    ),
    ("band = [10, 20]", "band = [10, 25]", "question[1].options", "the bands leave a gap or overlap"),
    ("band = [10, 20]", "band = []", "question[1].options[1].band", "[] is not a band"),
    ('part = "networked_equipment"', 'part = "robots"', "question.F3.share", "unknown field robots"),
    ('dimension = "effect"', 'dimension = "luck"', "question.E1", "unknown dimension luck"),
    ('area = "supply"', 'area = "moon"', "scenario.S11", "unknown area moon"),
    ('code = "S02"', 'code = "S01"', "scenario", "S01 is given twice"),
    ('score = "40"', 'score = "20"', "level[1]", "level 2 asks for less than level 1"),
    ("scenarios = 8", "scenarios = 5", "level[2]", "level 3 asks for less than level 2"),
    ("scenarios = 8", "scenarios = 4", "level[2].binding", "more binding scenarios than scenarios"),
    ("scenarios = 10", "scenarios = 17", "level", "level 4 cannot be reached"),
    ("level = 4", "level = 5", "level", "the levels are not 1 to 4 in order"),
    ("binding = true\n", 'binding = "yes"\n', "scenario[0].binding", "'yes' is not true or false"),
    ('  "用邮件和共享文档办公",\n', "", "scenario[14].levels", "3 descriptions"),
]


def faults(text):
    with pytest.raises(BadStandard) as refusal:
        read_standard(text, "levels.toml")
    return refusal.value.findings


def test_the_national_table_is_read_whole(standard):
    assert standard.document.number == "工信厅企业〔2024〕56号"
    assert standard.document.issued_on == date(2024, 9, 4)
    assert [dimension.points for dimension in standard.dimensions] == [50, 30, 20]
    assert [question.code for question in standard.questions] == (
        ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "M1", "M2", "M3", "M4", "E1", "E2", "E3", "E4"]
    )
    assert [s.code for s in standard.scenarios if not s.binding] == ["S02", "S04", "S05", "S14", "S15", "S16"]
    assert [(level.score, level.scenarios, level.binding) for level in standard.levels] == [
        (20, 6, 3),
        (40, 6, 3),
        (60, 8, 5),
        (80, 10, 6),
    ]


def test_points_are_exact_and_sum_to_100(standard):
    assert sum(question.points for question in standard.questions) == 100
    m2 = next(question for question in standard.questions if question.code == "M2")
    assert m2.kind is Kind.MULTI
    assert {option.points for option in m2.options if not option.alone} == {Fraction(15, 8)}


def test_what_is_not_verified_is_said_in_one_place(standard):
    assert [status.part for status in standard.unverified] == [
        "level_rule",
        "M1.F",
        "lower_levels",
        "inapplicable_scenarios",
        "rounding",
    ]


@pytest.mark.parametrize(("there", "instead", "key", "wrong"), CARELESS)
def test_a_careless_hand_is_told_where_and_what(text, there, instead, key, wrong):
    assert there in text
    found = faults(text.replace(there, instead, 1))
    assert any(fault.key == key and fault.wrong.startswith(wrong) for fault in found), found


def test_every_finding_names_file_and_cure(text):
    for fault in faults(text.replace('name_en = "', 'nome_en = "')):
        assert fault.file == "levels.toml"
        assert fault.cure


def test_all_faults_come_at_once(text):
    careless = text.replace('kind = "multi"', 'kind = "many"', 1).replace("level = 4", 'level = "four"')
    assert {fault.key for fault in faults(careless)} >= {"question[0].kind", "level[3].level"}


def test_fifteen_scenarios_are_refused(text):
    start = text.index('[[scenario]]\ncode = "S16"')
    end = text.index("# A level asks for all three")
    assert [fault.wrong for fault in faults(text[:start] + text[end:])] == ["15 scenarios"]


def test_what_is_not_toml_is_refused():
    assert faults("points = ")[0].wrong.startswith("not TOML")
