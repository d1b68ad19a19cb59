"""`egret policy explain, run, whatif`: figures to the fen, faults by column and row, 0, 1 and 2."""

import json

import duckdb
import pytest
from tests.packs.xiamen import CITIES, changed

from egret.cli import main

XIAMEN = str(CITIES / "xiamen")
CASE = """
"是试点企业" = true
signed_on = 2024-05-06
"验收通过" = "是"
spend = "100万元"
"改造后水平" = "二级"
"核定比例" = "40%"
"""
FACTS = """企业,区,是试点企业,申报日,诊断机构已入选,诊断报告已交付,诊断费
甲,集美区,是,2024-05-06,是,是,"50,000.00"
乙,海沧区,是,2024-05-07,是,是,200000.01
乙,,是,2026-05-07,是,是,200000.01
"""
EQUIPMENT = """企业,是试点企业,申报日,上年度设备投入,设备核定比例
甲,是,2024-03-04,"2,000,000",10%
乙,是,2024-03-04,"1,500,000",10%
"""
REFORM = """
[reform]
id = "r"
title = "比例降到五成"
title_en = "Rate down to half"
base = "xiamen"
[[change]]
clause = "3"
param = "诊断补贴比例"
value = "50%"
"""


@pytest.fixture
def kept(tmp_path):
    def keep(name, text):
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return keep


def told(capsys, *words):
    code = main(["policy", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_case_is_explained_with_what_bound(capsys, kept):
    code, answer = told(capsys, "explain", XIAMEN, "8", kept("case.toml", CASE))

    (line,) = answer["lines"]
    assert (code, line["fen"], line["bound"]) == (0, 25_000_000, 1)
    assert "★分级上限 250,000.00 元〔四（五）8，2024-01-01起〕" in line["why"]


def test_a_case_that_comes_to_nothing_says_why_in_either_language(capsys, kept):
    case = kept("case.toml", CASE.replace('"是"', '"否"'))

    found = [told(capsys, "explain", XIAMEN, "8", case, "--language", one)[1] for one in ("zh", "en")]

    assert [one["why_nothing"] for one in found] == [
        ["条件不满足：验收通过 [验收报告]"],
        ["a condition is not met：acceptance passed [acceptance report]"],
    ]


def test_a_refused_case_exits_1_with_its_code(capsys, kept):
    code, answer = told(capsys, "explain", XIAMEN, "8", kept("case.toml", CASE.replace("40%", "41%")))

    assert (code, answer["refused"]["code"]) == (1, "above_ceiling")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("spend", "spent", "is no fact of clause 8"),
        ('"100万元"', "100", "100 is no money"),
        ('"40%"', "true", "True is no rate"),
        ("2024-05-06", '"May"', "'May' is no date"),
        ('"是试点企业"', "是试点企业", "not TOML"),
    ],
)
def test_a_case_that_cannot_be_read_names_the_key(capsys, kept, old, new, wrong):
    code, answer = told(capsys, "explain", XIAMEN, "8", kept("case.toml", CASE.replace(old, new)))

    assert (code, [wrong in fault for fault in answer["faults"]]) == (1, [True])


def test_what_is_not_there_exits_2_and_names_what_is(capsys, kept):
    case, reform = kept("case.toml", CASE), kept("reform.toml", REFORM)

    calls = (
        ["explain", XIAMEN, "88", case],
        ["explain", XIAMEN, "8", "missing.toml"],
        ["explain", "missing", "8", case],
        ["run", XIAMEN, "missing.csv", "--clause", "3", "--out", "out.csv"],
        ["whatif", XIAMEN, reform],
        ["whatif", XIAMEN, reform, "--synthetic", "0"],
    )
    assert [main(["policy", *call]) for call in calls] == [2] * len(calls)
    assert "it has 3, 4, 5" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_is_run_and_written_with_every_step(capsys, kept, tmp_path, kind):
    facts, again = tmp_path / f"cases.{kind}", tmp_path / "again.csv"
    duckdb.execute(f"COPY (FROM read_csv('{kept('facts.csv', FACTS)}', all_varchar = true)) TO '{facts}'")

    code, answer = told(capsys, "run", XIAMEN, str(facts), "--clause", "3", "--out", str(again))

    assert (code, answer["rows"], answer["award_fen"], answer["refused"]) == (
        0,
        3,
        9_000_000,
        {"not_open": 1},
    )
    assert [line.split(",")[:3] for line in again.read_text("utf-8").splitlines()] == [
        ["企业", "区", "诊断补贴"], ["甲", "集美区", "30000.00"], ["乙", "海沧区", "60000.00"], ["乙", '""', ""]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('"50,000.00"', "0.001", "row 1 · 诊断费: '0.001' can't be read"),
        ("诊断费", "诊断", "诊断费: the column is missing"),
        ("2024-05-07", "2024-13-07", "row 2 · 申报日: '2024-13-07' can't be read"),
    ],
)
def test_a_bad_column_is_named_with_its_first_row(capsys, kept, tmp_path, old, new, wrong):
    facts = kept("facts.csv", FACTS.replace(old, new, 1))

    code, answer = told(capsys, "run", XIAMEN, facts, "--clause", "3", "--out", str(tmp_path / "o.csv"))

    assert (code, [wrong in fault for fault in answer["faults"]]) == (1, [True])


