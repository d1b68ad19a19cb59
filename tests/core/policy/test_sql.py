"""SQL for the auditor: names and texts stay names and texts, the same text every time, empty cells refused by row."""

import duckdb
import pytest
from tests.core.policy.random_clauses import PAY, head, plain_facts, read
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.core.policy.evaluation import REFUSALS
from egret.core.policy.sql import REFUSED, sql
from egret.core.policy.sql.text import literal, quoted

PACK = read_pack(files())
CLAUSE = next(clause for clause in PACK.clauses if clause.id == "8")
HOSTILE = 'a"; DROP TABLE facts; --'


@pytest.mark.parametrize("text", [HOSTILE, "'; --", '""', "改造'后"])
def test_names_and_texts_cannot_leave_their_quotes(text):
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE {quoted(text)} AS SELECT {literal(text)} AS {quoted(text)}")

        assert con.execute(f"SELECT {quoted(text)} FROM {quoted(text)}").fetchone() == (text,)


@pytest.mark.parametrize("clause", PACK.clauses, ids=lambda clause: clause.id)
def test_the_text_is_the_same_every_time(clause):
    assert sql(clause, "facts", keys=["企业"]) == sql(clause, "facts", keys=["企业"])


def test_a_table_of_any_name_is_read_and_its_keys_are_kept():
    with duckdb.connect() as con:
        con.execute(f"""CREATE TABLE {quoted(HOSTILE)} AS SELECT '甲公司' AS "应补金额", TRUE AS 是试点企业,
            19849 AS 合同签订日, 30000050 AS 合同首付, TRUE AS 验收通过, 42389458 AS 实际投入, 2 AS 改造后水平,
            400000 AS 核定比例""")
        found = con.execute(sql(CLAUSE, HOSTILE, keys=["应补金额"])).fetchall()

    assert found == [("甲公司", 10_000_000, 16_955_783, 0, 0)]


def test_an_empty_cell_refuses_its_row():
    with duckdb.connect() as con:
        con.execute("""CREATE TABLE facts AS SELECT TRUE AS 是试点企业, 19849 AS 合同签订日, 30000050 AS 合同首付,
            TRUE AS 验收通过, NULL::BIGINT AS 实际投入, 2 AS 改造后水平, 400000 AS 核定比例""")
        found = con.execute(sql(CLAUSE, "facts")).fetchnumpy()

    assert [REFUSALS[code - 1] for code in found[REFUSED]] == ["missing"]


def test_labels_that_differ_by_case_alone_are_refused():
    step = '[[step]]\nid = "{0}"\nlabel = "{0}"\nlabel_en = "{0}"\nexpr = "{1}"\n'
    clause = read(
        head()
        + plain_facts()
        + step.format("a", "甲钱")
        + step.format("A", "a")
        + step.format("末步", "A")
        + PAY
    )

    with pytest.raises(ValueError, match="by case alone"):
        sql(clause, "facts")
