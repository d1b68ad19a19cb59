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
    (CASES, ",250000.00\n", ",250000.01\n", "computes to 250,000.00", "case"),
    (CASES, "2024-05-06", "2024-13-06", "can't be read", "case date"),
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
