"""A bad pack is refused with file, key, what is wrong and the cure: each planted fault is found."""

import pytest
from tests.packs.xiamen import CASES, CLAUSE, changed, files

from egret.core.packs.reading import BadPack, read_pack

FAULTS = [
    ("city.toml", 'name = "集美区"', 'nom = "集美区"', "missing", "missing"),
    ("city.toml", 'name = "集美区"', 'name = "集美区"\ncolour = "red"', "unknown key", "unknown key"),
    ("city.toml", 'document = "plan"', 'document = "plam"', "'plam' is not declared", "document"),
    ("programme.toml", "from = 2024-01-01", "from = 2024-01-02", "leaves a gap after", "gap"),
    ("programme.toml", "from = 2024-01-01", "from = 2023-12-31", "overlaps phase", "overlap"),
    ("programme.toml", "places = 280", 'places = "280"', "is not a whole number", "type"),
    ("programme.toml", "places = 280", "places = 280.5", "is a float", "float"),
    ("programme.toml", 'form = "application"', 'form = "aplication"', "'aplication' is not declared", "form"),
    ("programme.toml", 'clause = "8"', 'clause = "88"', "'88' is not declared", "clause"),
    ("programme.toml", 'unit = "calendar"', 'unit = "weekly"', "outside the vocabulary", "unit"),
    ("funds.toml", 'city = "20%"', 'city = "25%"', "do not sum to 100%", "parts"),
    ("funds.toml", 'at_least = "80%"', 'at_least = "0.8"', "is no rate", "rate"),
    ("funds.toml", 'clause = "8"', 'clause = "9"', "nobody bears clause 8", "bears"),
    (
        "indicators.toml",
        'measure = "contracted"',
        'measure = "contacted"',
        "outside the vocabulary",
        "measure",
    ),
    (
        "indicators.toml",
        "targets = { year-1 = 280, year-2 = 320 }",
        "targets = { year-1 = 280 }",
        "year-2",
        "target",
    ),
    ("indicators.toml", 'base = "above"\n', "", "goes with the unit percent", "base"),
    ("forms/application.toml", 'type = "money"', 'type = "cash"', "outside the vocabulary", "field type"),
    ("forms/application.toml", 'id = "phone"', 'id = "contact"', "twice", "field twice"),
    ("routes/pilot.toml", 'role = "city"', 'role = "mayor"', "outside the vocabulary", "role"),
    (
        "routes/pilot.toml",
        'notice = "list_notice"',
        'notice = "notice"',
        "'notice' is not declared",
        "notice",
    ),
    (CLAUSE, 'evidence_en = ["acceptance report"]\n', "", "missing", "evidence_en"),
    (
        CLAUSE,
        'evidence_en = ["acceptance report"]',
        'evidence_en = ["acceptance report", "and more"]',
        "names 2 papers where evidence names 1",
        "evidence_en",
    ),
    ("pack.toml", "language = 1\n", "", "the pack was written in language 0; this Egret reads 1", "language"),
    ("pack.toml", "language = 1", "language = 2", "this Egret reads 1", "language"),
    (CLAUSE, ', source = "四（五）8" }]', " }]", "missing", "value without a source"),
    (CLAUSE, 'value = "40%", source', 'value = "四成", source', "is no rate", "value"),
    (CLAUSE, 'value = "10万元"', 'value = "0.001元"', "is no money", "finer than a fen"),
    (CLAUSE, '"二级" = "25万元", ', '"五级" = "25万元", ', "outside the vocabulary", "cell"),
    (CLAUSE, ', otherwise = "0元"', "", "has no value", "look-up not total"),
    (CLAUSE, "向下取整(合同首付 × 首期比例)", "合同首付 × 首期比例", "取低 of exact, money", "rounding"),
    (CLAUSE, "合同首付 × 首期比例", "合同首付 × 首期上限", "means nothing", "unit"),
    (CLAUSE, "合同首付 × 首期比例", "合同首款 × 首期比例", "is not declared", "name"),
    (CLAUSE, 'when = ["是试点企业"]', 'when = ["合同首付"]', "is no yes-or-no fact", "condition"),
    (CLAUSE, 'as_of = "合同签订日"', 'as_of = "合同日"', "is no date fact", "as_of"),
    (CLAUSE, 'by = "改造后水平"', 'by = "水平"', "is no enum fact", "by"),
    (CLAUSE, 'due = "首期款"', 'due = "首期"', "is no step", "stage"),
    (CLAUSE, 'on = "验收确认"', 'on = "验收"', "outside the vocabulary", "event"),
    (CLAUSE, "valid_from = 2024-01-01", "valid_from = 2023-01-01", "has a gap", "date gap"),
    (CLAUSE, "valid_to = 2025-12-31", "valid_to = 2023-12-31", "lies before valid_from", "dates"),
    (CLAUSE, 'label = "应补金额"', 'label = "首期款"', "is declared twice", "twice"),
    (CLAUSE, 'require = "核定比例 ≤ 改造比例上限"\n', "", "never used", "unused"),
    (
        "sources.toml",
        '"四（五）16",',
        '"四（五）16", "四（五）17",',
        "neither the article of a clause nor",
        "item",
    ),
    ("sources.toml", '"四（五）16",', '"四（五）16", "四（五）16",', "stands twice", "item twice"),
    (
        "declared.toml",
        'article = "四（五）2"',
        'article = "四（五）3"',
        "is the article of clause 3",
        "encoded too",
    ),
    (
        "declared.toml",
        'article = "四（五）2"',
        'article = "四（五）1"',
        "is declared twice",
        "declared twice",
    ),
    ("declared.toml", 'article = "四（五）2"', 'article = "四（六）2"', "is no numbered item", "no item"),
    ("declared.toml", 'document = "plan"', 'document = "plam"', "is no numbered item", "declared document"),
    ("declared.toml", 'what = "channel"', 'what = "tunnel"', "outside the vocabulary", "declared as"),
    (
        "overlap.toml",
        '"external:city-renovation"',
        '"external:renovation"',
        "is not declared",
        "overlap member",
    ),
    ("overlap.toml", 'settle = "top_up"', 'settle = "split"', "outside the vocabulary", "settle"),
    ("budget.toml", 'clauses = ["5"]', 'clauses = ["55"]', "'55' is not declared", "budget clause"),
    ("budget.toml", "from = 2024-01-01", "from = 2024-02-01", "has a gap", "budget gap"),
    ("budget.toml", 'amount = "1.5亿元"', 'amount = "0元"', "holds nothing", "budget of nothing"),
    (
        "budget.toml",
        'when_short = "first_come"',
        'when_short = "pro_rata"\ntie = "earlier"',
        "whose contracts can't wait until the line is shared",
        "shared line of contracts",
    ),
    ("calculator.toml", 'fact = "spend"', 'fact = "spent"', "'spent' is not declared", "calculator"),
    (
        "steps.toml",
        'low = "3万元", high = "8万元"',
        'low = "9万元", high = "8万元"',
        "lies above high",
        "step price",
    ),
    ("steps.toml", 'low = "3万元"', 'low = "3"', "is no whole number of fen", "step amount"),
    ("steps.toml", "months = 2", "months = 61", "takes longer than a step may", "step months"),
    (
        "steps.toml",
        '{ to = "C", low = "2万元"',
        '{ to = "B", low = "2万元"',
        "is declared twice",
        "step twice",
    ),
    ("steps.toml", "months = 2 }", 'months = 2, takes = "2" }', "unknown key", "step key"),
    ("steps.toml", 'document = "egret-demo"', 'document = "egret"', "'egret' is not declared", "step source"),
    ("steps.toml", 'standard = "2024-manufacturing"', "", "missing", "step standard"),
    ("steps.toml", 'high = "20万元"', 'high = "20亿元"', "costs more than", "steps together"),
    (CASES, ",拒绝\n", ",拒绝,1\n", "has more cells", "cells"),
    (CASES, ",拒绝\n", ",0.00\n", "is refused: above_ceiling", "refused case"),
    (CASES, ",250000.00\n", ",250000.01\n", "computes to 250,000.00", "case"),
    (CASES, "2024-05-06", "2024-13-06", "can't be read", "case date"),
    (CASES, "情形,是试点企业", "情形,验收通过", "heads two columns", "column twice"),
    (CASES, "首付三十万", "x" * 140_000, "is no sheet", "no sheet"),
    (CASES, "情形", "案例", "is no fact and no step", "column"),
]


