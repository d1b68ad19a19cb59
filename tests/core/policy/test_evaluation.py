from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs.xiamen import files

from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.policy.evaluation import CaseRefused, evaluate
from egret.core.policy.explaining import calculation
from egret.core.policy.settlement import settle

CLAUSE = by_id(read_pack(files()).clauses, "8")
CAPS = {"零级": 0, "一级": 0, "二级": 25_000_000, "三级": 35_000_000, "四级": 40_000_000}
MONEY = st.integers(0, 10**11)
RATES = st.integers(0, 400_000).map(lambda parts: Fraction(parts, 1_000_000))


def facts(**given_):
    base = {
        "是试点企业": True, "合同签订日": date(2024, 5, 6), "合同首付": 0, "验收通过": True,
        "实际投入": 0, "改造后水平": "二级", "核定比例": Fraction(2, 5),
    }  # fmt: skip
    return base | given_


def total(**given_):
    return evaluate(CLAUSE, facts(**given_)).fen_of("应补金额")


@given(MONEY, RATES, st.sampled_from(sorted(CAPS)))
def test_an_award_is_the_rounded_share_of_the_spend_and_never_above_cap_or_base(spend, rate, level):
    due = total(实际投入=spend, 核定比例=rate, 改造后水平=level)

    assert due == min(spend * rate.numerator // rate.denominator, CAPS[level])
    assert due <= spend


@given(MONEY, MONEY)
def test_more_spend_never_brings_less(one, other):
    assert total(实际投入=min(one, other)) <= total(实际投入=max(one, other))


@given(st.lists(st.integers(0, 40_000_000), min_size=1, max_size=6))
def test_after_every_stage_what_moved_is_what_is_due(dues):
    moved = []
    for due in dues:
        moved.append(settle(due, moved).delta_fen)

        assert sum(moved) == due


def test_a_decided_rate_above_the_ceiling_is_refused():
    with pytest.raises(CaseRefused) as refused:
        total(实际投入=100, 核定比例=Fraction(2, 5) + Fraction(1, 10_000))

    assert refused.value.code == "above_ceiling"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"实际投入": -1}, "negative"),
        ({"实际投入": 10**11 + 1}, "too_large"),
        ({"实际投入": 1.5}, "kind"),
        ({"改造后水平": "五级"}, "unknown_word"),
        ({"合同签订日": date(2023, 12, 31)}, "closed"),
    ],
)
def test_facts_that_do_not_fit_are_refused(changed, code):
    with pytest.raises(CaseRefused) as refused:
        evaluate(CLAUSE, facts(**changed))

    assert refused.value.code == code


def test_a_missing_fact_is_refused_only_where_it_is_needed():
    known = {"是试点企业": True, "合同签订日": date(2024, 5, 6), "合同首付": 30_000_000}

    assert evaluate(CLAUSE, known, due="首期款").fen_of("首期款") == 10_000_000
    with pytest.raises(CaseRefused) as refused:
        evaluate(CLAUSE, known)
    assert refused.value.code == "missing"


def test_the_reasoning_names_what_bound_the_article_and_the_day():
    line = evaluate(CLAUSE, facts(实际投入=42_389_458), due="应补金额").lines[0]

    assert calculation(line, "zh") == (
        "取低者{ ★实际投入 423,894.58 元 × 核定比例 40% 向下取整到分 = 169,557.83 元；"
        "分级上限 250,000.00 元〔四（五）8，2024-01-01起〕 }"
    )
    assert line.trace.of[0].dropped == Fraction(1, 5)


def test_a_zero_says_which_condition_failed():
    line = evaluate(CLAUSE, facts(实际投入=100, 验收通过=False), due="应补金额").lines[0]

    assert calculation(line, "en") == "not met: acceptance passed; so it is ¥0.00"
