"""A clause file, read and checked: every fault of the file in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from math import lcm

from egret.core.reading import Table, twice

from .bounds import Range, range_of, range_of_fact, range_of_param
from .clause import (
    EVENTS,
    RECLAIMING,
    Clause,
    CostKind,
    Decision,
    Fact,
    Formula,
    HandOver,
    Kind,
    Limit,
    Param,
    Payee,
    Reclaim,
    Register,
    Stage,
    Step,
    Way,
)
from .clause_checks import check_award, check_clause, check_promises
from .fact_reading import read_fact, read_name, read_register, read_tally, read_term
from .param_reading import read_param
from .proving import Proof
from .syntax import ROUNDINGS, BadFormula, Node, Word, functions_in, names_in, parse, rounds_again, with_words
from .typing import Names, kind_of

PERS, WINDOWS, COUNTS = (
    ("enterprise", "project"),
    ("calendar_year", "rolling_year", "programme", "lifetime"),
    ("awarded", "paid"),
)
SOURCE_MAX = 40
_STEP_KINDS = (Kind.MONEY, Kind.COUNT, Kind.RATE, Kind.QUANTITY, Kind.BOOL, Kind.DATE)


@dataclass(slots=True)
class _Scope:
    """What has been declared so far, for the formulas that follow."""

    facts: dict[str, Fact]
    registers: frozenset[str]
    params: dict[str, Param]
    later: tuple[str, ...]
    steps: dict[str, Step] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    rounded: set[str] = field(default_factory=set)
    uncapped: set[str] = field(default_factory=set)

    @property
    def enums(self) -> dict[str, dict[str, Word]]:
        return {
            label: {
                word: Word(word, place, fact.words_en.get(word, "")) for word, place in fact.values.items()
            }
            for label, fact in self.facts.items()
            if fact.kind == Kind.ENUM
        }

    @property
    def names(self) -> Names:
        kinds = {label: fact.kind for label, fact in self.facts.items()}
        kinds |= {label: param.kind for label, param in self.params.items() if not (param.by or param.scale)}
        kinds |= {label: step.kind for label, step in self.steps.items()}
        tables = {label: param for label, param in self.params.items() if param.by or param.scale}
        return Names(kinds, tables, self.registers, frozenset(self.later) - self.steps.keys())

    def formula(self, table: Table, key: str, text: str) -> tuple[Node, Kind, Range] | None:
        """The formula with its kind and range; None after its fault is told."""
        if not text:
            return None
        try:
            node = with_words(parse(text), self.enums)
            return node, kind_of(node, self.names), range_of(node, self.ranges, self.params)
        except BadFormula as bad:
            table.fault(key, bad.wrong, bad.cure)
            return None

    def condition(self, table: Table, key: str, text: str) -> Node | None:
        found = self.formula(table, key, text)
        if found and found[1] != Kind.BOOL:
            table.fault(key, f"gives {found[1]}, not {Kind.BOOL}", "Write a comparison or a condition")
        return found[0] if found else None


def read_clause(top: Table, *, leftovers: bool = False) -> Clause:
    """The clause in `top`; its faults go to the table's findings, and then the result is not to be used.

    With `leftovers`, names that nothing uses may stand, as after a reform of the formula that used them.
    """
    head = top.table("clause")
    facts = tuple(read_fact(table) for table in top.each("fact"))
    by_label = {fact.term.label: fact for fact in facts}
    registers = tuple(read_register(table) for table in top.each("list", needed=False))
    params = tuple(read_param(table, by_label) for table in top.each("param", needed=False))
    scope = _scope(top, facts, registers, params)
    hand_overs = tuple(_hand_over(table, scope) for table in top.each("hand_over", needed=False))
    steps = tuple(step for table in top.each("step") if (step := _step(table, scope)))
    clause = Clause(
        id=head.text("id"),
        term=read_term(head, "title"),
        gist=read_term(head, "gist"),
        document=head.text("document"),
        article=head.text("article"),
        valid_from=head.day("valid_from"),
        valid_to=head.day("valid_to"),
        open_on=head.maybe("open_on"),
        way=Way(head.word("way", [*Way]) or Way.PROJECT) if head.has("way") else Way.PROJECT,
        payee=Payee(head.word("payee", [*Payee]) or Payee.ENTERPRISE)
        if head.has("payee")
        else Payee.ENTERPRISE,
        award=head.text("award"),
        facts=facts,
        tallies=tuple(read_tally(table) for table in top.each("tally", needed=False)),
        registers=registers,
        params=params,
        hand_overs=tuple(handed for handed in hand_overs if handed),
        steps=steps,
        limits=tuple(limit for table in top.each("limit", needed=False) if (limit := _limit(table, scope))),
        stages=tuple(_stage(table) for table in top.each("pay")),
        reclaims=_reclaims(top),
        decisions=tuple(read_decision(row) for row in head.each("decisions", needed=False)),
        costs=tuple(
            CostKind(row.text("id"), read_term(row), row.flag("eligible"))
            for row in top.each("cost", needed=False)
        ),
        not_encoded=head.texts("not_encoded") if head.has("not_encoded") else (),
    )
    head.close()
    top.close()
    check_clause(top, clause, leftovers=leftovers)
    check_award(top, clause, frozenset(scope.uncapped))
    return clause


def read_decision(row: Table) -> Decision:
    return Decision(row.text("on"), row.text("answer"), row.text("by"), row.flag("verified", default=False))


def _scope(
    top: Table, facts: tuple[Fact, ...], registers: tuple[Register, ...], params: tuple[Param, ...]
) -> _Scope:
    scope = _Scope(
        {fact.term.label: fact for fact in facts},
        frozenset(register.term.label for register in registers),
        {param.term.label: param for param in params},
        top.labels("step"),
    )
    for fact in facts:
        scope.ranges[fact.term.label] = _ranged(top, fact.term.label, partial(range_of_fact, fact))
    for param in params:
        scope.ranges[param.term.label] = _ranged(top, param.term.label, partial(range_of_param, param))
    return scope


def _ranged(top: Table, label: str, work: Callable[[], Range]) -> Range:
    try:
        return work()
    except BadFormula as bad:
        top.fault(label, bad.wrong, bad.cure)
        return Range(Fraction(0), Fraction(0))


def _hand_over(table: Table, scope: _Scope) -> HandOver | None:
    condition = scope.condition(table, "when", table.text("when"))
    to, source = read_term(table, "to"), table.text("source")
    return HandOver(condition, to, source) if condition else None


def _step(table: Table, scope: _Scope) -> Step | None:
    term, step_id = read_name(table), table.text("id")
    when = table.texts("when") if table.has("when") else ()
    kinds = scope.names.kinds
    for condition in when:
        if kinds.get(condition) != Kind.BOOL:
            table.fault("when", f"{condition!r} is no yes-or-no fact or step", "Name one of type bool")
    require = scope.condition(table, "require", table.maybe("require"))
    as_of = table.maybe("as_of")
    found = _formulas(table, scope, as_of)
    at_most = table.texts("at_most") if table.has("at_most") else ()
    rises_with = table.texts("rises_with") if table.has("rises_with") else ()
    uncapped, again = table.maybe("uncapped"), table.maybe("rounds_again")
    if not found:
        return None
    kind = found[0][2]
    if any(other != kind for _, _, other, _ in found) or kind not in _STEP_KINDS:
        wrong = f"gives {found[-1][2]}, not money, count, rate, quantity, bool or date"
        table.fault("expr", wrong, "Round money × rate; let every formula of a step give the same")
        return None
    if when and kind == Kind.DATE:
        table.fault("when", "stands with a date", "A date has no nothing: choose it with 如果")
    formulas = tuple(Formula(from_on, node) for from_on, node, _, _ in found)
    step = Step(step_id, term, when, require, formulas, as_of, kind, at_most, rises_with)
    scope.ranges[term.label] = _with_nothing([one for _, _, _, one in found], kind)
    _check_rounding(table, step, scope, again)
    check_promises(table, step, Proof(scope.ranges, scope.params, scope.steps), uncapped=uncapped)
    scope.steps[term.label] = step
    if uncapped:
        scope.uncapped.add(term.label)
    return step


def _with_nothing(ranges: list[Range], kind: Kind) -> Range:
    """Over all formulas of a step, and zero, which it comes to where a condition fails."""
    nothing = [] if kind == Kind.DATE else [Fraction(0)]
    lo, hi = [*nothing, *(one.lo for one in ranges)], [*nothing, *(one.hi for one in ranges)]
    return Range(min(lo), max(hi), lcm(*(one.den for one in ranges)))


def _check_rounding(table: Table, step: Step, scope: _Scope, reason: str) -> None:
    """What was rounded once is rounded again only with a reason: 199 fen became 200 elsewhere."""
    again = any(rounds_again(formula.expr, scope.rounded) for formula in step.formulas)
    if again and not reason:
        table.fault("expr", "rounds what was rounded before", 'Round once, or say why in rounds_again = "…"')
    if reason and not again:
        table.fault("rounds_again", "nothing is rounded twice here", "Take the key out")
    for formula in step.formulas:
        if functions_in(formula.expr) & ROUNDINGS.keys() or names_in(formula.expr) & scope.rounded:
            scope.rounded.add(step.term.label)


def _formulas(table: Table, scope: _Scope, as_of: str) -> list[tuple[date, Node, Kind, Range]]:
    if not as_of:
        found = scope.formula(table, "expr", table.text("expr"))
        return [(date.min, *found)] if found else []
    if as_of not in scope.facts or scope.facts[as_of].kind != Kind.DATE:
        table.fault("as_of", f"{as_of!r} is no date fact", "Name the date fact that picks the formula")
    rows, days = [], []
    for row in table.each("formulas"):
        days.append(row.day("from"))
        row.text("source")
        if found := scope.formula(row, "expr", row.text("expr")):
            rows.append((days[-1], *found))
    if days != sorted(set(days)):
        table.fault("formulas", "dates overlap or are out of order", "Write each formula once, oldest first")
    return rows


def _limit(table: Table, scope: _Scope) -> Limit | None:
    of, on = table.text("of"), table.text("on")
    if of and (of not in scope.steps or scope.steps[of].kind != Kind.MONEY):
        table.fault("of", f"{of!r} is no step of money", "Name a step by its label")
    if on and (on not in scope.facts or scope.facts[on].kind != Kind.DATE):
        table.fault("on", f"{on!r} is no date fact", "Name the date fact that places a claim in time")
    cap = scope.formula(table, "cap", table.text("cap"))
    if cap and cap[1] != Kind.MONEY:
        table.fault("cap", f"gives {cap[1]}, not money", "Write an amount")
    per, window, counts = table.word("per", PERS), table.word("window", WINDOWS), table.word("counts", COUNTS)
    shared = table.texts("shared_with") if table.has("shared_with") else ()
    source = table.text("source")
    return Limit(of, per, window, on, counts, cap[0], shared, source) if cap else None


def _stage(table: Table) -> Stage:
    return Stage(table.text("stage"), read_term(table), table.word("on", EVENTS), table.text("due"))


def _reclaims(top: Table) -> tuple[Reclaim, ...]:
    found = tuple(
        Reclaim(table.word("on", RECLAIMING), table.whole("within_days"), table.text("source"))
        for table in top.each("reclaim", needed=False)
    )
    if again := twice(tuple(one.on for one in found)):
        top.fault("reclaim", f"{', '.join(again)} stands twice", "Write each event once")
    if any(len(one.source) > SOURCE_MAX for one in found):
        top.fault("reclaim", f"a source is longer than {SOURCE_MAX}", "Name the article: awards print it")
    return found