@pytest.mark.parametrize(("file", "old", "new", "wrong", "name"), FAULTS, ids=[fault[-1] for fault in FAULTS])
def test_a_planted_fault_is_found_in_its_file_with_a_cure(file, old, new, wrong, name):
    with pytest.raises(BadPack) as refused:
        read_pack(changed(file, old, new))

    found = [finding for finding in refused.value.findings if wrong in finding.wrong or wrong in finding.key]
    assert found, f"{name}: {refused.value}"
    assert found[0].cure


def test_all_faults_come_in_one_message():
    broken = changed("funds.toml", 'at_least = "80%"', 'at_least = "0.8"')
    broken["city.toml"] = broken["city.toml"].replace("col = 2", "col = -2", 1)
    broken[CLAUSE] = broken[CLAUSE].replace("10万元", "十万元", 1)

    with pytest.raises(BadPack) as refused:
        read_pack(broken)

    assert {finding.file for finding in refused.value.findings} == {"funds.toml", "city.toml", CLAUSE}


def test_a_file_nobody_reads_and_a_missing_one_are_faults():
    found = files()
    found["notes.toml"] = 'a = "b"'
    del found["funds.toml"]

    with pytest.raises(BadPack) as refused:
        read_pack(found)

    assert {
        f.file for f in refused.value.findings if f.wrong in ("is a file nobody reads", "is missing")
    } == {
        "notes.toml",
        "funds.toml",
    }


