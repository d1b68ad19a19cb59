"""A pack under a reform: its clauses with the changes made, all of them checked again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from egret.core.findings import Finding
from egret.core.policy.clause import Clause
from egret.core.policy.reform import AnyChange, BudgetChange, Closing, Reform, Values, reformed_clause
from egret.core.policy.reform_reading import FILE
from egret.core.reading import BadFile, plain

from .model import Pack


@dataclass(frozen=True, slots=True)
class Reformed:
    """The pack's clauses as they would be, in its order. `closed` names those that pay nothing."""

    reform: Reform
    clauses: tuple[Clause, ...]
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
    return Reformed(reform, tuple(clauses), closed)


def _clause_files(files: Mapping[str, str], reform: Reform) -> Iterator[Values]:
    if reform.changes:
        yield from (plain(text) for name, text in files.items() if name.startswith("clauses/"))


def _unknown(pack: Pack, places: Mapping[str, AnyChange], file: str) -> Iterator[Finding]:
    clauses = [clause.id for clause in pack.clauses]
    lines: list[str] = []
    for place, change in places.items():
        if isinstance(change, BudgetChange):
            yield from _missing(file, f"{place}.budget", change.line, lines)
        else:
            yield from _missing(file, f"{place}.clause", change.clause, clauses)


def _missing(file: str, key: str, word: str, known: Collection[str]) -> Iterator[Finding]:
    if word not in known:
        cure = f"Use one of: {', '.join(known)}" if known else "The pack has none"
        yield Finding(file, key, f"{word!r} is not in the pack", cure)
