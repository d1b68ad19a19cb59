"""One case, evaluated to the fen with its whole reasoning."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, cast

from egret.core.money import Rounding, rounded

from . import functions
from .clause import Clause, HandOver, Kind, Param, Register, Step, Term, Value, Version
from .fact_checks import REFUSALS, CaseRefused, Facts, check_fact
from .syntax import CHOICES, ROUNDINGS, Call, Literal, Lookup, Name, Node, Not, Operation, Word, names_in

__all__ = [
    "NOTHING",
    "REFUSALS",
    "CaseRefused",
    "Evaluation",
    "Facts",
    "Line",
    "Scope",
    "Trace",
    "check_fact",
    "check_open",
    "evaluate",
    "named_by",
    "needed_for",
    "version_for",
]

_NONE = Fraction(0)
_ROUNDINGS = {function: Rounding(mode) for function, mode in ROUNDINGS.items()}


class Trace(NamedTuple):
    """How one value came about. `bound` is the argument that a 取低/取高/如果 took, `dropped` what a rounding left off, in fen."""

    node: Node
    kind: Kind
    value: Value
    of: tuple[Trace, ...] = ()
    term: Term | None = None
    version: Version | None = None
    bound: int | None = None
    dropped: Fraction = _NONE
    twin: str = ""  # the English of an enum's word


@dataclass(frozen=True, slots=True)
class Line:
    """One step's outcome, and why. `failed` names the conditions that were not met, `handed_to` who takes the case over."""

    step: Step
    value: Value
    trace: Trace | None
    failed: tuple[Term, ...] = ()
    handed_to: HandOver | None = None

    @property
    def fen(self) -> int:
        return cast(int, self.value)


@dataclass(frozen=True, slots=True)
class Evaluation:
    clause: Clause
    lines: tuple[Line, ...]

    def line(self, label: str) -> Line:
        return next(line for line in self.lines if line.step.term.label == label)

    def fen_of(self, label: str) -> int:
        return self.line(label).fen


NOTHING: dict[Kind, Value] = {
    Kind.MONEY: 0,
    Kind.COUNT: 0,
    Kind.RATE: Fraction(0),
    Kind.QUANTITY: Fraction(0),
    Kind.BOOL: False,
    Kind.DATE: date(1970, 1, 1),  # day zero of the columns; only a hand-over leads here
}


def evaluate(clause: Clause, facts: Facts, *, due: str | None = None) -> Evaluation:
    """Steps of `clause` on `facts` (labels → whole fen, count, Fraction, bool, word, day, moment, code, counts by month).

    With `due`, only that step and what it rests on, so that facts not yet known may be absent.
    """
    wanted = needed_for(clause, due) if due else None
    for fact in clause.facts:
        if wanted is None or fact.term.label in wanted:
            check_fact(fact, facts)
    check_open(clause, facts, wanted)
    scope = Scope(clause, facts)
    handed = scope.handed_over()
    steps = [step for step in clause.steps if wanted is None or step.term.label in wanted]
    return Evaluation(clause, tuple(scope.run(step, handed) for step in steps))


def needed_for(clause: Clause, label: str) -> frozenset[str]:
    """`label` and every name that it rests on: facts, parameters, the dates that pick them, earlier steps."""
    known = clause.index.needed
    if label not in known:
        known[label] = _needed_for(clause, label)
    return known[label]


def _needed_for(clause: Clause, label: str) -> frozenset[str]:
    rests_on = {
        param.term.label: frozenset({param.as_of}).union(*(version.only_from for version in param.versions))
        for param in clause.params
    }
    for step in clause.steps:
        rests_on[step.term.label] = named_by(step)
    needed = {label, *(name for handed in clause.hand_overs for name in names_in(handed.condition))}
    needed |= {clause.open_on} - {""}
    waiting = list(needed)
    while waiting:
        for name in rests_on.get(waiting.pop(), frozenset()) - needed:
            needed.add(name)
            waiting.append(name)
    return frozenset(needed)


def named_by(step: Step) -> frozenset[str]:
    """The names that stand in the step itself."""
    required = names_in(step.require) if step.require else frozenset[str]()
    formulas = frozenset[str]().union(*(names_in(formula.expr) for formula in step.formulas))
    return formulas | required | frozenset(step.when) | (frozenset({step.as_of}) - {""})


