import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.rooms.call.checks import checked_answers

FORM = read_pack(files()).forms[0]
GOOD = {
    "contact": "王示例", "phone": "0592-5551234", "main_product": "示例器件", "links": ["production", "design"],
    "budget": "１２０，０００．５０", "finish_on": "2025-10-01", "aims": "", "licence": "7", "pledge": "on",
}  # fmt: skip


def test_good_answers_come_back_folded():
    clean, faults = checked_answers(FORM, GOOD)

    assert faults == {}
    assert clean == {
        "contact": "王示例", "phone": "0592-5551234", "main_product": "示例器件", "links": ["design", "production"],
        "budget": 12_000_050, "finish_on": "2025-10-01", "licence": 7, "pledge": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact", ""), ("contact", "甲" * 31), ("phone", "打我电话"), ("phone", "12"), ("links", []), ("links", ["cooking"]),
        ("budget", "十万"), ("budget", "-5"), ("budget", "0.001"), ("budget", "9" * 30), ("budget", "100000000.01"),
        ("finish_on", "2025-02-30"), ("finish_on", "明天"), ("finish_on", "2027-01-01"), ("licence", "../etc"), ("pledge", ""),
    ],
)  # fmt: skip
def test_a_bad_answer_is_faulted_at_its_field_alone(field, value):
    clean, faults = checked_answers(FORM, {**GOOD, field: value})

    assert list(faults) == [field]
    assert faults[field]
    assert field not in clean


@given(
    st.dictionaries(
        st.sampled_from([f.id for f in FORM.fields]),
        st.one_of(st.text(max_size=30), st.lists(st.text(max_size=5), max_size=3), st.none(), st.booleans()),
    )
)
def test_whatever_is_sent_is_cleaned_or_faulted(given_):
    clean, faults = checked_answers(FORM, given_)

    assert not clean.keys() & faults.keys()
    assert {f.id for f in FORM.fields if f.needed} <= clean.keys() | faults.keys()
