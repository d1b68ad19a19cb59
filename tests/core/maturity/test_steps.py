"""A city's step prices fit the standard that they name, or are told where they don't."""

import pytest
from tests.core.maturity.drawing import STANDARD
from tests.packs.xiamen import CITIES, files

from egret.core.maturity.steps import check_steps, ladders, read_steps
from egret.core.reading import opened


def table(text):
    findings = []
    return read_steps(opened(text, "steps.toml", findings)), findings


@pytest.mark.parametrize("city", sorted(folder.name for folder in CITIES.iterdir()))
def test_every_citys_steps_fit_the_standard(city):
    read, findings = table(files(city)["steps.toml"])
    assert findings == []
    assert check_steps(read, STANDARD, "steps.toml") == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ('"2024-manufacturing"', '"2024-services"', "standard", "'2024-services' is another standard"),
        ('code = "F1"', 'code = "F9"', "F9.B", "is no step of the standard"),
        ('{ to = "B"', '{ to = "A"', "F1.A", "is no step of the standard"),
        ('to = "4"', 'to = "5"', "S01.5", "is no step of the standard"),
        ('needs = ["F1.C"]', 'needs = ["F1.Z"]', "F1.D.needs", "unknown F1.Z"),
        ('needs = ["F1.C"]', 'needs = ["F3.B", "F6.C"]', None, None),
        (
            '{ to = "B", low = "3万元", high = "8万元", months = 2 }',
            '{ to = "B", low = "3万元", high = "8万元", months = 2, needs = ["F3.E"] }',
            "F1.B.needs",
            "waits for itself",
        ),
    ],
)
def test_a_step_that_the_standard_does_not_know_is_told(old, new, key, wrong):
    text = files()["steps.toml"]
    assert old in text
    read, findings = table(text.replace(old, new, 1))
    assert findings == []
    found = [(fault.key, fault.wrong) for fault in check_steps(read, STANDARD, "steps.toml")]
    assert found == [] if key is None else (key, wrong) in found


def test_a_ladder_is_climbed_rung_by_rung_and_a_multi_question_is_not():
    assert ladders(STANDARD)["F2"] == (("F2.B", "F2.C", "F2.D", "F2.E"),)
    assert ladders(STANDARD)["F6"] == (("F6.B",), ("F6.C",), ("F6.D",), ("F6.E",))
    assert ladders(STANDARD)["S10"] == (("S10.1", "S10.2", "S10.3", "S10.4"),)
