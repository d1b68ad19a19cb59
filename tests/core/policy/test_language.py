"""Each function of the language on a clause that uses it."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from tests.core.policy.building import award, fact, made, param, step

from egret.core.days import CHINA
from egret.core.policy.evaluation import CaseRefused, evaluate
from egret.core.policy.explaining import calculation

DAY = fact("日", "date")
ON = date(2024, 5, 6)


def refusal(clause, **facts):
    with pytest.raises(CaseRefused) as refused:
        award(clause, **facts)
    return refused.value.code


def test_a_table_by_two_enums_has_a_cell_for_every_pair():
    words = 'values = { "甲" = 0, "乙" = 1 }\nvalues_en = { "甲" = "a", "乙" = "b" }'
    clause = made(
        DAY,
        fact("级", "enum", words),
        fact("批", "enum", words),
        param(
            "额",
            "money",
            '{ "甲" = { "甲" = "1元", "乙" = "2元" }, "乙" = { "甲" = "3元", "乙" = "4元" } }',
            'by = ["级", "批"]',
        ),
        step("应补", "额[级, 批]"),
    )

    assert award(clause, 日=ON, 级="乙", 批="甲") == 300


BANDS = '[{ from = "0元", below = "100元", value = "10%" }, { from = "100元", below = "500元", value = "20%" }, { from = "500元", value = "5%" }]'


@pytest.mark.parametrize(
    ("spend", "rate_of_band", "marginal"),
    [
        (0, 0, 0),
        (9_999, 999, 999),
        (10_000, 2_000, 1_000),
        (49_999, 9_999, 8_999),
        (50_000, 2_500, 9_000),
        (60_000, 3_000, 9_500),
    ],
)
def test_bands_are_half_open_and_marginal_ones_sum_part_by_part(spend, rate_of_band, marginal):
    table = param("档", "rate", BANDS, 'bands = "money"')
    flat = made(DAY, fact("投入", "money"), table, step("应补", "向下取整(投入 × 分段(投入, 档))"))
    summed = made(DAY, fact("投入", "money"), table, step("应补", "向下取整(分段累计(投入, 档))"))

    assert award(flat, 日=ON, 投入=spend) == rate_of_band
    assert award(summed, 日=ON, 投入=spend) == marginal


def test_each_full_unit_counts_and_the_rest_does_not():
    clause = made(
        DAY, fact("投入", "money"), param("每", "money", '"100万元"'), param("奖", "money", '"5万元"'),
        step("应补", "奖 × 每满(投入, 每)"),
    )  # fmt: skip

    assert [award(clause, 日=ON, 投入=fen) for fen in (99_999_999, 100_000_000, 299_999_999)] == [
        0,
        5_000_000,
        10_000_000,
    ]


def test_tax_is_taken_out_exactly():
    clause = made(
        DAY, fact("含税额", "money"), param("税率", "rate", '"13%"'), step("应补", "四舍五入(不含税(含税额, 税率))"),
    )  # fmt: skip

    assert award(clause, 日=ON, 含税额=11_300) == 10_000
    assert award(clause, 日=ON, 含税额=100) == 88


def test_person_days_may_be_halves():
    clause = made(
        DAY,
        fact("人天", "quantity"),
        param("标准", "money", '"0.01元"'),
        step("应补", "四舍六入五成双(标准 × 人天)"),
    )

    assert [award(clause, 日=ON, 人天=Fraction(n, 2)) for n in (1, 2, 3, 5)] == [0, 1, 2, 2]
    assert refusal(clause, 日=ON, 人天=Fraction(1, 3)) == "too_fine"


def test_interest_counts_days_over_the_year_and_ladders_by_full_years():
    clause = made(
        DAY,
        fact("本金", "money", 'max = "100万元"'),
        fact("起", "date"),
        fact("止", "date"),
        param("年基数", "count", '"360"'),
        param("报价利率", "rate", '"3.45%"'),
        param(
            "贴息比例",
            "rate",
            '[{ from = "0", below = "1", value = "90%" }, { from = "1", value = "50%" }]',
            'bands = "count"',
        ),
        step(
            "应补", "向下取整(本金 × (报价利率 × 分段(周年(起, 止), 贴息比例)) × 比例(天数(起, 止), 年基数))"
        ),
    )

    days = (date(2024, 12, 1) - date(2024, 3, 1)).days
    assert award(clause, 日=ON, 本金=100_000_00, 起=date(2024, 3, 1), 止=date(2024, 12, 1)) == int(
        Fraction(10_000_000) * Fraction("0.0345") * Fraction("0.9") * Fraction(days, 360)
    )
    assert award(clause, 日=ON, 本金=100_000_00, 起=date(2023, 3, 1), 止=date(2024, 3, 1)) == int(
        Fraction(10_000_000) * Fraction("0.0345") * Fraction("0.5") * Fraction(366, 360)
    )


def test_a_share_of_nothing_is_refused():
    clause = made(
        fact("日", "date"), fact("额", "money", 'max = "1万元"'), fact("甲", "count"), fact("乙", "count"),
        param("上限", "money", '"1元"'), step("应补", "取低(上限, 向下取整(额 × 比例(甲, 乙)))"),
    )  # fmt: skip

    assert refusal(clause, 日=ON, 额=1, 甲=1, 乙=0) == "no_ratio"


@pytest.mark.parametrize(
    ("function", "day", "count", "last"),
    [
        ("工作日后", date(2024, 9, 30), 1, date(2024, 10, 8)),
        ("自然日后", date(2024, 2, 28), 2, date(2024, 3, 1)),
        ("月后", date(2024, 1, 31), 1, date(2024, 2, 29)),
        ("月后", date(2023, 11, 30), 3, date(2024, 2, 29)),
    ],
)
def test_deadlines_run_in_working_days_days_and_months(function, day, count, last):
    clause = made(
        DAY, fact("起", "date"), fact("交", "date"), param("期", "count", f'"{count}"'), param("奖", "money", '"1元"'),
        step("限", f"{function}(起, 期)", ""), step("及时", "交 ≤ 限", ""), step("应补", "奖", 'when = ["及时"]\nuncapped = "试"'),
    )  # fmt: skip

    assert evaluate(clause, {"日": ON, "起": day, "交": last}).line("限").value == last
    assert award(clause, 日=ON, 起=day, 交=last) == 100


def test_beyond_the_official_calendar_no_working_day_is_made_up():
    clause = made(
        DAY, fact("起", "date"), param("期", "count", '"10"'), param("奖", "money", '"1元"'),
        step("限", "工作日后(起, 期)", ""), step("应补", "如果(起 ≤ 限, 奖, 0元)"),
    )  # fmt: skip

    assert refusal(clause, 日=ON, 起=date(2026, 12, 30)) == "no_day"


@pytest.mark.parametrize(
    ("months", "found"),
    [
        ((60, 60, 60, 0, 0, 0), True),
        ((60, 60, 50, 60, 60, 0), False),
        ((0, 0, 0, 51, 51, 51), True),
        ((50,) * 6, False),
    ],
)
def test_months_in_a_row_must_each_lie_above_the_threshold(months, found):
    clause = made(
        DAY, fact("月量", "series"), param("线", "count", '"50"'), param("连", "count", '"3"'), param("奖", "money", '"1元"'),
        step("达标", "连续(月量, 线, 连)", ""), step("应补", "奖", 'when = ["达标"]\nuncapped = "试"'),
    )  # fmt: skip

    assert bool(award(clause, 日=ON, 月量=months)) is found


def test_a_code_counts_only_while_it_is_on_the_list():
    listed = '[[list]]\nlabel = "备案"\nlabel_en = "filed"\nsource = "一"\nentries = [{ code = "P1", from = 2024-01-01, to = 2024-06-30 }]'
    clause = made(
        DAY, fact("编号", "code"), listed, param("奖", "money", '"1元"'),
        step("在册", "在列(编号, 备案, 日)", ""), step("应补", "奖", 'when = ["在册"]\nuncapped = "试"'),
    )  # fmt: skip

    assert [award(clause, 日=day, 编号="P1") for day in (date(2024, 6, 30), date(2024, 7, 1))] == [100, 0]
    assert award(clause, 日=ON, 编号="P2") == 0


def test_gates_open_to_the_second_in_china_time():
    clause = made(
        DAY, fact("交", "moment"), param("截止", "moment", '"2024-05-06 17:00:00"'), param("奖", "money", '"1元"'),
        step("及时", "交 ≤ 截止", ""), step("应补", "奖", 'when = ["及时"]\nuncapped = "试"'),
    )  # fmt: skip

    last = datetime(2024, 5, 6, 17, tzinfo=CHINA)
    assert [award(clause, 日=ON, 交=at) for at in (last, last.replace(second=1))] == [100, 0]


def test_another_policy_takes_over_and_is_named():
    clause = made(
        DAY, fact("投入", "money"), param("线", "money", '"500万元"'), param("率", "rate", '"10%"'),
        '[[hand_over]]\nwhen = "投入 ≥ 线"\nto = "现行政策"\nto_en = "the policy in force"\nsource = "四（五）5"',
        step("应补", "向下取整(投入 × 率)", 'at_most = ["投入"]'),
    )  # fmt: skip

    line = evaluate(clause, {"日": ON, "投入": 500_000_000}).line("应补")
    assert (line.fen, line.handed_to.to.label_en) == (0, "the policy in force")
    assert calculation(line, "zh") == "由“现行政策”办理〔四（五）5〕，本条不补"
    assert award(clause, 日=ON, 投入=499_999_999) == 49_999_999


def test_the_version_is_picked_by_its_own_date_and_narrowed_by_another():
    values = (
        '[{ from = 2024-01-01, value = "1元", source = "一" },'
        ' { from = 2025-01-01, value = "2元", source = "二", only_from = { "签" = 2024-07-01 } },'
        ' { from = 2025-07-01, value = "停止", source = "三" }]'
    )
    clause = made(DAY, fact("签", "date"), param("额", "money", values), step("应补", "额"))

    assert award(clause, 日=date(2025, 1, 1), 签=date(2024, 6, 30)) == 100
    assert award(clause, 日=date(2025, 1, 1), 签=date(2024, 7, 1)) == 200
    assert refusal(clause, 日=date(2025, 7, 1), 签=date(2024, 7, 1)) == "ended"
    assert refusal(clause, 日=date(2023, 7, 1), 签=date(2024, 7, 1)) == "closed"


def test_a_changed_formula_holds_from_its_day():
    formulas = 'formulas = [{ from = 2024-01-01, expr = "额", source = "一" }, { from = 2025-01-01, expr = "额 + 额", source = "二" }]'
    clause = made(
        DAY, param("额", "money", '"1元"'),
        f'[[step]]\nid = "a"\nlabel = "应补"\nlabel_en = "due"\nas_of = "日"\n{formulas}\nuncapped = "试"',
    )  # fmt: skip

    assert [award(clause, 日=day) for day in (date(2024, 12, 31), date(2025, 1, 1))] == [100, 200]


def test_a_clause_that_is_not_open_refuses():
    clause = made(DAY, param("额", "money", '"1元"'), step("应补", "额"), head='open_on = "日"')

    assert refusal(clause, 日=date(2026, 1, 1)) == "not_open"
    assert award(clause, 日=date(2025, 12, 31)) == 100


def test_an_enum_is_compared_by_the_order_of_its_words():
    words = 'values = { "一级" = 1, "二级" = 2, "三级" = 3 }\nvalues_en = { "一级" = "level 1", "二级" = "level 2", "三级" = "level 3" }'
    clause = made(
        DAY, fact("级", "enum", words), param("奖", "money", '"1元"'),
        step("够", "级 ≥ 二级", ""), step("应补", "奖", 'when = ["够"]\nuncapped = "试"'),
    )  # fmt: skip

    assert [award(clause, 日=ON, 级=word) for word in ("一级", "二级", "三级")] == [0, 100, 100]
    line = evaluate(clause, {"日": ON, "级": "一级"}).line("够")
    assert calculation(line, "en") == "级 level 1 ≥ level 2"
