"""Facts of many cases in a CSV or Parquet file, a column each by label or id, written as in a golden case.

Money is in yuan, rates as `40%`; an empty cell is a fact not given. Every fault names its column and the first row.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np

from egret.core.findings import Finding
from egret.core.money import FEN_PER_YUAN
from egret.core.policy.clause import Clause, Fact, Kind
from egret.core.policy.columns import Frame, Outcome
from egret.core.policy.evaluation import REFUSALS
from egret.core.reading import BadFile

ROW = "#row"
_MILLION = 10**6
_READERS = {".csv": "read_csv(?, all_varchar=true, header=true)", ".parquet": "read_parquet(?)"}
_CURE = {
    Kind.MONEY: "Write yuan with at most two decimals, such as 1234.56",
    Kind.RATE: "Write 40%, to four decimals at most",
    Kind.COUNT: "Write a whole number",
    Kind.QUANTITY: "Write a number such as 1.5",
    Kind.BOOL: "Write 是 or 否, true or false",
    Kind.DATE: "Write 2024-05-06",
    Kind.MOMENT: "Write 2024-05-06 17:00:00",
    Kind.SERIES: "Write one count for each month, such as 5;6;7",
}


class Sheet:
    """An open file of facts. `columns` as its header tells them."""

    def __init__(self, path: Path) -> None:
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            wrong = "is neither CSV nor Parquet"
            raise BadFile((Finding(path.name, "", wrong, "Give a .csv or .parquet file"),))
        with path.open("rb"):  # a missing file is told by its own name
            self.name = path.name
        self.db = duckdb.connect()
        try:
            self.db.execute(
                f'CREATE TABLE sheet AS SELECT (row_number() OVER ()) - 1 AS "{ROW}", * FROM {reader}',  # noqa: S608 -- names are quoted
                [str(path)],
            )
        except duckdb.Error as fault:
            first = str(fault).splitlines()[0]
            raise BadFile((Finding(self.name, "", first, "Mend the file"),)) from None
        self.columns = [name for name, *_ in self.db.execute("DESCRIBE sheet").fetchall()][1:]
        self.rows = int(self._one("SELECT count(*) FROM sheet"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def column_of(self, fact: Fact) -> str | None:
        return next((one for one in (fact.term.label, fact.id) if one in self.columns), None)

    def cells(self, expression: str, where: str = "true") -> Any:
        return self.db.execute(
            f'SELECT {expression} AS cell FROM sheet WHERE {where} ORDER BY "{ROW}"'  # noqa: S608 -- names are quoted
        ).fetchnumpy()["cell"]

    def places(self, where: str) -> Any:
        """The rows that meet `where`."""
        return self.cells(f'"{ROW}"', where)

    def first(self, where: str) -> int | None:
        return self._one(f'SELECT min("{ROW}") FROM sheet WHERE {where}')  # noqa: S608 -- names are quoted

    def _one(self, query: str) -> Any:
        row = self.db.execute(query).fetchone()
        return row[0] if row else None


def clause_frame(sheet: Sheet, clause: Clause, where: str = "true") -> Frame:
    """The clause's facts of the rows that meet `where`; BadFile with every column that is missing or can't be read."""
    findings: list[Finding] = []
    frame = {}
    for fact in clause.facts:
        column = sheet.column_of(fact)
        if column is None:
            cure = f"Add the column {fact.term.label} or {fact.id}"
            findings.append(Finding(sheet.name, fact.term.label, "is missing", cure))
            continue
        bad = sheet.first(f"({where}) AND ({_expression(fact, column)}) IS NULL")
        if bad is not None:
            found = sheet.cells(f"{named(column)}::VARCHAR", f'"{ROW}" = {bad}')[0]
            wrong = f"{found!r} is no {fact.kind}" if found is not None and found else "is empty"
            cure = _CURE.get(fact.kind, f"Use one of: {'、'.join(fact.values)}")
            findings.append(Finding(sheet.name, f"row {bad + 2} · {column}", wrong, cure))
            continue
        frame[fact.term.label] = _array(fact, sheet.cells(_expression(fact, column), where))
    if findings:
        raise BadFile(tuple(findings))
    return frame


def _array(fact: Fact, cells: Any) -> Any:
    plain = np.asarray(cells)
    match fact.kind:
        case Kind.BOOL:
            return plain.astype(np.bool_)
        case Kind.CODE:
            return plain.astype(np.str_)
        case Kind.SERIES:
            empty = np.zeros((0, fact.months), np.int64)
            return np.array([list(one) for one in plain], np.int64) if len(plain) else empty
        case _:
            return plain.astype(np.int64)


def _expression(fact: Fact, column: str) -> str:
    """SQL that is NULL where the cell can't be read: numbers are read as decimals, never as floats."""
    cell = f"{named(column)}::VARCHAR"
    text = f"nullif(trim(replace({cell}, ',', '')), '')"
    match fact.kind:
        case Kind.MONEY:
            return _whole(text, FEN_PER_YUAN)
        case Kind.RATE:
            return _whole(f"CASE WHEN ends_with({text}, '%') THEN rtrim({text}, '%') END", fact.parts, 100)
        case Kind.COUNT:
            return _whole(text, 1)
        case Kind.QUANTITY:
            return _whole(text, fact.parts)
        case Kind.BOOL:
            return _words(f"lower({text})", {"是": "true", "true": "true", "否": "false", "false": "false"})
        case Kind.ENUM:
            return _words(text, fact.values)
        case Kind.DATE:
            return f"TRY_CAST({text} AS DATE) - DATE '1970-01-01'"
        case Kind.MOMENT:
            return f"epoch(TRY_CAST({text} AS TIMESTAMP) - INTERVAL 8 HOUR)::BIGINT"
        case Kind.SERIES:
            parts = f"[TRY_CAST(trim(one) AS BIGINT) FOR one IN string_split({cell}, ';')]"
            return f"CASE WHEN len({parts}) = {fact.months} AND list_count({parts}) = {fact.months} THEN {parts} END"
        case _:
            return text