def test_a_file_may_name_its_columns_by_the_ids_of_facts(capsys, kept, tmp_path):
    facts = kept("facts.csv", FACTS.replace("诊断费", "diagnosis_fee"))

    code, answer = told(capsys, "run", XIAMEN, facts, "--clause", "3", "--out", str(tmp_path / "o.csv"))

    assert (code, answer["award_fen"]) == (0, 9_000_000)


def test_rows_of_one_wide_file_are_cases_of_the_clauses_whose_own_facts_they_give(capsys, kept):
    header = FACTS.splitlines()[0]
    wide = [
        f"{header},云平台编号,上云合同签订日,首次使用,上云费用",
        "甲,集美区,是,2024-05-06,是,是,50000,,,,",
        "乙,集美区,是,2024-05-06,,,,DEMO-YUN-1,2024-05-01,是,100000",
    ]

    code, answer = told(
        capsys, "whatif", XIAMEN, kept("reform.toml", REFORM), kept("wide.csv", "\n".join(wide))
    )
    partly = kept("partly.csv", "\n".join([*wide, "丙,集美区,是,2024-05-06,是,,50000,,,,"]))
    refused, fault = told(capsys, "whatif", XIAMEN, kept("reform.toml", REFORM), partly)

    assert [(row["key"], row["figures"]) for row in answer["by_clause"]] == [
        ("3", [3_000_000, 2_500_000]),
        ("6", [3_000_000, 3_000_000]),
    ]
    assert (code, refused, fault["faults"]) == (
        0, 1, ["row 3 · 诊断报告已交付: '' can't be read; write it as in a golden case"]
    )  # fmt: skip


def test_a_reform_tells_what_the_lines_bear_of_it(capsys, kept):
    short = REFORM + '[[change]]\nbudget = "2024-services"\namount = "8万元"\n'
    code, answer = told(capsys, "whatif", XIAMEN, kept("reform.toml", short), kept("facts.csv", FACTS))

    (line,) = [line for line in answer["lines"] if line["id"] == "2024-services"]
    assert (code, answer["cost_fen"], answer["borne_fen"]) == (
        0,
        [9_000_000, 8_500_000],
        [9_000_000, 8_000_000],
    )
    assert (line["borne_fen"], line["less"], line["when_short"]) == (
        [9_000_000, 8_000_000],
        [0, 1],
        "first_come",
    )
    assert answer["borne_by_clause"] == [
        {"key": "3", "name": answer["by_clause"][0]["name"], "figures": [9_000_000, 8_000_000]}
    ]
    assert answer["borne_by_year"] == [{"key": "2024", "name": "2024年", "figures": [9_000_000, 8_000_000]}]
    assert answer["less"][0]["figures"] == [0, 1]


def test_what_another_policy_paid_is_a_column_of_the_file(capsys, kept):
    head, *rows = EQUIPMENT.splitlines()
    told_too = "\n".join([f"{head},市技改补助", f'{rows[0]},"100,000.00"', f"{rows[1]},"])
    reform = kept("reform.toml", REFORM)
    costs = [
        told(capsys, "whatif", XIAMEN, reform, kept(f"{place}.csv", text))[1]["cost_fen"][0]
        for place, text in enumerate((EQUIPMENT, told_too))
    ]
    spoilt = kept("spoilt.csv", told_too.replace('"100,000.00"', "viel"))
    code, answer = told(capsys, "whatif", XIAMEN, reform, spoilt)

    assert costs[0] - costs[1] == 10_000_000
    assert (code, answer["faults"]) == (
        1,
        ["row 1 · 市技改补助: 'viel' can't be read; write it as in a golden case"],
    )


def test_a_reform_is_compared_over_a_file(capsys, kept):
    code, answer = told(capsys, "whatif", XIAMEN, kept("reform.toml", REFORM), kept("facts.csv", FACTS))

    assert (code, answer["synthetic"], answer["cost_fen"]) == (0, False, [9_000_000, 8_500_000])
    (moved,) = answer["moves"]
    assert moved["losers"] == {"count": 1, "fen": -500_000, "largest": [["甲", -500_000]]}
    assert answer["by_group"]["district"] == [
        {"key": "350211", "name": "集美区", "figures": [3_000_000, 2_500_000]},
        {"key": "350205", "name": "海沧区", "figures": [6_000_000, 6_000_000]},
    ]
    assert [one.split(":")[0] for one in answer["left_out"]] == [
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
        "13",
    ]


def test_an_invented_population_is_the_same_for_the_same_seed(capsys, kept):
    reform = kept("reform.toml", REFORM)

    found = [
        told(capsys, "whatif", XIAMEN, reform, "--synthetic", "300", "--seed", seed)[1] for seed in "112"
    ]

    assert found[0] == found[1] != found[2]
    assert (found[0]["synthetic"], found[0]["enterprises"]) == (True, 300)


def test_a_reform_that_the_pack_cannot_bear_exits_1(capsys, kept):
    reform = kept("reform.toml", REFORM.replace("50%", "五成"))

    code, answer = told(capsys, "whatif", XIAMEN, reform, "--synthetic", "10")

    assert (code, [fault[:24] for fault in answer["faults"]]) == (1, ["reform.toml · change[0]:"])


def test_steps_that_the_standard_does_not_know_are_a_fault_of_the_pack(capsys, tmp_path):
    for name, text in changed("steps.toml", 'code = "F1"', 'code = "F9"').items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    code, answer = told(capsys, "check", str(tmp_path))

    assert code == 1
    assert "steps.toml · F9.B: is no step of the standard." in answer["faults"][0]