def test_a_parameter_that_no_case_exercises_is_a_fault():
    found = files()
    rows = found[CASES].splitlines(keepends=True)
    found[CASES] = "".join(row for row in rows if "四级" not in row)

    with pytest.raises(BadPack) as refused:
        read_pack(found)

    assert [finding.key for finding in refused.value.findings] == ["分级上限[四级]", "改造比例上限"]


@pytest.mark.parametrize(
    ("sheet", "without", "keys"),
    [
        ("04-second-project", "2026年完成而合同较晚", ["完成年比例"]),
        ("05-score", "第三十名|第三十一名", ["入围名次", "评审奖励 · when 已入围"]),
        ("07-cloud", "乙云商", ["云服务商名单[YUN-B]"]),
        ("07-cloud", "停止当天", ["云券比例 · 2026-07-01"]),
        ("09-provider", "三十一家|四十二家", ["单家阶梯[2].from"]),
        ("11-growth", "上年已在线上", ["首次升规 · <"]),
        ("12-early", "补件", ["按期申报 · ≤"]),
        ("12-early", "截止那一秒|次批截止那一秒", ["按时提交 · ≤"]),
    ],
)
def test_what_no_case_notices_is_named(sheet, without, keys):
    found = files("example")
    head, *rows = found[f"cases/{sheet}.csv"].splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(tuple(without.split("|")))]
    found[f"cases/{sheet}.csv"] = "".join([head, *kept])

    with pytest.raises(BadPack) as refused:
        read_pack(found)

    assert set(keys) <= {finding.key for finding in refused.value.findings}
    assert {finding.file for finding in refused.value.findings} == {f"cases/{sheet}.csv"}
