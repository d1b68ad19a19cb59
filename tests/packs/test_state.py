"""Overlap groups and budget lines of a pack: what is read, and each planted fault with its cure."""

from datetime import date
from fractions import Fraction

import pytest
from tests.packs.xiamen import CLAUSE, files

from egret.core.money import Rounding
from egret.core.packs.model import by_id
from egret.core.packs.reading import BadPack, read_pack
from egret.core.policy.budget import Tie, WhenShort
from egret.core.policy.overlap import Rule, Same, Settle

EXTERNAL = """
[[external]]
id = "tech"
label = "技改"
label_en = "renovation"
source = "四（五）1"
"""
GROUP = """
[[overlap]]
group = "g"
title = "组"
title_en = "group"
members = ["8", "external:tech"]
same = "project"
rule = "highest"
settle = "top_up"
document = "plan"
article = "四（五）1"
"""
STACK = GROUP.replace('settle = "top_up"', 'rate = "50%"\nrounding = "down"').replace("highest", "stack")
LINE = """
[[line]]
id = "all"
title = "资金"
title_en = "money"
clauses = ["7"]
from = 2024-01-01
to = 2025-12-31
amount = "1亿元"
when_short = "pro_rata"
tie = "larger"
document = "egret-demo"
article = "演示"
"""
FIRST = LINE.replace("all", "2024", 1).replace("2025-12-31", "2024-12-31")
SECOND = LINE.replace("all", "2025", 1).replace("2024-01-01", "2025-01-01")


def pack(overlap=EXTERNAL + GROUP, budget=LINE, **changed):
    return read_pack({**files(), "overlap.toml": overlap, "budget.toml": budget} | changed)


def faults(**changed):
    with pytest.raises(BadPack) as refused:
        pack(**changed)
    return refused.value.findings


def test_groups_and_lines_are_read_as_they_are_written():
    found = pack()
    (group,), (line,) = found.overlaps, found.budget

    assert (group.members, group.same, group.rule, group.settle) == (
        ("8", "external:tech"),
        Same.PROJECT,
        Rule.HIGHEST,
        Settle.TOP_UP,
    )
    assert (line.amount_fen, line.when_short, line.tie, line.rank) == (
        10**10,
        WhenShort.PRO_RATA,
        Tie.LARGER,
        "",
    )
    assert found.member_names["external:tech"].label == "技改"
    assert found.member_names["8"] == by_id(found.clauses, "8").term


def test_a_stacking_group_names_its_rate_and_rounding():
    (group,) = pack(overlap=EXTERNAL + STACK).overlaps

    assert (group.rule, group.settle, group.rate, group.rounding) == (
        Rule.STACK,
        None,
        Fraction(1, 2),
        Rounding.DOWN,
    )


def test_both_files_may_be_left_out():
    found = files()
    for name in ("overlap.toml", "budget.toml", "vouchers.toml", "sanctions.toml"):
        del found[name]

    assert (read_pack(found).overlaps, read_pack(found).budget, read_pack(found).decisions) == ((), (), ())


def test_lines_that_follow_each_other_bear_a_clause_day_by_day():
    lines = pack(budget=FIRST + SECOND).budget

    assert [line.id for line in lines if line.holds("7", date(2025, 1, 1))] == ["2025"]


def test_what_xiamen_sets_for_the_demonstration_is_told_as_unverified():
    found = read_pack(files())

    assert [group.id for group in found.overlaps] == ["renovation"]
    assert {line.document for line in found.budget} == {"egret-demo"}
    assert [decision.verified for decision in found.decisions] == [False] * 11


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('members = ["8", ', 'members = ["88", ', "'88' is not declared"),
        ("external:tech", "external:tec", "'external:tec' is not declared"),
        ('"external:tech"]', '"8"]', "8 stands twice"),
        ('["8", "external:tech"]', '["external:tech"]', "no clause meets another member"),
        ('["8", "external:tech"]', '["8"]', "no clause meets another member"),
        ('"project"', '"house"', "outside the vocabulary"),
        ('"highest"', '"lowest"', "outside the vocabulary"),
        ('"top_up"', '"half"', "outside the vocabulary"),
        ('settle = "top_up"\n', "", "missing"),
        ('settle = "top_up"', 'settle = "top_up"\nrate = "50%"', "unknown key"),
        ('"plan"', '"plam"', "'plam' is not declared"),
        ('group = "g"', 'group = "g"\ncolour = "red"', "unknown key"),
    ],
)
def test_a_fault_in_a_group_is_found_with_a_cure(old, new, wrong):
    assert old in GROUP
    found = [fault for fault in faults(overlap=EXTERNAL + GROUP.replace(old, new)) if wrong in fault.wrong]

    assert found[0].file == "overlap.toml"
    assert found[0].cure


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('rate = "50%"\n', "", "missing"),
        ('rate = "50%"', 'rate = "150%"', "lies above 100%"),
        ('rounding = "down"', 'rounding = "sideways"', "outside the vocabulary"),
        ('rounding = "down"', 'rounding = "down"\nsettle = "top_up"', "unknown key"),
    ],
)
def test_a_fault_in_a_stacking_group_is_found(old, new, wrong):
    (found,) = faults(overlap=EXTERNAL + STACK.replace(old, new))

    assert wrong in found.wrong


