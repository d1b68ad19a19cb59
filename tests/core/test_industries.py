from pathlib import Path

import pytest

from egret.core.industries import read_industries
from egret.core.reading import BadFile

TEXT = (Path(__file__).parents[2] / "standards" / "industries.toml").read_text(encoding="utf-8")
INDUSTRIES = read_industries(TEXT, "industries.toml")


@pytest.mark.parametrize(
    ("code", "group"), [("3973", "397"), ("397", "397"), ("3829", "382"), ("2770", "277")]
)
def test_a_code_is_found_in_its_class(code, group):
    assert INDUSTRIES.class_of(code).code == group


def test_a_code_outside_the_classes_is_not_found():
    assert INDUSTRIES.class_of("3981") is None


def test_classes_from_memory_are_marked_unverified():
    assert INDUSTRIES.edition == "GB/T 4754-2017"
    assert [(group.code, len(group.members)) for group in INDUSTRIES.classes if group.verified] == [
        ("397", 7),
        ("382", 6),
        ("358", 8),
    ]
    assert all(group.note and group.note_en for group in INDUSTRIES.classes if not group.verified)


@pytest.mark.parametrize(
    ("there", "instead", "key", "wrong"),
    [
        ('code = "3971"', 'code = "3821"', "class", "3821 is given twice"),
        ('code = "3971"', 'code = "3981"', "class[0].members", "3981 is not of class 397"),
        ('section = "C"', 'section = "D"', "class[0].code", "D397 is not a code (section)"),
        ('edition = "', 'editions = "', "edition", "missing"),
        ("verified = true", "verified = false", "class[0].note", "missing"),
    ],
)
def test_a_careless_hand_is_told_where_and_what(there, instead, key, wrong):
    with pytest.raises(BadFile) as refusal:
        read_industries(TEXT.replace(there, instead, 1), "industries.toml")
    assert any(fault.key == key and fault.wrong == wrong for fault in refusal.value.findings)
