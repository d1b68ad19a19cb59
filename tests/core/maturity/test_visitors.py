"""What holds for those without an account is data; numbers are taken as people type them."""

import pytest
from tests.core.maturity.conftest import FILE
from tests.core.maturity.drawing import STANDARD
from tests.core.maturity.test_registry import REGISTRY

from egret.core.maturity.numbers import fields_of, number_text
from egret.core.maturity.visitors import VisitorRules, read_visitor_rules
from egret.core.reading import BadFile

TEXT = (FILE.parents[1] / "self-assessment.toml").read_text("utf-8")
RULES = REGISTRY.measures[STANDARD.id].rules


def test_the_rules_are_read():
    assert read_visitor_rules(TEXT, "self-assessment.toml") == VisitorRules(180, 5, 30)


@pytest.mark.parametrize("there", ["keep_days = 180", "least_peers = 5", "wrong_codes = 30"])
@pytest.mark.parametrize("instead", ["", "0", "-1", '"5"', "1.5"])
def test_a_rule_that_is_none_is_told_by_its_key(there, instead):
    key = there.split(" ")[0]
    text = TEXT.replace(there, f"{key} = {instead}" if instead else "")

    with pytest.raises(BadFile) as bad:
        read_visitor_rules(text, "self-assessment.toml")

    assert {finding.key for finding in bad.value.findings} == {key}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("12", "12"),
        (" １２．５ ", "12.5"),
        ("1,000", "1000"),
        ("1 000", "1000"),
        ("0.123456", "0.123456"),
        ("-1", None),
        ("1e3", None),
        ("", None),
        ("½", None),
        ("٣", None),
        ("9" * 16, None),
        (".5", None),
    ],
)
def test_a_number_is_a_plain_decimal_however_it_is_typed(typed, text):
    assert number_text(typed) == text


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("F1", ()),
        ("F2", ("equipment", "digital_equipment")),
        ("F3", ("networked_equipment", "equipment")),
        ("M4", ("digital_spending", "mean_revenue")),
        ("E2", ("pass_rate", "pass_rate_before")),
        ("E4", ("cost_last_year", "cost_year_before", "revenue_last_year", "revenue_year_before")),
    ],
)
def test_a_question_is_asked_with_every_number_that_answers_it(code, keys):
    question = next(one for one in STANDARD.questions if one.code == code)

    assert tuple(field.key for field in fields_of(STANDARD, RULES, question)) == keys
