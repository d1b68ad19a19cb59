"""A reform changes what it names and nothing else, and is refused where it names what is not there or breaks a check."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs.xiamen import CLAUSE, files

from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.packs.reforming import BadReform, reformed
from egret.core.policy.clause import Term
from egret.core.policy.evaluation import CaseRefused, evaluate
from egret.core.policy.reform import BudgetChange, Closing, FormulaChange, ParamChange, Reform
from egret.core.policy.reform_reading import read_reform, written
from egret.core.reading import BadFile

HEAD = '[reform]\nid = "r"\ntitle = "调高"\ntitle_en = "Raise"\nbase = "xiamen"\n'
CASE = {
    "是试点企业": True,
    "合同签订日": date(2024, 5, 6),
    "合同首付": 10_000_000,
    "验收通过": True,
    "实际投入": 100_000_000,
    "改造后水平": "二级",
    "核定比例": Fraction(2, 5),
}


def made(*changes, head=HEAD, texts=None):
    texts = texts or files()
    text = head + "".join(f"[[change]]\n{change}\n" for change in changes)
    return reformed(read_pack(texts), texts, read_reform(text))


def clause(*changes):
    return by_id(made(*changes).clauses, "8")


def award(changed, **facts):
    return evaluate(changed, {**CASE, **facts}).fen_of("应补金额")


def faults(*changes, head=HEAD):
    with pytest.raises(BadReform) as refused:
        made(*changes, head=head)
    return [(finding.file, finding.key, finding.wrong) for finding in refused.value.findings]


def test_a_cell_of_a_table_is_changed_in_every_version():
    changed = clause('clause = "8"\nparam = "分级上限"\ncell = "二级"\nvalue = "30万元"')

    assert award(changed) == 30_000_000
    assert award(changed, 改造后水平="三级") == 35_000_000


def test_a_day_begins_a_version_that_did_not_exist():
    changed = clause('clause = "8"\nparam = "分级上限"\ncell = "二级"\nfrom = 2025-01-01\nvalue = "30万元"')

    days = (date(2024, 12, 31), date(2025, 1, 1))
    assert [award(changed, 合同签订日=day) for day in days] == [25_000_000, 30_000_000]


def test_a_day_that_begins_a_version_changes_that_version():
    changed = clause('clause = "8"\nparam = "首期上限"\nfrom = 2024-01-01\nvalue = "8万元"')

    assert [param.versions[0].cells for param in changed.params if param.term.label == "首期上限"] == [
        {"": 8_000_000}
    ]


def test_a_changed_value_names_the_reform_as_its_source():
    changed = clause('clause = "8"\nparam = "首期上限"\nvalue = "8万元"')

    assert [version.source for version in changed.params[1].versions] == ["试算：调高"]


def test_a_formula_is_changed_and_what_it_no_longer_uses_may_stand():
    changed = clause(
        'clause = "8"\nstep = "应补金额"\nexpr = "向下取整(实际投入 × 核定比例)"\nat_most = ["实际投入"]'
    )

    assert award(changed) == 40_000_000


def test_a_parameter_that_ends_refuses_the_cases_after_it():
    changed = clause('clause = "8"\nparam = "改造比例上限"\nfrom = 2025-01-01\nvalue = "停止"')

    assert award(changed) == 25_000_000
    with pytest.raises(CaseRefused, match="ended"):
        award(changed, 合同签订日=date(2025, 1, 1))


def test_a_closed_clause_is_named_and_left_as_it_is():
    found = made('clause = "8"\nclosed = true')

    assert (found.closed, found.clauses) == (frozenset({"8"}), read_pack(files()).clauses)


def test_nothing_changed_is_the_pack_itself():
    pack = read_pack(files())

    found = reformed(pack, files(), Reform("r", Term("同", "same"), "xiamen", ()))

    assert (found.clauses, found.budget, found.closed) == (pack.clauses, pack.budget, frozenset())


def test_a_budget_line_is_given_another_amount():
    found = made('budget = "2024"\namount = "2亿元"')

    pack = read_pack(files())
    amounts = {line.id: line.amount_fen for line in pack.budget}
    assert {line.id: line.amount_fen for line in found.budget} == {**amounts, "2024": 20_000_000_000}


FAULTS = [
    ('clause = "99"\nclosed = true', "change[0].clause", "'99' is not in the pack"),
    ('budget = "x"\namount = "5亿元"', "change[0].budget", "'x' is not in the pack"),
    ('clause = "8"\nparam = "上限"\nvalue = "1元"', "change[0].param", "'上限' is not in clause 8"),
    ('clause = "8"\nstep = "上限"\nexpr = "0元"', "change[0].step", "'上限' is not in clause 8"),
    ('clause = "8"\nparam = "首期上限"\nvalue = "八万"', "change[0]", "'八万' is no money"),
    (
        'clause = "8"\nparam = "首期上限"\ncell = "二级"\nvalue = "8万元"',
        "change[0].cell",
        "首期上限 is no table",
    ),
    (
        'clause = "8"\nparam = "首期上限"\nband = 1\nvalue = "8万元"',
        "change[0].band",
        "首期上限 has no bands",
    ),
    ('clause = "8"\nparam = "分级上限"\nvalue = "8万元"', "change[0].cell", "分级上限 is a table"),
    (
        'clause = "8"\nparam = "分级上限"\ncell = "五级"\nvalue = "8万元"',
        "change[0]",
        "is outside the vocabulary",
    ),
    (
        'clause = "8"\nparam = "首期上限"\nfrom = 2023-01-01\nvalue = "8万元"',
        "change[0].from",
        "nothing is in force before 2023-01-01",
    ),
    (
        'clause = "8"\nstep = "首期款"\nexpr = "向下取整(合同首付 × 首期比例)"',
        "change[0]",
        "it is not proven that this stays at or below 首期上限",
    ),
    ('clause = "8"\nstep = "首期款"\nexpr = "合同首付 × 首期比例"', "change[0]", "gives exact"),
    (
        'clause = "8"\nstep = "首期款"\nfrom = 2025-01-01\nexpr = "0元"',
        "change[0].from",
        "首期款 has one formula",
    ),
]


@pytest.mark.parametrize(("change", "key", "wrong"), FAULTS, ids=[fault[-1] for fault in FAULTS])
def test_a_fault_is_told_under_the_change_that_made_it(change, key, wrong):
    found = faults(change)

    assert [one for one in found if one[:2] == ("reform.toml", key) and one[2].startswith(wrong)], found


def test_what_a_change_breaks_elsewhere_in_the_clause_is_told_under_the_clause():
    found = faults('clause = "8"\nparam = "首期比例"\nvalue = "120%"')

    assert found == [
        ("reform.toml", "clause 8 · step[0].at_most", "it is not proven that this stays at or below 合同首付")
    ]


def test_a_reform_of_another_pack_is_refused():
    assert faults('clause = "8"\nclosed = true', head=HEAD.replace("xiamen", "quanzhou")) == [
        ("reform.toml", "reform.base", "'quanzhou' is another pack")
    ]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ('clause = "8"', "does not say what it changes"),
        ('clause = "8"\nclosed = true\nparam = "首期上限"', "says param and closed at once"),
        ('clause = "8"\nclosed = false', "is not true"),
        ('clause = "8"\nparam = "首期上限"', "missing"),
        ('clause = "8"\nparam = "首期上限"\nvalue = 0.4', "0.4 is a float"),
        ('clause = "8"\nparam = "首期上限"\nvalue = "1元"\ncolour = "red"', "unknown key"),
    ],
)
def test_a_file_that_is_no_reform_is_refused(change, wrong):
    with pytest.raises(BadFile) as refused:
        read_reform(f"{HEAD}[[change]]\n{change}\n")

    assert wrong in [finding.wrong for finding in refused.value.findings]


def test_bands_are_counted_from_one():
    texts = files()
    texts[CLAUSE] = (
        texts[CLAUSE]
        .replace(
            'type = "rate"\nas_of = "合同签订日"\nvalues = [{ from = 2024-01-01, value = "40%", source = "四（五）8" }]',
            'type = "rate"\nbands = "money"\nas_of = "合同签订日"\nvalues = [{ from = 2024-01-01, value = '
            '[{ from = "0元", below = "5万元", value = "40%" }, { from = "5万元", value = "20%" }], source = "四" }]',
            1,
        )
        .replace("合同首付 × 首期比例", "分段累计(合同首付, 首期比例)")
    )
    pack_files = {**texts}
    pack = read_pack(files())

    change = '[[change]]\nclause = "8"\nparam = "首期比例"\nband = 2\nvalue = "30%"\n'
    changed = by_id(reformed(pack, pack_files, read_reform(HEAD + change)).clauses, "8")
    assert [band.value for band in changed.params[0].versions[0].bands] == [Fraction(2, 5), Fraction(3, 10)]

    with pytest.raises(BadReform, match="there are 2 bands"):
        reformed(pack, pack_files, read_reform(HEAD + change.replace("band = 2", "band = 3")))


words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip)
days = st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31))
changes = st.one_of(
    st.builds(ParamChange, words, words, words | st.just(""), st.integers(0, 9), days, words),
    st.builds(FormulaChange, words, words, days, words, st.lists(words).map(tuple), words | st.just("")),
    st.builds(Closing, words),
    st.builds(BudgetChange, words, st.integers(1, 10**14)),
)


@given(
    st.builds(Reform, words, st.builds(Term, words, words), words, st.lists(changes, min_size=1).map(tuple))
)
def test_a_written_reform_reads_back_to_the_same(reform):
    assert read_reform(written(reform)) == reform