def _words(text: str, places: Mapping[str, object]) -> str:
    return (
        f"CASE {text} {' '.join(f'WHEN {quoted(word)} THEN {place}' for word, place in places.items())} END"
    )


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _whole(text: str, times: int, over: int = 1) -> str:
    """A plain decimal times `times` over `over`, where that comes to a whole number. Millionths are whole numbers."""
    plain = f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,15}}([.][0-9]{{1,6}})?') THEN {text} END"
    millionths = f"(CAST({plain} AS DECIMAL(24, 6)) * {_MILLION})::HUGEINT * {times}"
    return (
        f"CASE WHEN {millionths} % {_MILLION * over} = 0 THEN ({millionths} // {_MILLION * over})::BIGINT END"
    )


def write_outcome(sheet: Sheet, clause: Clause, outcome: Outcome, out: Path) -> None:
    """The sheet's own columns, every step by label (money in yuan), and the code for which a row was refused."""
    if out.suffix.lower() not in _READERS:
        raise BadFile((Finding(out.name, "", "is neither CSV nor Parquet", "Name a .csv or .parquet file"),))
    if not out.parent.is_dir():
        raise NotADirectoryError(f"{out.parent} is no folder")
    codes = np.array(["", *REFUSALS], dtype=object)
    steps: dict[str, Any] = {ROW: np.arange(sheet.rows), "refused": codes[outcome.refused]}
    shown = []
    for place, step in enumerate(clause.steps):
        label = step.term.label
        steps[f"s{place}"] = outcome.values[label]
        if label not in sheet.columns:
            shown.append(f"{_shown(step.kind, f's{place}', outcome.dens[label])} AS {named(label)}")
    sheet.db.register("steps", steps)
    columns = ", ".join([*(f"sheet.{named(one)}" for one in sheet.columns), *shown, "steps.refused"])
    kind = "FORMAT csv, HEADER" if out.suffix.lower() == ".csv" else "FORMAT parquet"
    query = f'SELECT {columns} FROM sheet JOIN steps USING ("{ROW}") ORDER BY "{ROW}"'  # noqa: S608 -- names are quoted
    sheet.db.execute(f"COPY ({query}) TO {quoted(str(out))} ({kind})")


def _shown(kind: Kind, column: str, den: int) -> str:
    match kind:
        case Kind.MONEY:
            return f"{column} * 0.01::DECIMAL(3, 2)"
        case Kind.RATE | Kind.QUANTITY:
            return f"{column}::VARCHAR || '/{den}'"
        case Kind.DATE:
            return f"DATE '1970-01-01' + {column}::INTEGER"
        case _:
            return column
