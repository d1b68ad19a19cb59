"""What a step up in digital level costs is checked against its standard before a pack is signed."""

import pytest
from tests.packs.xiamen import files

from egret.rooms.city import checks

pytestmark = pytest.mark.django_db


def findings(text):
    _found, faults = checks.read({**files(), "steps.toml": text})
    return [(one.file, one.key, one.wrong) for one in faults]


STEP = """standard = "2024-manufacturing"

[[raise]]
code = "{code}"
document = "egret-demo"
article = "演示取值"
steps = [{{ to = "{to}", low = "3万元", high = "8万元", months = 2, needs = [{needs}] }}]
"""


def test_the_pack_as_it_is_has_no_finding():
    assert checks.read(files())[1] == ()


@pytest.mark.parametrize(
    ("code", "to", "needs", "found"),
    [
        ("F9", "B", "", [("F9.B", "is no step of the standard")]),
        ("F3", "B", '"X1.B"', [("F3.B.needs", "unknown X1.B")]),
        ("F3", "B", '"F3.C"', [("F3.B.needs", "waits for itself")]),
    ],
)
def test_a_step_that_does_not_fit_is_found_with_its_key(code, to, needs, found):
    told = [(key, wrong) for _file, key, wrong in findings(STEP.format(code=code, to=to, needs=needs))]

    assert told[: len(found)] == found


def test_an_unknown_standard_is_found():
    assert findings(STEP.format(code="F3", to="B", needs="").replace("2024-manufacturing", "1999")) == [
        ("steps.toml", "standard", "'1999' is another standard")
    ]