def check_open(clause: Clause, facts: Facts, wanted: frozenset[str] | None) -> None:
    """CaseRefused where the date that opens the clause is asked for and lies outside its validity."""
    label = clause.open_on
    asked = label and (wanted is None or label in wanted)
    if asked and not clause.valid_from <= cast(date, facts[label]) <= clause.valid_to:
        raise CaseRefused("not_open", clause.fact(label).term)


def version_for(param: Param, facts: Facts) -> Version:
    """The newest version whose days have come, by the dates in `facts`; CaseRefused closed or ended."""
    day = cast(date, facts[param.as_of])
    for version in reversed(param.versions):
        if version.from_on <= day and all(
            on <= cast(date, facts[label]) for label, on in version.only_from.items()
        ):
            if version.ended:
                raise CaseRefused("ended", param.term)
            return version
    raise CaseRefused("closed", param.term)


class Scope:
    """The names of one case while its steps run."""

    def __init__(self, clause: Clause, facts: Facts) -> None:
        self.clause = clause
        self.terms, self.facts = clause.index.terms, clause.index.facts
        self.params, self.registers = clause.index.params, clause.index.registers
        self.steps = clause.index.steps
        self.values: dict[str, Value] = dict(facts)

    def handed_over(self) -> HandOver | None:
        for handed in self.clause.hand_overs:
            if self._safely(handed.condition, self.clause.term).value is True:
                return handed
        return None

    def run(self, step: Step, handed: HandOver | None) -> Line:
        label = step.term.label
        failed = tuple(self.terms[condition] for condition in step.when if self.values[condition] is not True)
        if failed or handed:
            self.values[label] = NOTHING[step.kind]
            return Line(step, self.values[label], None, failed, handed)
        if step.require and self._safely(step.require, step.term).value is not True:
            raise CaseRefused("above_ceiling", step.term)
        trace = self._safely(self._formula(step), step.term)
        self.values[label] = trace.value
        return Line(step, trace.value, trace)

    def _formula(self, step: Step) -> Node:
        if not step.as_of:
            return step.formulas[0].expr
        day = cast(date, self.values[step.as_of])
        held = [formula for formula in step.formulas if formula.from_on <= day]
        if not held:
            raise CaseRefused("closed", step.term)
        return held[-1].expr

    def _safely(self, node: Node, term: Term) -> Trace:
        try:
            return self.trace(node)
        except functions.NoDay:
            raise CaseRefused("no_day", term) from None
        except functions.NoRatio:
            raise CaseRefused("no_ratio", term) from None

    def trace(self, node: Node) -> Trace:
        return _TRACES[type(node)](self, node)

    def of_literal(self, node: Literal) -> Trace:
        return Trace(node, Kind.MONEY if node.text == "0元" else Kind.COUNT, 0)

    def of_word(self, node: Word) -> Trace:
        return Trace(node, Kind.ENUM, node.text, twin=node.text_en)

    def of_not(self, node: Not) -> Trace:
        inner = self.trace(node.operand)
        return Trace(node, Kind.BOOL, not inner.value, (inner,))

    def of_lookup(self, node: Lookup) -> Trace:
        keys = [cast(str, self.values[key]) for key in node.keys]
        return self._param(node, node.label, "·".join(keys))

    def of_called(self, node: Call) -> Trace:
        return _CALLS[node.function](self, node, node.arguments)

    def of_name(self, node: Name) -> Trace:
        label = node.label
        if label in self.params:
            return self._param(node, label, "")
        value, fact = self.values[label], self.facts.get(label)
        if fact is None:
            step = self.steps[label]
            return Trace(node, step.kind, value, term=step.term)
        twin = fact.words_en[cast(str, value)] if fact.kind is Kind.ENUM else ""
        return Trace(node, fact.kind, value, term=fact.term, twin=twin)

    def _param(self, node: Node, label: str, cell: str) -> Trace:
        param = self.params[label]
        version = version_for(param, self.values)
        return Trace(node, param.kind, version.cells[cell], term=param.term, version=version)

    def of_operation(self, node: Operation) -> Trace:
        sign, left, right = node.sign, self.trace(node.left), self.trace(node.right)
        both = (left, right)
        if sign == "×":
            return Trace(node, _product(left.kind, right.kind), cast(Any, left.value) * right.value, both)
        a, b = cast(Any, left.value), cast(Any, right.value)
        if left.kind == Kind.ENUM and isinstance(node.left, Name) and isinstance(node.right, Word):
            a, b = self.facts[node.left.label].values[a], node.right.place
        value = _SIGNS[sign](a, b)
        return Trace(node, left.kind if sign in "+-" else Kind.BOOL, value, both)

    def arguments(self, arguments: tuple[Node, ...]) -> tuple[Trace, ...]:
        return tuple(self.trace(part) for part in arguments)

    def bands(self, label: str) -> tuple[Param, Version]:
        param = self.params[label]
        return param, version_for(param, self.values)

    def register(self, label: str) -> Register:
        return self.registers[label]


