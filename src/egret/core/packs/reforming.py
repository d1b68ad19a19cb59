"""A pack under a reform: its clauses with the changes made, all of them checked again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from egret.core.findings import Finding
from egret.core.policy.budget import BudgetLine
from egret.core.policy.clause import Clause
from egret.core.policy.reform import AnyChange, BudgetChange, Closing, Reform, Values, reformed_clause
from egret.core.policy.reform_reading import FILE
from egret.core.reading import BadFile, tables

from .model import Pack


@dataclass(frozen=True, slots=True)
class Reformed:
    """The pack's clauses and budget lines as they would be, in its order. `closed` names clauses that pay nothing."""

    reform: Reform
    clauses: tuple[Clause, ...]
    budget: tuple[BudgetLine, ...]
    closed: frozenset[str]


class BadReform(BadFile):
    """Every fault of the reform: what it names that is not there, and what it makes of a clause that is refused."""


def reformed(pack: Pack, files: Mapping[str, str], reform: Reform, *, file: str = FILE) -> Reformed:
    """`files` are the texts that `pack` was read from. Golden cases are not run: a reform means to differ from them."""
    findings: list[Finding] = []
    if reform.base != pack.id:
        findings.append(
            Finding(file, "reform.base", f"{reform.base!r} is another pack", f'Write base = "{pack.id}"')
        )
    places = {f"change[{place}]": change for place, change in enumerate(reform.changes)}
    findings.extend(_unknown(pack, places, file))
    texts = {values["clause"]["id"]: values for values in _clause_files(files, reform)}
    clauses = []
    for clause in pack.clauses:
        changes = {
            place: change
            for place, change in places.items()
            if not isinstance(change, Closing | BudgetChange) and change.clause == clause.id
        }
        told = f"试算：{reform.term.label}"
        clauses.append(
            reformed_clause(texts[clause.id], changes, told, file, findings) if changes else clause
        )
    if findings:
        raise BadReform(tuple(findings))
    closed = frozenset(change.clause for change in reform.changes if isinstance(change, Closing))
    amounts = {change.line: change.fen for change in reform.changes if isinstance(change, BudgetChange)}
    budget = tuple(replace(line, amount_fen=amounts.get(line.id, line.amount_fen)) for line in pack.budget)
    return Reformed(reform, tuple(clauses), budget, closed)


def _clause_files(files: Mapping[str, str], reform: Reform) -> Iterator[Values]:
    if reform.changes:
        yield from (tables(text, name) for name, text in files.items() if name.startswith("clauses/"))


def _unknown(pack: Pack, places: Mapping[str, AnyChange], file: str) -> Iterator[Finding]:
    clauses = [clause.id for clause in pack.clauses]
    lines = [line.id for line in pack.budget]
    for place, change in places.items():
        if isinstance(change, BudgetChange):
            yield from _missing(file, f"{place}.budget", change.line, lines)
        else:
            yield from _missing(file, f"{place}.clause", change.clause, clauses)


def _missing(file: str, key: str, word: str, known: Collection[str]) -> Iterator[Finding]:
    if word not in known:
        yield Finding(file, key, f"{word!r} is not in the pack", f"Use one of: {', '.join(known)}")
