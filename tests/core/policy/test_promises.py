"""What is checked before a clause is ever run: ranges, roundings, promises, mutants."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.building import award, fact, made, param, step, wrong

from egret.core.policy.cases import GRANTED, Case, failures
from egret.core.policy.mutation import check_mutants, mutants

ON = date(2024, 1, 1)
DAY, SPEND = fact("日", "date"), fact("投入", "money")
RATE, CAP = param("率", "rate", '"40%"'), param("顶", "money", '"25万元"')


@pytest.mark.parametrize(
    ("expr", "fault"),
    [
        ("向下取整((投入 - 顶) × 率)", "step[0].expr: 向下取整 of what may be negative"),
        ("向下取整(投入 × 率 × 率 × 率)", "step[0].expr: may grow past what 64 bits hold"),
        ("顶 × 每满(投入, 投入)", "step[0].expr: 每满 of a unit that may be zero"),
        ("向下取整(向下取整(投入 × 率) × 率)", "step[0].expr: rounds what was rounded before"),
    ],
)
def test_what_evaluators_could_disagree_on_is_refused(expr, fault):
    fine = param("率", "rate", '"12.345678%"')

    assert fault in wrong(DAY, SPEND, fine, CAP, step("应补", expr))


def test_rounding_a_rounded_step_takes_a_reason():
    first = step("先", "向下取整(投入 × 率)", "")

    assert wrong(DAY, SPEND, RATE, first, step("应补", "向下取整(先 × 率)")) == [
        "step[1].expr: rounds what was rounded before"
    ]
    assert (
        wrong(
            DAY, SPEND, RATE, first, step("应补", "向下取整(先 × 率)", 'uncapped = "试"\nrounds_again = "一"')
        )
        == []
    )


@pytest.mark.parametrize(
    ("expr", "names"),
    [
        ("取低(向下取整(投入 × 率), 顶)", ["投入", "顶"]),
        ("向上取整(投入 × 率)", ["投入"]),
        ("取高(投入 - 顶, 0元)", ["投入"]),
        ("如果(投入 > 顶, 顶, 投入)", ["投入"]),
    ],
)
def test_a_promise_that_follows_from_the_formula_is_kept(expr, names):
    used = [part for name, part in (("率", RATE), ("顶", CAP)) if name in expr]
    promise = f"at_most = {names}".replace("'", '"')
    assert wrong(DAY, SPEND, *used, step("应补", expr, promise)) == (
        ["step[0].at_most: it is not proven that this stays at or below 投入"] if "如果" in expr else []
    )


def test_a_promise_that_does_not_follow_is_refused():
    assert wrong(DAY, SPEND, CAP, step("应补", "取高(投入, 顶)", 'at_most = ["顶"]')) == [
        "step[0].at_most: it is not proven that this stays at or below 顶"
    ]
    assert wrong(
        DAY, SPEND, CAP, step("应补", "取高(顶 - 投入, 0元)", 'at_most = ["顶"]\nrises_with = ["投入"]')
    ) == ["step[0].rises_with: it is not proven that this never falls with 投入"]


def test_an_award_without_a_bound_says_why():
    assert wrong(DAY, SPEND, RATE, step("应补", "向下取整(投入 × 率)", "")) == [
        "step 应补: pays without a bound"
    ]


def test_a_step_may_not_use_a_later_one():
    faults = wrong(DAY, CAP, step("应补", "后"), step("后", "顶", ""))

    assert faults[0] == "step[0].expr: 后 is a later step"


def test_the_last_stage_is_due_the_award():
    text = step("另", "顶", "") + step("应补", "顶")
    assert wrong(
        DAY, CAP, text, '[[pay]]\nstage = "b"\nlabel = "乙"\nlabel_en = "b"\non = "核定"\ndue = "另"'
    ) == ["pay: the stages do not sum to the award: the last one is not due it"]


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_proven_promises_hold(one, other):
    clause = made(
        DAY, SPEND, RATE, CAP,
        step("应补", "取低(向下取整(投入 × 率), 顶)", 'at_most = ["投入", "顶"]\nrises_with = ["投入"]'),
    )  # fmt: skip
    low, high = sorted((one, other))

    less, more = (award(clause, 日=ON, 投入=fen) for fen in (low, high))

    assert less <= more <= min(high, 25_000_000)


def test_every_part_of_a_clause_has_its_mutants():
    clause = made(
        DAY, SPEND, RATE, CAP, fact("是", "bool"),
        step("够", "投入 ≥ 顶 且 是", ""),
        step("应补", "取低(向下取整(投入 × 率), 顶)", 'when = ["够"]\nat_most = ["投入"]'),
    )  # fmt: skip

    assert sorted(mutant.where for mutant in mutants(clause)) == sorted(
        ["率", "顶", "够 · 且", "够 · ≥", "应补 · when 够", "应补 · 取低", "应补 · 取低[1]", "应补 · 取低[2]"]
    )


def test_a_mutant_that_no_case_notices_is_a_finding():
    clause = made(DAY, SPEND, RATE, CAP, step("应补", "取低(向下取整(投入 × 率), 顶)", 'at_most = ["投入"]'))
    below = Case(2, "未到顶", {"日": ON, "投入": 10_000}, {"应补": 4_000})
    capped = Case(3, "封顶", {"日": ON, "投入": 10**9}, {"应补": 25_000_000})
    findings = []
    check_mutants(clause, (below,), "t.csv", findings)

    assert [finding.key for finding in findings] == ["顶", "应补 · 取低[2]"]
    findings.clear()
    check_mutants(clause, (below, capped), "t.csv", findings)
    assert findings == []


LIMIT = """
[[limit]]
of = "应补"
per = "enterprise"
window = "{window}"
on = "日"
counts = "awarded"
cap = "顶"
source = "一"
"""


def limited(window):
    bounded = step("应补", "取低(向下取整(投入 × 率), 顶)", 'at_most = ["投入"]')
    return made(DAY, SPEND, RATE, CAP, bounded, LIMIT.format(window=window))


def granted(window, **case):
    facts = {"日": date(2025, 3, 1), "投入": 50_000_000}
    return list(failures(limited(window), Case(2, "限", facts, {GRANTED: case.pop("wanted")}, **case)))


def test_a_case_may_tell_what_an_earlier_claim_drew():
    assert granted("lifetime", used_fen=24_999_999, used_on=date(2024, 3, 1), wanted=1) == []
    assert granted("calendar_year", used_fen=24_999_999, used_on=date(2024, 3, 1), wanted=20_000_000) == []
    assert granted("calendar_year", used_fen=24_999_999, wanted=2) == [
        (GRANTED, "computes to 0.01, not 0.02")
    ]


def test_a_limit_that_no_case_draws_on_is_a_finding():
    below = Case(2, "未到顶", {"日": ON, "投入": 10_000}, {"应补": 4_000})
    capped = Case(3, "封顶", {"日": ON, "投入": 10**9}, {"应补": 25_000_000})
    again = Case(4, "余额", {"日": ON, "投入": 10**9}, {GRANTED: 1}, 24_999_999, date(2023, 1, 1))
    findings = []

    check_mutants(limited("lifetime"), (below, capped), "t.csv", findings)
    assert [finding.key for finding in findings] == ["limit 应补", "limit 应补 · lifetime"]
    findings.clear()
    check_mutants(limited("lifetime"), (below, capped, again), "t.csv", findings)
    assert findings == []
