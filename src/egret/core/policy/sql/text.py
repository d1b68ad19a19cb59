"""Pieces of SQL: names and texts always quoted, sums in 128 bits where they multiply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..clause import Clause, Fact, Param, Register

Refusal = tuple[str, str]  # condition, code


def quoted(name: str) -> str:
    """An identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def times(one: str, other: str | int) -> str:
    return one if other == 1 else f"(CAST({one} AS HUGEINT) * {other})"


@dataclass(frozen=True, slots=True)
class Term:
    """An expression for numerators over `den`; where rows differ in it, `den` is an expression itself."""

    sql: str
    den: int | str = 1

    def over(self, den: int) -> str:
        assert isinstance(self.den, int)
        return times(self.sql, den // self.den)


@dataclass(slots=True)
class Names:
    """What formulas may name. While one is written, its refusals gather in the order in which a case meets them."""

    facts: dict[str, Fact]
    params: dict[str, Param]
    registers: dict[str, Register]
    terms: dict[str, Term] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    _bound: int = 0

    def bind(self, value: str, body: Callable[[str], str]) -> str:
        """`body` of `value`, which is written and computed once."""
        self._bound += 1
        name = quoted(f"#{self._bound}")
        return f"list_transform([{value}], lambda {name}: {body(name)})[1]"


def names_of(clause: Clause) -> Names:
    names = Names(
        {fact.term.label: fact for fact in clause.facts},
        {param.term.label: param for param in clause.params},
        {register.term.label: register for register in clause.registers},
    )
    for label, fact in names.facts.items():
        names.terms[label] = Term(quoted(label), fact.parts)
    return names
