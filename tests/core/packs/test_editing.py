import difflib
import io
import zipfile
from datetime import date

import pytest
from tests.packs.xiamen import CASES, CLAUSE, changed, files

from egret.core.packs.archive import archive
from egret.core.packs.comparing import CaseChange, Change, compare
from egret.core.packs.editing import NotEditable, appended, edited, inline, leaves, tables
from egret.core.packs.reading import read_pack
from egret.core.packs.sheets import Sheet, sheet_name, sheet_of, written
from egret.core.packs.succession import lost

TEXT = files()[CLAUSE]
FIRST_RATE = ("param", 0, "values", 0)
CAPS = ("param", 3, "values")
NOTED = """[[param]]
label = "比例"   # 见附件
values = [
  # 第一档
  { from = 2024-01-01, value = "1%", source = "一" }, # 试行
  { from = 2025-01-01, value = "2%", source = "一" } # 正式
]  # 完
# 末尾
"""


def moved(before, after):
    """Lines taken out and put in."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


@pytest.mark.parametrize("name", sorted(name for name in files() if name.endswith(".toml")))
def test_an_edit_that_changes_nothing_changes_no_byte(name):
    text = files()[name]

    assert edited(text, dict(leaves(tables(text)))) == text


def test_a_value_is_changed_in_its_line_alone():
    after = edited(TEXT, {(*FIRST_RATE, "value"): "35%", (*FIRST_RATE, "source"): "四（五）8之二"})

    assert moved(TEXT, after) == [
        '-values = [{ from = 2024-01-01, value = "40%", source = "四（五）8" }]',
        '+values = [{ from = 2024-01-01, value = "35%", source = "四（五）8之二" }]',
    ]


def test_a_cell_of_a_table_is_changed_alone():
    after = edited(TEXT, {(*CAPS, 0, "value", "二级"): "26万元"})

    assert moved(TEXT, after) == [
        '-  { from = 2024-01-01, value = { "二级" = "25万元", "三级" = "35万元", "四级" = "40万元" }, otherwise = "0元", source = "四（五）8" },',
        '+  { from = 2024-01-01, value = { "二级" = "26万元", "三级" = "35万元", "四级" = "40万元" }, otherwise = "0元", source = "四（五）8" },',
    ]


@pytest.mark.parametrize("word", ["二级", "三级", "四级"])
def test_a_cell_is_taken_out_alone(word):
    after = edited(TEXT, {(*CAPS, 0, "value", word): None, (*CAPS, 0, "value", "九级"): None})

    caps = tables(TEXT)["param"][3]["values"][0]["value"]
    assert tables(after)["param"][3]["values"][0]["value"] == {k: v for k, v in caps.items() if k != word}
    assert len(moved(TEXT, after)) == 2


def test_a_cell_is_put_in_beside_the_others():
    after = edited(TEXT, {(*CAPS, 0, "value", "一级"): "1万元"})

    assert tables(after)["param"][3]["values"][0]["value"]["一级"] == "1万元"
    assert len(moved(TEXT, after)) == 2


def test_a_dated_version_is_one_more_line():
    entry = {"from": date(2025, 1, 1), "value": {"二级": "26万元"}, "otherwise": "0元", "source": "通知"}

    after = appended(TEXT, CAPS, entry)

    line = '  { from = 2025-01-01, value = { "二级" = "26万元" }, otherwise = "0元", source = "通知" },'
    assert moved(TEXT, after) == [f"+{line}"]
    assert tables(after)["param"][3]["values"][1] == entry


def test_comments_and_order_outlive_an_edit():
    after = appended(
        edited(NOTED, {("param", 0, "values", 1, "value"): "3%"}), ("param", 0, "values"), {"value": "4%"}
    )

    assert moved(NOTED, after) == [
        '-  { from = 2025-01-01, value = "2%", source = "一" } # 正式',
        '+  { from = 2025-01-01, value = "3%", source = "一" }, # 正式',
        '+  { value = "4%" }',
    ]


def test_a_day_at_the_end_of_a_line_elsewhere_keeps_its_blank():
    text = 'entries = [\n  { code = "甲", from = 2024-01-01 },\n  { code = "乙", from = 2024-01-01 },\n]\n'

    after = edited(text, {("entries", 1, "code"): "丙"})

    assert moved(text, after)[0] == '-  { code = "乙", from = 2024-01-01 },'
    assert len(moved(text, after)) == 2


def test_what_is_typed_can_not_break_out_of_its_value():
    nasty = '40%" }]\n[clause]\nid = "9'

    after = edited(TEXT, {(*FIRST_RATE, "value"): nasty})

    assert tables(after)["param"][0]["values"][0]["value"] == nasty
    assert tables(after)["clause"] == tables(TEXT)["clause"]
    assert tables(f"a = {inline({nasty: [nasty]})}") == {"a": {nasty: [nasty]}}


@pytest.mark.parametrize("path", [("param", 99, "label"), ("clause", "id", "x"), ("nothing", 0)])
def test_what_is_not_there_is_refused(path):
    with pytest.raises(NotEditable):
        edited(TEXT, {path: "x"})


def test_what_is_no_toml_is_refused():
    with pytest.raises(NotEditable):
        tables("[clause")
    with pytest.raises(NotEditable):
        appended(TEXT, ("clause",), {})


def test_a_sheet_comes_back_byte_for_byte():
    text = files()[CASES]

    assert written(sheet_of(text)) == text
    assert sheet_name(CLAUSE) == CASES


def test_a_ragged_sheet_is_filled_up():
    assert sheet_of("a,b\n1\n\n1,2,3\n") == Sheet(("a", "b", ""), (("1", "", ""), ("1", "2", "3")))
    assert sheet_of("") == Sheet((), ())
    assert written(Sheet(("a",), (("x,y",),))) == '\ufeffa\n"x,y"\n'


def test_an_archive_is_the_same_bytes_whatever_the_order():
    found = files()

    packed = archive(found)

    assert packed == archive(dict(reversed(found.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as whole:
        assert {name: whole.read(name).decode() for name in whole.namelist()} == found


def test_a_comparison_names_value_day_formula_clause_and_case():
    before = files()
    text = edited(
        TEXT, {(*CAPS, 0, "value", "二级"): "26万元", ("step", 0, "expr"): "取低(首期上限, 首期上限)"}
    )
    rows = before[CASES].replace(
        "二级封顶,是,2024-05-06,,是,800000.00", "二级封顶,是,2024-05-06,,是,800000.01"
    )
    after = {**before, CLAUSE: text, CASES: rows, "clauses/09-x.toml": '[clause]\nid = "9"\ntitle = "新"\n'}

    told = compare(before, after)

    assert told.params == (Change("8", "分级上限", "二级", "2024-01-01", "25万元", "26万元", "四（五）8"),)
    was = "取低( 向下取整(合同首付 × 首期比例), 首期上限 )"
    assert told.formulas == (Change("8", "首期款", "expr", "", was, "取低(首期上限, 首期上限)"),)
    assert (told.added, told.removed) == (("9 新",), ())
    assert told.cases == (CaseChange("8", "二级封顶", "实际投入 800000.00", "实际投入 800000.01"),)
    assert [lines.file for lines in told.texts] == [CASES, CLAUSE, "clauses/09-x.toml"]
    assert compare(after, before).removed == ("9 新",)


def test_a_pack_compared_with_itself_tells_nothing():
    told = compare(files(), files())

    assert (told.params, told.formulas, told.added, told.removed, told.cases, told.texts) == ((),) * 6


def test_a_broken_clause_is_compared_by_its_lines():
    told = compare(files(), {**files(), CLAUSE: "[clause"})

    assert told.params == ()
    assert [lines.file for lines in told.texts] == [CLAUSE]


def test_a_pack_keeps_the_ids_that_files_name():
    before = read_pack(files())
    after = read_pack(changed("city.toml", 'code = "350203"', 'code = "350204"'))

    assert [str(finding) for finding in lost(before, after)] == [
        "city.toml · district 350203: is gone, and files of earlier days name it. Keep it."
    ]
    assert list(lost(before, before)) == []
