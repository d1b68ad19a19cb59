from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.policy.clause import Kind
from egret.core.policy.syntax import BadFormula, Call, Literal, Lookup, Name, Operation, names_in, parse
from egret.core.policy.typing import Names, kind_of

KINDS = {"投入": Kind.MONEY, "比例": Kind.RATE, "家数": Kind.COUNT, "通过": Kind.BOOL, "上限": Kind.MONEY}
NAMES = Names(KINDS, {}, frozenset())


def test_multiplication_binds_before_addition_and_comparison_last():
    assert parse("甲 + 乙 × 丙 ≤ 丁") == Operation(
        "≤", Operation("+", Name("甲"), Operation("×", Name("乙"), Name("丙"))), Name("丁")
    )


def test_full_width_signs_read_like_half_width_ones():
    assert parse("取低（向下取整（投入×比例），上限）") == parse("取低(向下取整(投入*比例), 上限)")


def test_a_table_is_looked_up_by_its_key():
    assert parse("分级上限[改造后水平]") == Lookup("分级上限", ("改造后水平",))


def test_names_are_found_wherever_they_stand():
    formula = parse("如果(非 通过 或 甲 < 乙, 取高(丙, 0元), 表[丁])")

    assert names_in(formula) == {"通过", "甲", "乙", "丙", "表", "丁"}
    assert formula.function == "如果"
    assert isinstance(formula, Call)
    assert formula.arguments[1].arguments[1] == Literal("0元")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("取低(甲, 乙", "the end"),
        ("甲 +", "the end"),
        ("甲 乙", "'乙'"),
        ("甲; 乙", "is not understood"),
        ("__import__('os')", "is not understood"),
        ("投入\u0430", "only looks familiar"),
        ("(" * 20 + "甲" + ")" * 20, "nested too deeply"),
        ("甲" * 401, "characters"),
        ("甲 ≤ 乙 ≤ 丙", "'≤'"),
        (")", "')'"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_fault(text, wrong):
    with pytest.raises(BadFormula) as refused:
        parse(text)

    assert wrong in refused.value.wrong
    assert refused.value.cure


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    with suppress(BadFormula):
        assert names_in(parse(text)) is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("投入 × 比例", Kind.EXACT),
        ("向下取整(投入 × 比例)", Kind.MONEY),
        ("投入 × 家数", Kind.MONEY),
        ("投入 + 上限", Kind.MONEY),
        ("比例 ≤ 比例", Kind.BOOL),
        ("如果(通过, 投入, 0元)", Kind.MONEY),
        ("通过 且 投入 ≥ 上限", Kind.BOOL),
    ],
)
def test_each_formula_has_its_kind(text, kind):
    assert kind_of(parse(text), NAMES) == kind


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("取低(投入 × 比例, 上限)", "取低 of exact, money"),
        ("投入 × 上限", "means nothing"),
        ("投入 + 比例", "mixes kinds"),
        ("向下取整(投入)", "of whole fen"),
        ("向下取整(向下取整(投入 × 比例) × 比例 - 投入)", "mixes kinds"),
        ("投入 × 40%", "has no source"),
        ("未知 + 投入", "is not declared"),
        ("投入 且 通过", "takes bool"),
        ("取低(投入)", "取低 of money"),
        ("如果(投入, 投入, 投入)", "does not fit"),
        ("如果(通过, 投入 × 比例, 投入 × 比例)", "unrounded"),
        ("通过 < 通过", "has no order"),
        ("投入 × 比例 ≤ 投入 × 比例", "has no order"),
    ],
)
def test_what_means_nothing_is_refused(text, wrong):
    with pytest.raises(BadFormula) as refused:
        kind_of(parse(text), NAMES)

    assert wrong in refused.value.wrong
