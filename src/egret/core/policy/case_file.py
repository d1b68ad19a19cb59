"""One case as a file: facts by label or id, written as in a golden case, or as TOML's own yes-or-no, day and list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from egret.core.findings import Finding
from egret.core.reading import BadFile, tables

from .clause import Clause, Fact, Kind, Value
from .fact_reading import value_of

_CURE = 'Write "1234.56" or "25万元", "40%", 3, true, 2024-05-06, [5, 6, 7], or the enum\'s word'


def read_case(clause: Clause, text: str, file: str) -> dict[str, Value]:
    """Facts by label. Raises BadFile with every fault."""
    facts = {fact.id: fact for fact in clause.facts} | {fact.term.label: fact for fact in clause.facts}
    findings, given = [], {}
    for key, value in _tables(text, file).items():
        if key not in facts:
            known = "、".join(fact.term.label for fact in clause.facts)
            findings.append(Finding(file, key, f"is no fact of clause {clause.id}", f"Use one of: {known}"))
            continue
        try:
            given[facts[key].term.label] = _value(facts[key], value)
        except ValueError:
            findings.append(Finding(file, key, f"{value!r} is no {facts[key].kind}", _CURE))
    if findings:
        raise BadFile(tuple(findings))
    return given


def _tables(text: str, file: str) -> dict[str, object]:
    try:
        return tables(text, file)
    except BadFile as bad:
        (finding,) = bad.findings
        cure = 'Correct the line; Chinese names stand in quotes: "实际投入" = "100万元"'
        raise BadFile((replace(finding, cure=cure),)) from None


def _value(fact: Fact, value: object) -> Value:
    """ValueError where it is none. Money is not written as a bare number: nobody could tell yuan from fen."""
    match value:
        case str():
            return value_of(fact, value)
        case bool() if fact.kind == Kind.BOOL:
            return value
        case int() if fact.kind in (Kind.COUNT, Kind.QUANTITY) and not isinstance(value, bool):
            return value_of(fact, str(value))
        case datetime() if fact.kind == Kind.MOMENT:
            return value_of(fact, str(value))
        case date() if fact.kind == Kind.DATE and not isinstance(value, datetime):
            return value
        case list() if fact.kind == Kind.SERIES:
            return value_of(fact, ";".join(map(str, value)))
        case _:
            raise ValueError(value)
