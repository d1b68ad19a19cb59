"""Facts of many cases in a CSV or Parquet file, and what the clause comes to for each, written beside them.

A file speaks as a golden case does: columns named by labels, yuan, `40%`, words, 是 or 否, days, `5;6;7`. Other columns
(a name, a number) are kept and written out again. Amounts never pass through a float: a DOUBLE column is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from egret.core.policy.clause import Clause, Fact, Kind
from egret.core.policy.columns import Frame, Outcome
from egret.core.policy.evaluation import REFUSALS
from egret.core.policy.sql.text import literal, quoted

READERS = {".csv": "read_csv(?, all_varchar = true, header = true)", ".parquet": "read_parquet(?)"}
WRITERS = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet"}
FLOATS = ("FLOAT", "DOUBLE")
REFUSED, HANDED = "拒绝", "移交"
_ROW = "#row"
_MONEY = r"-?[0-9]{1,15}([.][0-9]{1,2}0*)?"
_COUNT = r"-?[0-9]{1,18}"
_DECIMAL = r"-?[0-9]{1,9}([.][0-9]{1,8})?"
_FINE = 10**8  # what a decimal of eight digits is a whole number of
_CHINA_AHEAD = 8 * 3600


class FileRefused(ValueError):
    """The file can't be read. `code`: suffix, unreadable, absent, float, or cell, which names the `row` (from 1) and its `text`."""

    def __init__(self, code: str, column: str = "", row: int = 0, text: str = "") -> None:
        super().__init__(f"{code}: {column} {row or ''} {text}".strip())
        self.code, self.column, self.row, self.text = code, column, row, text


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`frame` for columns; `others`: the columns of the file that are no facts, as text; `rows`: theirs in the file, from 1."""

    frame: Frame
    others: Mapping[str, np.ndarray]
    rows: np.ndarray


def columns_of(path: Path) -> tuple[str, ...]:
    with _base() as con:
        _opened(con, path)
        return tuple(_described(con))


def read_portfolio(path: Path, clause: Clause, *, given: str = "") -> Portfolio:
    """The facts of `clause` in the file, by label or id; FileRefused at the first thing that can't be read.

    With `given`, a condition in SQL over the file's own columns, only the rows that meet it.
    """
    with _base() as con:
        _opened(con, path)
        if given:
            con.execute(f"CREATE OR REPLACE TEMP TABLE file AS FROM file WHERE {given}")
        _name_by_label(con, clause)
        columns = _described(con)
        frame = {fact.term.label: _column(con, fact, columns) for fact in clause.facts}
        rest = [name for name in columns if name not in frame]
        others = {name: _fetched(con, f"CAST({quoted(name)} AS VARCHAR)") for name in rest}
        rows = _fetched(con, quoted(_ROW))
    return Portfolio(frame, {name: _as_text(column) for name, column in others.items()}, rows)


def _described(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    found = {name: kind for name, kind, *_ in con.execute("DESCRIBE file").fetchall()}
    return {name: kind for name, kind in found.items() if name != _ROW}


def _name_by_label(con: duckdb.DuckDBPyConnection, clause: Clause) -> None:
    columns = _described(con)
    for fact in clause.facts:
        if fact.term.label not in columns and fact.id in columns:
            con.execute(f"ALTER TABLE file RENAME {quoted(fact.id)} TO {quoted(fact.term.label)}")


def write_outcome(path: Path, clause: Clause, portfolio: Portfolio, outcome: Outcome) -> None:
    """The file's other columns, each step in the file's own words, the refusal's code, and who takes the case over."""
    if path.suffix not in WRITERS:
        raise FileRefused("suffix", text=path.suffix)
    arrays = {f"other {name}": column for name, column in portfolio.others.items()}
    arrays |= {f"step {label}": column for label, column in outcome.values.items()}
    arrays |= {"refused": outcome.refused, "handed": outcome.handed}
    told = [f"{quoted(f'other {name}')} AS {quoted(name)}" for name in portfolio.others]
    for label in outcome.values:
        written = _written(quoted(f"step {label}"), clause.step(label).kind, outcome.dens[label])
        told.append(f"CASE WHEN refused = 0 THEN {written} END AS {quoted(label)}")
    told.append(f"{_word('refused', REFUSALS)} AS {quoted(REFUSED)}")
    handed = _word("handed", [handed.to.label for handed in clause.hand_overs])
    told.append(f"{handed} AS {quoted(HANDED)}")
    with _base() as con:
        con.register("outcome", arrays)
        con.execute(
            f"COPY (FROM outcome SELECT {', '.join(told)}) TO {literal(str(path))} ({WRITERS[path.suffix]})"
        )


def _base() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"autoinstall_known_extensions": "false"})


