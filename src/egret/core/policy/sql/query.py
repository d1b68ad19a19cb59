"""A clause as one SELECT for DuckDB, so that an auditor computes it without this program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from math import lcm
from typing import cast

from egret.core.days import OFFICIAL

from ..clause import Clause, Kind, Step
from ..clause_checks import nodes_of
from ..evaluation import REFUSALS, needed_for
from ..numerators import day_number
from ..syntax import Node, functions_in
from .calls import CALENDAR, CALENDAR_FROM
from .facts import refusals
from .formulas import written
from .picking import pick, pick_name, picks
from .text import Names, Refusal, Term, names_of, quoted

REFUSED, HANDED = "#refused", "#handed"  # no label holds a #
_REFUSED, _HANDED, _ACTIVE = quoted(REFUSED), quoted(HANDED), quoted("#active")

Part = tuple[str, str]  # a common table expression: its name, and what it selects


def sql(clause: Clause, table: str, *, keys: Iterable[str] = (), due: str | None = None) -> str:
    """`table` has a column for each fact, named by its label and filled as for columns; a series is a list.

    The result has the columns `keys` of the table, a column for each step (rates and quantities as numerators over
    the denominator that columns have), `#refused` (0, or the place in REFUSALS plus one) and `#handed`
    (0, or the place of the hand-over that holds plus one). ValueError for labels that differ by case alone.
    """
    needed = needed_for(clause, due) if due else frozenset(term.label for term in clause.terms)
    _check_case(needed)
    steps = [step for step in clause.steps if step.term.label in needed]
    keys = tuple(keys)
    names = names_of(clause)
    parts = [_facts(clause, needed, keys), _picks(clause, needed)]
    for place, handed in enumerate(clause.hand_overs, 1):
        parts += _hand_over(names, handed.condition, place)
    for step in steps:
        parts += _step(names, step)
    query = [f"{CALENDAR} AS MATERIALIZED ({_calendar()})"] if _uses_calendar(clause) else []
    origin = quoted(table)
    for name, select in parts:
        query.append(f"{quoted(name)} AS (\n  FROM {origin}\n  SELECT {select}\n)")
        origin = quoted(name)
    return f"WITH\n{(',' + chr(10)).join(query)}\n{_outcome(keys, steps, origin)}"


def _check_case(labels: Iterable[str]) -> None:
    folded = [label.casefold() for label in labels]
    if len(set(folded)) < len(folded):
        raise ValueError("two labels differ by case alone, which SQL does not tell apart")


def _facts(clause: Clause, needed: frozenset[str], keys: tuple[str, ...]) -> Part:
    facts = [fact for fact in clause.facts if fact.term.label in needed]
    told = [refusal for fact in facts for refusal in refusals(fact)]
    if clause.open_on in needed:
        first, last = day_number(clause.valid_from), day_number(clause.valid_to)
        told.append((f"{quoted(clause.open_on)} NOT BETWEEN {first} AND {last}", "not_open"))
    columns = [f"{quoted(key)} AS {_key(place)}" for place, key in enumerate(keys)]
    columns += [quoted(fact.term.label) for fact in facts]
    columns += [f"{_chain(told)} AS {_REFUSED}", f"0 AS {_HANDED}", f"TRUE AS {_ACTIVE}"]
    return "#facts", _listed(columns)


def _picks(clause: Clause, needed: frozenset[str]) -> Part:
    params = tuple(param for param in clause.params if param.term.label in needed)
    return "#versions", _listed(["*", *picks(params)])


def _hand_over(names: Names, condition: Node, place: int) -> list[Part]:
    names.refusals = []
    holds = written(names, condition).sql
    asked = f"{_REFUSED} = 0 AND {_ACTIVE}"
    handed = f"CASE WHEN {asked} THEN CASE WHEN {holds} THEN {place} ELSE 0 END ELSE {_HANDED} END"
    return [
        (f"#handed {place} checked", _checked(f"{_HANDED} = 0", names.refusals)),
        (f"#handed {place}", f"* REPLACE ({handed} AS {_HANDED})"),
    ]


def _step(names: Names, step: Step) -> list[Part]:
    label = step.term.label
    names.refusals = []
    if step.require:
        allowed = written(names, step.require).sql
        names.refusals.append((f"NOT {allowed}", "above_ceiling"))
    value, picked = _value(names, step)
    active = " AND ".join([f"{_HANDED} = 0", *map(quoted, step.when)])
    checked = (f"#{label} checked", _checked(active, names.refusals))
    names.terms[label] = Term(quoted(label), value.den)
    nothing = "FALSE" if step.kind == Kind.BOOL else "0"
    whole = value.sql if step.kind == Kind.BOOL else f"CAST({value.sql} AS BIGINT)"
    run = f"CASE WHEN {_REFUSED} = 0 AND {_ACTIVE} THEN {whole} ELSE {nothing} END AS {quoted(label)}"
    return [*picked, checked, (f"#{label}", f"*, {run}")]


def _value(names: Names, step: Step) -> tuple[Term, list[Part]]:
    """The value of the formula that the row's day picks, and the column that picks it."""
    if not step.as_of:
        return written(names, step.formulas[0].expr), []
    name = pick_name(step.term.label)
    versions = tuple(((step.as_of, day_number(formula.from_on)),) for formula in step.formulas)
    told = [*names.refusals, (f"{name} = -1", "closed")]
    terms = []
    for place, formula in enumerate(step.formulas):
        names.refusals = []
        terms.append(written(names, formula.expr))
        told += [(f"CASE WHEN {name} = {place} THEN {when} END", code) for when, code in names.refusals]
    names.refusals = told
    den = lcm(*(cast(int, term.den) for term in terms))
    arms = " ".join(f"WHEN {place} THEN {term.over(den)}" for place, term in enumerate(terms))
    picked = (f"#{step.term.label} picked", f"*, {pick(versions)} AS {name}")
    return Term(f"CASE {name} {arms} END", den), [picked]