_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "≤": operator.le,
    "≥": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "≠": operator.ne,
    "且": lambda a, b: a and b,
    "或": lambda a, b: a or b,
}


def _product(left: Kind, right: Kind) -> Kind:
    if left == right:
        return left
    if Kind.MONEY in (left, right) and Kind.COUNT in (left, right):
        return Kind.MONEY
    return Kind.QUANTITY if {left, right} == {Kind.COUNT, Kind.QUANTITY} else Kind.EXACT


def _rounding(scope: Scope, node: Call, arguments: tuple[Node, ...]) -> Trace:
    of = (scope.trace(arguments[0]),)
    exact = cast(Fraction, of[0].value)
    fen = rounded(exact, _ROUNDINGS[node.function])
    dropped = exact - fen if exact.denominator > 1 else _NONE
    return Trace(node, Kind.MONEY, fen, of, dropped=dropped)


def _choice(scope: Scope, node: Call, arguments: tuple[Node, ...]) -> Trace:
    of = scope.arguments(arguments)
    values = [cast(int, trace.value) for trace in of]
    chosen = min(values) if node.function == "取低" else max(values)
    return Trace(node, of[0].kind, chosen, of, bound=values.index(chosen))


def _condition(scope: Scope, node: Call, arguments: tuple[Node, ...]) -> Trace:
    of = scope.arguments(arguments)
    taken = 1 if of[0].value else 2
    return Trace(node, of[taken].kind, of[taken].value, of, bound=taken)


def _band(scope: Scope, node: Call, arguments: tuple[Node, ...]) -> Trace:
    amount = scope.trace(arguments[0])
    param, version = scope.bands(cast(Name, arguments[1]).label)
    given = cast(int, amount.value)
    if node.function == "分段":
        band = functions.band_of(given, version.bands)
        bound = version.bands.index(band)
        return Trace(node, param.kind, band.value, (amount,), param.term, version, bound)
    kind = Kind.EXACT if param.kind == Kind.RATE else Kind.MONEY
    return Trace(node, kind, functions.by_bands(given, version.bands), (amount,), param.term, version)


def _listed(scope: Scope, node: Call, arguments: tuple[Node, ...]) -> Trace:
    code, day = scope.trace(arguments[0]), scope.trace(arguments[2])
    register = scope.register(cast(Name, arguments[1]).label)
    found = functions.on_register(cast(str, code.value), register, cast(date, day.value))
    return Trace(node, Kind.BOOL, found, (code, day), register.term)


def _plain(kind: Kind, work: Callable[..., Value]) -> Callable[[Scope, Call, tuple[Node, ...]], Trace]:
    def traced(scope: Scope, node: Call, arguments: tuple[Node, ...]) -> Trace:
        of = scope.arguments(arguments)
        return Trace(node, kind, work(*(trace.value for trace in of)), of)

    return traced


_CALLS: dict[str, Callable[[Scope, Call, tuple[Node, ...]], Trace]] = {
    **dict.fromkeys(ROUNDINGS, _rounding),
    **dict.fromkeys(CHOICES, _choice),
    "如果": _condition,
    "分段": _band,
    "分段累计": _band,
    "在列": _listed,
    "每满": _plain(Kind.COUNT, operator.floordiv),
    "不含税": _plain(Kind.EXACT, functions.net_of_tax),
    "比例": _plain(Kind.RATIO, functions.ratio),
    "天数": _plain(Kind.COUNT, functions.days_between),
    "周年": _plain(Kind.COUNT, functions.full_years),
    "工作日后": _plain(Kind.DATE, functions.working_days_after),
    "自然日后": _plain(Kind.DATE, functions.calendar_days_after),
    "月后": _plain(Kind.DATE, functions.months_after),
    "连续": _plain(Kind.BOOL, functions.run_above),
    "合计": _plain(Kind.COUNT, sum),
}
_TRACES: dict[type[Node], Callable[[Scope, Any], Trace]] = {
    Name: Scope.of_name,
    Literal: Scope.of_literal,
    Word: Scope.of_word,
    Lookup: Scope.of_lookup,
    Operation: Scope.of_operation,
    Not: Scope.of_not,
    Call: Scope.of_called,
}