def test_two_members_meet_in_one_group_only_and_nobody_stands_about_unused():
    again = GROUP.replace('"g"', '"h"')

    assert [f.key for f in faults(overlap=EXTERNAL + GROUP + again)] == ["overlap h"]
    assert [f.key for f in faults(overlap=EXTERNAL + GROUP + GROUP)] == ["overlap g", "overlap g"]
    assert [(f.key, f.wrong) for f in faults(overlap=EXTERNAL)] == [
        ("external tech", "is declared and never used")
    ]
    assert "external tech" in {f.key for f in faults(overlap=EXTERNAL + EXTERNAL + GROUP)}


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('clauses = ["7"]', 'clauses = ["88"]', "'88' is not declared"),
        ('clauses = ["7"]', 'clauses = ["7", "7"]', "7 stands twice"),
        ('clauses = ["7"]', 'clauses = ["7", "8"]', "holds clause 8, whose contracts can't wait"),
        ("to = 2025-12-31", "to = 2023-12-31", "ends before it begins"),
        ("from = 2024-01-01", "from = 2024-02-01", "no line bears clause 7 on 2024-01-01"),
        ("to = 2025-12-31", "to = 2025-11-30", "no line bears clause 7 on 2025-12-01"),
        ('amount = "1亿元"', 'amount = "一亿元"', "is no whole number of fen"),
        ('amount = "1亿元"', 'amount = "0元"', "holds nothing"),
        ('"pro_rata"', '"lottery"', "outside the vocabulary"),
        ('tie = "larger"\n', "", "missing"),
        ('tie = "larger"', 'tie = "luck"', "outside the vocabulary"),
        ('tie = "larger"', 'tie = "larger"\nrank = "名次"', "unknown key"),
        ('when_short = "pro_rata"\ntie = "larger"', 'when_short = "by_rank"', "missing"),
        (
            'when_short = "pro_rata"\ntie = "larger"',
            'when_short = "by_rank"\nrank = "名次"',
            "is no count fact",
        ),
        ('document = "egret-demo"', 'document = "demo"', "'demo' is not declared"),
    ],
)
def test_a_fault_in_a_line_is_found_with_a_cure(old, new, wrong):
    assert old in LINE
    found = [fault for fault in faults(budget=LINE.replace(old, new)) if wrong in fault.wrong]

    assert found[0].file == "budget.toml"
    assert found[0].cure


def test_one_line_bears_a_clause_on_a_day_and_there_is_no_day_between():
    overlapping = SECOND.replace("from = 2025-01-01", "from = 2024-12-31")
    late = SECOND.replace("from = 2025-01-01", "from = 2025-01-03")

    assert [(f.key, f.wrong) for f in faults(budget=FIRST + overlapping)] == [
        ("line 2025", "bears clause 7 on days that line 2024 bears too")
    ]
    assert [(f.key, f.wrong) for f in faults(budget=FIRST + late)] == [
        ("line 2025", "has a gap: no line bears clause 7 on 2025-01-01, when it is open")
    ]
    assert "line 2024" in {f.key for f in faults(budget=FIRST + FIRST)}


def test_a_limit_is_shared_with_clauses_that_exist():
    limit = """
[[limit]]
of = "应补金额"
per = "enterprise"
window = "lifetime"
on = "合同签订日"
counts = "awarded"
cap = "分级上限[改造后水平]"
shared_with = ["77"]
source = "四（五）8"
"""
    found = faults(**{CLAUSE: files()[CLAUSE] + limit})

    assert [(f.key, f.wrong) for f in found] == [("limit.shared_with", "'77' is not declared")]