def _checked(active: str, told: list[Refusal]) -> str:
    """Rows that the step is run for, and the first refusal of each."""
    refused = _chain([*told], [f"WHEN {_REFUSED} <> 0 THEN {_REFUSED}", f"WHEN NOT ({active}) THEN 0"])
    return f"* REPLACE (({active}) AS {_ACTIVE}, {refused} AS {_REFUSED})"


def _chain(told: list[Refusal], before: Iterable[str] = ()) -> str:
    arms = [*before, *(f"WHEN {when} THEN {REFUSALS.index(code) + 1}" for when, code in told)]
    return f"CASE {' '.join(arms)} ELSE 0 END" if arms else "0"


def _outcome(keys: tuple[str, ...], steps: list[Step], origin: str) -> str:
    columns = [f"{_key(place)} AS {quoted(key)}" for place, key in enumerate(keys)]
    for step in steps:
        name, nothing = quoted(step.term.label), "FALSE" if step.kind == Kind.BOOL else "0"
        columns.append(f"CASE WHEN {_REFUSED} = 0 THEN {name} ELSE {nothing} END AS {name}")
    columns += [_REFUSED, f"CASE WHEN {_REFUSED} = 0 THEN {_HANDED} ELSE 0 END AS {_HANDED}"]
    return f"SELECT {_listed(columns)}\nFROM {origin}"


def _listed(columns: list[str]) -> str:
    return ",\n    ".join(columns)


def _key(place: int) -> str:
    return quoted(f"#key {place}")


def _uses_calendar(clause: Clause) -> bool:
    return any("工作日后" in functions_in(node) for node in nodes_of(clause))


@cache
def _calendar() -> str:
    """The official calendar, from the day before its first year until the first year that is not known."""
    day, days = CALENDAR_FROM, list[int]()
    ordinals = [0]
    while day.year in OFFICIAL.years:
        if OFFICIAL.is_working(day):
            days.append(day_number(day))
        ordinals.append(len(days))
        day += timedelta(days=1)
    return f"SELECT {ordinals} AS ordinals, {days} AS days"