def _opened(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    if path.suffix not in READERS:
        raise FileRefused("suffix", text=path.suffix)
    path.stat()  # so that a file that is not there is told as any other
    rows = f"FROM {READERS[path.suffix]} SELECT row_number() OVER () AS {quoted(_ROW)}, *"
    try:
        con.execute(f"CREATE TEMP TABLE file AS {rows}", [str(path)])
    except duckdb.Error as fault:
        raise FileRefused("unreadable", text=str(fault).splitlines()[0]) from None


def _column(con: duckdb.DuckDBPyConnection, fact: Fact, columns: Mapping[str, str]) -> np.ndarray:
    label = fact.term.label
    if label not in columns:
        raise FileRefused("absent", label)
    if any(kind in columns[label] for kind in FLOATS):
        raise FileRefused("float", label)
    name = quoted(label)
    text = f"trim(CAST({name} AS VARCHAR))"
    if fact.kind == Kind.SERIES:
        text = f"array_to_string({name}, ';')" if columns[label].endswith("]") else text
        months = [_read(con, fact, _month(text, fact, place)) for place in range(1, fact.months + 1)]
        return np.stack(months, axis=1)
    return _read(con, fact, _TEXTS[fact.kind](fact, text))


def _read(con: duckdb.DuckDBPyConnection, fact: Fact, expression: str) -> np.ndarray:
    found = _fetched(con, expression)
    if np.ma.is_masked(found):
        row = int(np.argmax(np.ma.getmaskarray(found)))
        name = quoted(fact.term.label)
        number, text = con.execute(
            f"FROM file SELECT {quoted(_ROW)}, CAST({name} AS VARCHAR) OFFSET {row} LIMIT 1"
        ).fetchone() or (0, "")
        raise FileRefused("cell", fact.term.label, number, text or "")
    column = np.ma.getdata(found)
    return column.astype(np.str_) if fact.kind == Kind.CODE else column


def _fetched(con: duckdb.DuckDBPyConnection, expression: str) -> np.ndarray:
    return con.execute(f"FROM file SELECT {expression} AS found").fetchnumpy()["found"]


def _as_text(column: np.ndarray) -> np.ndarray:
    return np.ma.filled(column, "") if np.ma.is_masked(column) else np.ma.getdata(column)


def _matched(text: str, pattern: str, value: str) -> str:
    return f"CASE WHEN regexp_full_match({text}, '{pattern}') THEN {value} END"


def _money(_fact: Fact, text: str) -> str:
    plain = f"replace({text}, ',', '')"
    return _matched(plain, _MONEY, f"CAST(CAST({plain} AS DECIMAL(20, 2)) * 100 AS BIGINT)")


def _count(_fact: Fact, text: str) -> str:
    return _matched(text, _COUNT, f"CAST({text} AS BIGINT)")


def _parts(text: str, of: int, parts: int) -> str:
    """A decimal as a whole number of `parts`, NULL where it is finer."""
    fine = f"CAST(CAST({text} AS DECIMAL(20, 8)) * {_FINE} AS HUGEINT) * {parts}"
    whole = f"CASE WHEN {fine} % {of * _FINE} = 0 THEN CAST({fine} // {of * _FINE} AS BIGINT) END"
    return _matched(text, _DECIMAL, whole)


def _rate(fact: Fact, text: str) -> str:
    share = _parts(f"rtrim({text}, '%')", 100, fact.parts)
    return f"CASE WHEN ends_with({text}, '%') THEN {share} END"


def _truth(_fact: Fact, text: str) -> str:
    return f"CASE lower({text}) WHEN '是' THEN TRUE WHEN 'true' THEN TRUE WHEN '否' THEN FALSE WHEN 'false' THEN FALSE END"


def _enum(fact: Fact, text: str) -> str:
    """A foreign word becomes a place that no word has, so that the row is refused and not the file."""
    arms = " ".join(f"WHEN {literal(word)} THEN {place}" for word, place in fact.values.items())
    foreign = max(fact.values.values()) + 1
    return f"CASE WHEN {text} <> '' THEN CAST(CASE {text} {arms} ELSE {foreign} END AS BIGINT) END"


def _day(_fact: Fact, text: str) -> str:
    return f"CAST(TRY_CAST({text} AS DATE) - DATE '1970-01-01' AS BIGINT)"


def _moment(_fact: Fact, text: str) -> str:
    """China time."""
    return f"CAST(epoch_us(TRY_CAST({text} AS TIMESTAMP)) // 1000000 - {_CHINA_AHEAD} AS BIGINT)"


def _month(text: str, fact: Fact, place: int) -> str:
    split = f"string_split({text}, ';')"
    month = f"trim({split}[{place}])"
    return f"CASE WHEN len({split}) = {fact.months} THEN {_count(fact, month)} END"


_TEXTS: dict[Kind, Callable[[Fact, str], str]] = {
    Kind.MONEY: _money,
    Kind.COUNT: _count,
    Kind.RATE: _rate,
    Kind.QUANTITY: lambda fact, text: _parts(text, 1, fact.parts),
    Kind.BOOL: _truth,
    Kind.ENUM: _enum,
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
    Kind.CODE: lambda _, text: text,
}


def _written(name: str, kind: Kind, den: int) -> str:
    match kind:
        case Kind.MONEY:
            # By digits: a quotient would be a float.
            sign, size = f"CASE WHEN {name} < 0 THEN '-' ELSE '' END", f"abs({name})"
            yuan = f"{sign} || {size} // 100 || '.' || lpad(CAST({size} % 100 AS VARCHAR), 2, '0')"
            return f"CAST({yuan} AS DECIMAL(20, 2))"
        case Kind.BOOL:
            return f"CASE WHEN {name} THEN '是' ELSE '否' END"
        case Kind.DATE:
            return f"DATE '1970-01-01' + CAST({name} AS INTEGER)"
        case Kind.RATE | Kind.QUANTITY:
            return name if den == 1 else f"{name} || '/{den}'"
        case _:
            return name


def _word(name: str, words: tuple[str, ...] | list[str]) -> str:
    arms = " ".join(f"WHEN {place} THEN {literal(word)}" for place, word in enumerate(words, 1))
    return f"CASE {name} {arms} END" if arms else "NULL"
