"""Facts of many cases come from files to the fen, and go back with what each comes to."""

import duckdb
import numpy as np
import pytest
from tests.core.policy.population import population
from tests.core.policy.random_clauses import plain_clause
from tests.packs.xiamen import files

from egret.base.portfolio import FileRefused, read_portfolio, write_outcome
from egret.core.packs.reading import read_pack
from egret.core.policy.clause import Kind
from egret.core.policy.columns import plan

CLAUSE = next(clause for clause in read_pack(files()).clauses if clause.id == "8")
HEADER = "企业,是试点企业,合同签订日,合同首付,验收通过,实际投入,改造后水平,核定比例"
ROW = '甲公司,是,2024-05-06,"300,000.50",是,423894.58,二级,40%'


def sheet(tmp_path, *rows, header=HEADER):
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8-sig")
    return path


def test_a_sheet_is_read_to_the_fen(tmp_path):
    read = read_portfolio(sheet(tmp_path, ROW, "乙公司,否,2024-02-29,0,否,1,零级,33.3333%"), CLAUSE)

    assert {label: column.tolist() for label, column in read.frame.items()} == {
        "是试点企业": [True, False],
        "合同签订日": [19849, 19782],
        "合同首付": [30_000_050, 0],
        "验收通过": [True, False],
        "实际投入": [42_389_458, 100],
        "改造后水平": [2, 0],
        "核定比例": [400_000, 333_333],
    }
    assert read.others["企业"].tolist() == ["甲公司", "乙公司"]


def test_what_each_case_comes_to_is_written_beside_its_name(tmp_path):
    read = read_portfolio(
        sheet(tmp_path, ROW, ROW.replace("40%", "41%"), ROW.replace("二级", "五级")), CLAUSE
    )
    out = tmp_path / "out.csv"
    write_outcome(out, CLAUSE, read, plan(CLAUSE).run(read.frame))

    assert out.read_text("utf-8").splitlines() == [
        "企业,首期款,应补金额,拒绝,移交",
        "甲公司,100000.00,169557.83,,",
        "甲公司,,,above_ceiling,",
        "甲公司,,,unknown_word,",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("423894.58", "423894.585"), ("423894.58", ""), ("2024-05-06", "2024-02-30"), ("40%", "40.00001%"), ("40%", "0.4"),
     ("甲公司,是", "甲公司,对"), ("423894.58", "1e3")],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(tmp_path, old, new):
    with pytest.raises(FileRefused) as refused:
        read_portfolio(sheet(tmp_path, ROW, ROW.replace(old, new)), CLAUSE)

    assert (refused.value.code, refused.value.row) == ("cell", 2)


def test_a_missing_column_and_a_float_are_refused(tmp_path):
    with pytest.raises(FileRefused) as absent:
        read_portfolio(sheet(tmp_path, "甲公司", header="企业"), CLAUSE)
    path = tmp_path / "facts.parquet"
    duckdb.sql(
        "SELECT TRUE AS 是试点企业, DATE '2024-05-06' AS 合同签订日, 1.5::DOUBLE AS 合同首付"
    ).write_parquet(str(path))
    with pytest.raises(FileRefused) as floating:
        read_portfolio(path, CLAUSE)

    assert (absent.value.code, absent.value.column) == ("absent", "是试点企业")
    assert (floating.value.code, floating.value.column) == ("float", "合同首付")


def test_parquet_brings_back_every_kind_of_fact(tmp_path):
    clause = plain_clause()
    frame = population(clause, 200, seed=3, faulty=0)
    path = tmp_path / "facts.parquet"
    written = written_by_kind(clause, frame)
    with duckdb.connect() as con:
        con.register("facts", {label: column for label, (column, _) in written.items()})
        told = ", ".join(f'{expression} AS "{label}"' for label, (_, expression) in written.items())
        con.execute(f"COPY (SELECT {told} FROM facts) TO '{path}' (FORMAT parquet)")

    read = read_portfolio(path, clause).frame

    for label, column in frame.items():
        np.testing.assert_array_equal(read[label], column, label)


def written_by_kind(clause, frame):
    """Label → what DuckDB can take over, and how that becomes the file's own kind."""
    return {
        fact.term.label: (taken_over(fact, frame[fact.term.label]), FILED[fact.kind].format(fact.term.label))
        for fact in clause.facts
    }


FILED = dict.fromkeys(Kind, '"{0}"') | {
    Kind.MONEY: 'CAST("{0}" AS DECIMAL(20, 2)) * 0.01',
    Kind.RATE: "CAST(\"{0}\" AS DECIMAL(20, 1)) * 0.1 || '%'",
    Kind.QUANTITY: 'CAST("{0}" AS DECIMAL(20, 1)) * 0.5',
    Kind.DATE: "DATE '1970-01-01' + CAST(\"{0}\" AS INTEGER)",
    Kind.MOMENT: 'make_timestamp(("{0}" + 28800) * 1000000)',
}


def taken_over(fact, column):
    words = {place: word for word, place in fact.values.items()}
    match fact.kind:
        case Kind.ENUM:
            return np.array([words[int(place)] for place in column], object)
        case Kind.CODE:
            return column.astype(object)
        case Kind.SERIES:
            return np.array([";".join(map(str, row)) for row in column], object)
        case _:
            return column
