"""One case, evaluated to the fen with its whole reasoning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from egret.core.money import Rounding, rounded

from .clause import Clause, Fact, Kind, Step, Term, Value, Version
from .syntax import CHOICES, ROUNDINGS, Call, Literal, Lookup, Name, Node, Not, Operation, names_in

Facts = Mapping[str, Value]  # by label


class CaseRefused(ValueError):
    """The clause can't be applied to these facts. `code`: missing, kind, negative, too_large, unknown_word, closed, above_ceiling."""

    def __init__(self, code: str, term: Term) -> None:
        super().__init__(f"{code}: {term.label_en}")
        self.code, self.term = code, term


@dataclass(frozen=True, slots=True)
class Trace:
    """How one value came about. `bound` is the argument that a 取低/取高 took, `dropped` what a rounding left off, in fen."""

    node: Node
    kind: Kind
    value: Value
    of: tuple[Trace, ...] = ()
    term: Term | None = None
    version: Version | None = None
    bound: int | None = None
    dropped: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One step's outcome: its fen, and why. `failed` names the conditions that were not met."""

    step: Step
    fen: int
    trace: Trace | None
    failed: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    clause: Clause
    lines: tuple[Line, ...]

    def fen_of(self, label: str) -> int:
        return next(line.fen for line in self.lines if line.step.term.label == label)


_TYPES = {
    Kind.MONEY: int,
    Kind.COUNT: int,
    Kind.RATE: Fraction,
    Kind.BOOL: bool,
    Kind.ENUM: str,
    Kind.DATE: date,
}


def evaluate(clause: Clause, facts: Facts, *, due: str | None = None) -> Evaluation:
    """Steps of `clause` on `facts` (labels → whole fen, Fraction, bool, word, date).

    With `due`, only that step and what it rests on, so that facts not yet known may be absent.
    """
    wanted = needed_for(clause, due) if due else frozenset(term.label for term in clause.terms)
    for fact in clause.facts:
        if fact.term.label in wanted:
            _check_fact(fact, facts)
    scope = _Scope(clause, facts)
    lines = tuple(scope.run(step) for step in clause.steps if step.term.label in wanted)
    return Evaluation(clause, lines)


def needed_for(clause: Clause, label: str) -> frozenset[str]:
    """`label` and every name that it rests on: facts, parameters, the dates that pick them, earlier steps."""
    rests_on: dict[str, frozenset[str]] = {
        param.term.label: frozenset({param.as_of}) for param in clause.params
    }
    for step in clause.steps:
        required = names_in(step.require) if step.require else frozenset[str]()
        rests_on[step.term.label] = names_in(step.expr) | required | frozenset(step.when)
    needed, waiting = {label}, [label]
    while waiting:
        for name in rests_on.get(waiting.pop(), frozenset()) - needed:
            needed.add(name)
            waiting.append(name)
    return frozenset(needed)


def _check_fact(fact: Fact, facts: Facts) -> None:
    if fact.term.label not in facts:
        raise CaseRefused("missing", fact.term)
    value = facts[fact.term.label]
    if type(value) is not _TYPES[fact.kind]:
        raise CaseRefused("kind", fact.term)
    if fact.kind == Kind.ENUM and value not in fact.values:
        raise CaseRefused("unknown_word", fact.term)
    if isinstance(value, int | Fraction) and value < 0:
        raise CaseRefused("negative", fact.term)
    if fact.kind == Kind.MONEY and cast(int, value) > fact.max_fen:
        raise CaseRefused("too_large", fact.term)


class _Scope:
    """The names of one case while its steps run."""

    def __init__(self, clause: Clause, facts: Facts) -> None:
        self.terms = {term.label: term for term in clause.terms}
        self.kinds = {fact.term.label: fact.kind for fact in clause.facts}
        self.params = {param.term.label: param for param in clause.params}
        self.values: dict[str, Value] = dict(facts)

    def run(self, step: Step) -> Line:
        label = step.term.label
        self.kinds[label] = step.kind
        failed = tuple(self.terms[condition] for condition in step.when if self.values[condition] is not True)
        if failed:
            self.values[label] = 0
            return Line(step, 0, None, failed)
        if step.require and self.trace(step.require).value is not True:
            raise CaseRefused("above_ceiling", step.term)
        trace = self.trace(step.expr)
        self.values[label] = trace.value
        return Line(step, cast(int, trace.value), trace)

    def trace(self, node: Node) -> Trace:
        match node:
            case Literal():
                return Trace(node, Kind.MONEY, 0)
            case Name(label) if label in self.params:
                return self._param(node, label, "")
            case Name(label):
                return Trace(node, self.kinds[label], self.values[label], term=self.terms[label])
            case Lookup(label, key):
                return self._param(node, label, cast(str, self.values[key]))
            case Not(operand):
                inner = self.trace(operand)
                return Trace(node, Kind.BOOL, not inner.value, (inner,))
            case Operation(sign, left, right):
                return _operation(node, sign, self.trace(left), self.trace(right))
            case Call(function, arguments):
                return _call(node, function, tuple(map(self.trace, arguments)))

    def _param(self, node: Node, label: str, cell: str) -> Trace:
        param = self.params[label]
        version = param.version_on(cast(date, self.values[param.as_of]))
        if version is None:
            raise CaseRefused("closed", param.term)
        return Trace(node, param.kind, version.cells[cell], term=param.term, version=version)


def _operation(node: Node, sign: str, left: Trace, right: Trace) -> Trace:
    a, b = cast(Fraction, left.value), cast(Fraction, right.value)
    both = (left, right)
    match sign:
        case "+":
            return Trace(node, left.kind, a + b, both)
        case "-":
            return Trace(node, left.kind, a - b, both)
        case "×":
            exact = Kind.RATE in (left.kind, right.kind)
            return Trace(node, Kind.EXACT if exact else Kind.MONEY, a * b, both)
        case "且":
            return Trace(node, Kind.BOOL, bool(a and b), both)
        case "或":
            return Trace(node, Kind.BOOL, bool(a or b), both)
        case "≤":
            return Trace(node, Kind.BOOL, a <= b, both)
        case "≥":
            return Trace(node, Kind.BOOL, a >= b, both)
        case "<":
            return Trace(node, Kind.BOOL, a < b, both)
        case ">":
            return Trace(node, Kind.BOOL, a > b, both)
        case _:
            return Trace(node, Kind.BOOL, a == b, both)


def _call(node: Node, function: str, of: tuple[Trace, ...]) -> Trace:
    if function in ROUNDINGS:
        exact = Fraction(cast(Fraction, of[0].value))
        fen = rounded(exact, Rounding(ROUNDINGS[function]))
        return Trace(node, Kind.MONEY, fen, of, dropped=exact - fen)
    if function in CHOICES:
        values = [cast(int, trace.value) for trace in of]
        chosen = min(values) if function == "取低" else max(values)
        return Trace(node, of[0].kind, chosen, of, bound=values.index(chosen))
    taken = 1 if of[0].value else 2
    return Trace(node, of[taken].kind, of[taken].value, of, bound=taken)
