"""Seeded facts of many cases with their corners, and each evaluator's answer to them in one shape."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import duckdb
import numpy as np

from egret.core.days import CHINA
from egret.core.policy.clause import Clause, Fact, Kind
from egret.core.policy.columns import Frame, plan
from egret.core.policy.evaluation import REFUSALS, CaseRefused, evaluate
from egret.core.policy.functions import FIRST_DAY, LAST_DAY
from egret.core.policy.overlap import OverlapGroup, Received, Subject, overlapped
from egret.core.policy.overlap_columns import other_members, overlap_sql, overlapped_in_columns
from egret.core.policy.sql import HANDED, REFUSED, sql
from egret.core.policy.sql.text import quoted

EPOCH = date(1970, 1, 1)
SECONDS = 86_400
FOREIGN = "☒"  # no enum's word
CHUNK = 20_000


def population(clause: Clause, rows: int, seed: int, *, faulty: float = 0.01) -> Frame:
    """`rows` cases; every number is at a corner now and then, `faulty` of each fact out of its bounds."""
    rng = np.random.default_rng(seed)
    turns = _turning_numbers(clause)
    return {fact.term.label: _column(clause, fact, rng, rows, turns, faulty) for fact in clause.facts}


def _turning_numbers(clause: Clause) -> list[Fraction]:
    """Caps, thresholds and bands: cases lie at them and one step to either side."""
    found = {Fraction(0)}
    for param in clause.params:
        for version in param.versions:
            found |= {Fraction(cell) for cell in version.cells.values() if isinstance(cell, int | Fraction)}
            found |= {Fraction(number) for band in version.bands for number in (band.at_least, band.value)}
    return sorted(found)


def _column(clause, fact: Fact, rng, rows: int, turns, faulty: float):
    match fact.kind:
        case Kind.BOOL:
            return rng.random(rows) < 0.85
        case Kind.ENUM:
            places = np.array([*fact.values.values(), max(fact.values.values()) + 1])
            return places[
                np.minimum((rng.random(rows) * (len(places) - 1 + faulty)).astype(int), len(places) - 1)
            ]
        case Kind.DATE:
            return _days(clause, rng, rows, faulty)
        case Kind.MOMENT:
            return _days(clause, rng, rows, faulty) * SECONDS + rng.integers(0, SECONDS, rows)
        case Kind.CODE:
            codes = [entry.code for register in clause.registers for entry in register.entries]
            return rng.choice(np.array([*codes, "无此编号"]), rows)
        case Kind.SERIES:
            return np.stack(
                [_numbers(fact, rng, rows, turns, faulty / 6) for _ in range(fact.months)], axis=1
            )
        case _:
            return _numbers(fact, rng, rows, turns, faulty)


def _numbers(fact: Fact, rng, rows: int, turns, faulty: float):
    most = int(fact.most * fact.parts)
    corners = {0, 1, most - 1, most}
    for turn in turns:
        corners |= {int(turn * fact.parts) + step for step in (-1, 0, 1)}
        # What a rate of 30 % or 40 % brings to a cap, and a fen to either side.
        corners |= {
            int(turn * fact.parts / share) + step
            for share in (Fraction(3, 10), Fraction(2, 5))
            for step in (-1, 0, 1)
        }
    held = np.array(sorted(corner for corner in corners if 0 <= corner <= most))
    wide = np.exp(rng.random(rows) * np.log(most + 1)) - 1
    drawn = np.where(rng.random(rows) < 0.5, wide, rng.random(rows) * most).astype(np.int64)
    column = np.where(rng.random(rows) < 0.3, rng.choice(held, rows), np.minimum(drawn, most))
    wrong = rng.choice(np.array([-1, most + 1, -(2**40), most * 2 + 1]), rows)
    return np.where(rng.random(rows) < faulty, wrong, column)


def _days(clause: Clause, rng, rows: int, faulty: float):
    turns = {clause.valid_from, clause.valid_to, date(2024, 2, 29)}
    for param in clause.params:
        for version in param.versions:
            turns |= {version.from_on, *version.only_from.values()}
    for register in clause.registers:
        for entry in register.entries:
            turns |= {entry.from_on} | ({entry.to_on} if entry.to_on else set())
    corners = np.array([number(day) + step for day in sorted(turns) for step in (-1, 0, 1)])
    drawn = rng.integers(number(clause.valid_from), number(clause.valid_to) + 1, rows)
    column = np.where(rng.random(rows) < 0.1, rng.choice(corners, rows), drawn)
    far = [FIRST_DAY, LAST_DAY, FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)]
    return np.where(
        rng.random(rows) < faulty, rng.choice(np.array([number(day) for day in far]), rows), column
    )


def number(day: date) -> int:
    return (day - EPOCH).days


def case(clause: Clause, frame: Frame, row: int) -> dict[str, object]:
    """One row as a single case has it."""
    return {fact.term.label: _value(fact, frame[fact.term.label][row]) for fact in clause.facts}


def _value(fact: Fact, cell):
    match fact.kind:
        case Kind.BOOL:
            return bool(cell)
        case Kind.ENUM:
            return {place: word for word, place in fact.values.items()}.get(int(cell), FOREIGN)
        case Kind.DATE:
            return EPOCH + timedelta(days=int(cell))
        case Kind.MOMENT:
            return datetime.fromtimestamp(int(cell), CHINA)
        case Kind.CODE:
            return str(cell)
        case Kind.SERIES:
            return tuple(int(count) for count in cell)
        case Kind.RATE | Kind.QUANTITY:
            return Fraction(int(cell), fact.parts)
        case _:
            return int(cell)


def by_cases(clause: Clause, frame: Frame, dens: dict[str, int]):
    """Numerators of each step, refusals and hand-overs as columns have them, from single cases."""
    rows = len(frame[clause.facts[0].term.label])
    steps = {step.term.label: np.zeros(rows, np.int64) for step in clause.steps}
    refused, handed = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    for row in range(rows):
        try:
            lines = evaluate(clause, case(clause, frame, row)).lines
        except CaseRefused as refusal:
            refused[row] = REFUSALS.index(refusal.code) + 1
            continue
        for line in lines:
            label = line.step.term.label
            steps[label][row] = _carried(line.value, dens[label])
            if line.handed_to:
                handed[row] = clause.hand_overs.index(line.handed_to) + 1
    return {**steps, REFUSED: refused, HANDED: handed}


def _carried(value, den: int) -> int:
    if isinstance(value, date):
        return number(value)
    carried = Fraction(value) * den
    assert carried.denominator == 1
    return int(carried)


def by_columns(clause: Clause, frame: Frame):
    outcome = plan(clause).run(frame)
    values = {label: column.astype(np.int64) for label, column in outcome.values.items()}
    return {**values, REFUSED: outcome.refused, HANDED: outcome.handed}, outcome.dens


def by_sql(clause: Clause, frame: Frame):
    con = duckdb.connect()
    rows = len(frame[clause.facts[0].term.label])
    flat, columns = {"#row": np.arange(rows)}, [quoted("#row")]
    for fact in clause.facts:
        label, column = fact.term.label, frame[fact.term.label]
        if fact.kind == Kind.SERIES:
            months = {f"{label} {month}": column[:, month] for month in range(fact.months)}
            flat |= months
            columns.append(f"[{', '.join(map(quoted, months))}] AS {quoted(label)}")
            continue
        flat[label] = column.astype(object) if fact.kind == Kind.CODE else np.ascontiguousarray(column)
        columns.append(quoted(label))
    con.execute(f"CREATE TABLE facts AS SELECT {', '.join(columns)} FROM flat")
    found = con.execute(f'SELECT * FROM ({sql(clause, "facts", keys=["#row"])}) ORDER BY "#row"').fetchnumpy()
    con.close()
    return {name: np.asarray(column).astype(np.int64) for name, column in found.items() if name != "#row"}


def disagreements(clause: Clause, frame: Frame) -> list[str]:
    """Where the three evaluators differ, told so that one can see it."""
    columns, dens = by_columns(clause, frame)
    answers = {"case": by_cases(clause, frame, dens), "columns": columns, "sql": by_sql(clause, frame)}
    told = []
    for name, wanted in answers["case"].items():
        for other in ("columns", "sql"):
            for row in np.flatnonzero(answers[other][name] != wanted)[:3]:
                facts = case(clause, frame, int(row))
                told.append(f"{other}: {name} = {answers[other][name][row]}, not {wanted[row]}, of {facts}")
    return told


def overlap_disagreements(group: OverlapGroup, clause: str, own: np.ndarray, seed: int) -> list[str]:
    """Where single cases, columns and SQL differ in what is due after the group, when others have paid at random."""
    rng, members = np.random.default_rng(seed), other_members(group, clause)
    around = np.maximum(own[:, None] + rng.integers(-2, 3, (len(own), len(members))), 0)
    received = np.where(
        rng.random(around.shape) < 0.5, 0, np.where(rng.random(around.shape) < 0.5, around, around // 3)
    )
    columns = overlapped_in_columns(group, clause, own, received).due
    con, names = duckdb.connect(), [f"m{place}" for place in range(len(members))]
    flat = {"place": np.arange(len(own)), "own": own}
    flat |= {name: np.ascontiguousarray(received[:, place]) for place, name in enumerate(names)}
    query = f"SELECT {overlap_sql(group, clause, 'own', tuple(names))} AS due FROM flat ORDER BY place"
    found = con.execute(query).fetchnumpy()["due"]
    con.close()
    subject = Subject(clause, "p", frozenset({"i"}))
    told = []
    for row, fen in enumerate(own.tolist()):
        held = [
            Received(member, int(paid), "", "p", frozenset({"i"}))
            for member, paid in zip(members, received[row], strict=True)
        ]
        (single,) = overlapped([group], subject, fen, held)
        if not single.due_fen == columns[row] == found[row]:
            told.append(
                f"overlap {group.id}: {single.due_fen}, {columns[row]}, {found[row]} of {fen} beside {held}"
            )
    return told[:3]
