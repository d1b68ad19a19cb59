"""`egret policy explain, run, whatif`: figures to the fen, faults by column and row, 0, 1 and 2."""

import json
from datetime import date, datetime
from fractions import Fraction

import pytest
from tests.core.policy.building import fact, made, param, step
from tests.packs.xiamen import CITIES

from egret.cli import main
from egret.commands.frames import Sheet, clause_frame
from egret.core.days import CHINA
from egret.core.policy.case_file import read_case
from egret.core.reading import BadFile

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
        ["a condition is not met：acceptance passed [验收报告]"],
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
    out, again = tmp_path / f"out.{kind}", tmp_path / "again.csv"

    code, answer = told(capsys, "run", XIAMEN, kept("facts.csv", FACTS), "--clause", "3", "--out", str(out))
    told(capsys, "run", XIAMEN, str(out), "--clause", "3", "--out", str(again))

    assert (code, answer["rows"], answer["award_fen"], answer["refused"]) == (
        0,
        3,
        9_000_000,
        {"not_open": 1},
    )
    amounts = [line.split(",")[-3:-1] for line in again.read_text("utf-8").splitlines()[1:]]
    assert [amount[0] for amount in amounts] == ["30000.00", "60000.00", "0.00"]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('"50,000.00"', "x", "row 2 · 诊断费: 'x' is no money"),
        ('"50,000.00"', "0.001", "row 2 · 诊断费: '0.001' is no money"),
        ('"50,000.00"', "", "row 2 · 诊断费: is empty"),
        ("诊断费", "诊断", "诊断费: is missing. Add the column 诊断费 or diagnosis_fee"),
        ("2024-05-07", "2024-13-07", "row 3 · 申报日: '2024-13-07' is no date"),
    ],
)
def test_a_bad_column_is_named_with_its_first_row(capsys, kept, tmp_path, old, new, wrong):
    facts = kept("facts.csv", FACTS.replace(old, new, 1))

    code, answer = told(capsys, "run", XIAMEN, facts, "--clause", "3", "--out", str(tmp_path / "o.csv"))

    assert (code, [wrong in fault for fault in answer["faults"]]) == (1, [True])


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


KINDS = made(
    fact("钱", "money"), fact("率", "rate"), fact("数", "count"), fact("量", "quantity"), fact("是否", "bool"),
    fact("档", "enum", 'values = { "低" = 2, "高" = 5 }\nvalues_en = { "低" = "l", "高" = "h" }'),
    fact("日", "date"), fact("时", "moment"), fact("码", "code"), fact("月", "series"),
    param("线", "moment", '"2024-05-06 17:00:00"'), param("门", "count", '"3"'),
    '[[list]]\nlabel = "名单"\nlabel_en = "list"\nsource = "一"\nentries = [{ code = "A", from = 2024-01-01 }]',
    step("够", "时 ≤ 线 且 在列(码, 名单, 日) 且 连续(月, 门, 门) 且 量 ≥ 量 且 档 ≥ 低 且 数 > 0", "").replace("\n\n", "\n"),
    step("应补", "向下取整(钱 × 率)").replace("[[step]]", '[[step]]\nwhen = ["够", "是否"]'),
)  # fmt: skip
ROW = "钱,率,数,量,是否,档,日,时,码,月\n1234.56,40.5%,7,1.5,true,高,2024-05-06,2024-05-06 17:00:00,A,4;5;6;7;8;9\n"


def test_every_kind_of_fact_reads_from_a_file_as_from_a_case(tmp_path):
    (tmp_path / "kinds.csv").write_text(ROW, "utf-8")

    with Sheet(tmp_path / "kinds.csv") as sheet:
        frame = clause_frame(sheet, KINDS)
    case = read_case(
        KINDS,
        '"钱" = "1234.56"\n"率" = "40.5%"\n"数" = 7\n"量" = "1.5"\n"是否" = true\n"档" = "高"\n"日" = 2024-05-06\n'
        '"时" = 2024-05-06T17:00:00\n"码" = "A"\n"月" = [4, 5, 6, 7, 8, 9]',
        "case.toml",
    )

    assert {label: column.tolist() for label, column in frame.items()} == {
        "钱": [123456], "率": [405000], "数": [7], "量": [3], "是否": [True], "档": [5], "日": [19849],
        "时": [1714986000], "码": ["A"], "月": [[4, 5, 6, 7, 8, 9]],
    }  # fmt: skip
    assert case == {
        "钱": 123456, "率": Fraction(81, 200), "数": 7, "量": Fraction(3, 2), "是否": True, "档": "高",
        "日": date(2024, 5, 6), "时": datetime(2024, 5, 6, 17, tzinfo=CHINA), "码": "A",
        "月": (4, 5, 6, 7, 8, 9),
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["40.00001%", "0.4", "8;9", "1.25", "中", "2024-05-06 25:00:00", "-1"])
def test_a_cell_that_is_no_such_fact_is_refused(tmp_path, cell):
    columns = {"40.00001%": "率", "0.4": "率", "8;9": "月", "1.25": "量", "中": "档", "-1": "数"}
    column = columns.get(cell, "时")
    header, row = ROW.splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True)) | {column: cell}
    (tmp_path / "kinds.csv").write_text(f"{header}\n{','.join(cells.values())}\n", "utf-8")

    with Sheet(tmp_path / "kinds.csv") as sheet, pytest.raises(BadFile, match=f"row 2 · {column}"):
        clause_frame(sheet, KINDS)
