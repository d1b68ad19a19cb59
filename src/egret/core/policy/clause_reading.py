"""A clause file, read and checked: every fault of the file in one go."""

from __future__ import annotations

from fractions import Fraction

from egret.core.reading import Table, fen_of, rate_of

from .clause import EVENTS, Clause, CostKind, Decision, Fact, Kind, Param, Reclaim, Stage, Step, Term, Version
from .syntax import BadFormula, Node, names_in, parse
from .typing import kind_of

RECLAIMING = ("验收未通过", "撤销")
_FACT_KINDS = (Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.BOOL, Kind.ENUM, Kind.DATE)
_PARAM_KINDS = (Kind.MONEY, Kind.RATE, Kind.COUNT)


def read_clause(top: Table) -> Clause:
    """The clause in `top`; its faults go to the table's findings, and then the result is not to be used."""
    head = top.table("clause")
    facts = tuple(_fact(table) for table in top.each("fact"))
    params = tuple(_param(table, facts) for table in top.each("param"))
    steps = _steps(top, facts, params)
    clause = Clause(
        id=head.text("id"),
        term=_term(head, "title"),
        gist=_term(head, "gist"),
        document=head.text("document"),
        article=head.text("article"),
        valid_from=head.day("valid_from"),
        valid_to=head.day("valid_to"),
        facts=facts,
        params=params,
        steps=steps,
        stages=tuple(_stage(table, steps) for table in top.each("pay")),
        reclaims=tuple(_reclaim(table) for table in top.each("reclaim", needed=False)),
        decisions=tuple(
            Decision(row.text("on"), row.text("answer"), row.text("by"), row.flag("verified", default=False))
            for row in head.each("decisions", needed=False)
        ),
        costs=tuple(
            CostKind(row.text("id"), _term(row, "label"), row.flag("eligible"))
            for row in top.each("cost", needed=False)
        ),
        not_encoded=head.texts("not_encoded") if head.has("not_encoded") else (),
    )
    head.close()
    top.close()
    _check_dates(top, clause)
    _check_names(top, clause)
    return clause


def _term(table: Table, key: str) -> Term:
    return Term(table.text(key), table.text(f"{key}_en"))


def _fact(table: Table) -> Fact:
    kind = Kind(table.word("type", frozenset(_FACT_KINDS)) or Kind.BOOL)
    values = _enum(table) if kind == Kind.ENUM else {}
    return Fact(
        id=table.text("id"),
        term=_term(table, "label"),
        kind=kind,
        values=values,
        max_fen=table.fen("max") if kind == Kind.MONEY else 0,
        decided=table.flag("decided", default=False),
        evidence=table.texts("evidence"),
    )


def _enum(table: Table) -> dict[str, int]:
    values = table.mapping("values")
    for word, place in values.items():
        if type(place) is not int:
            table.fault(f"values.{word}", f"{place!r} is no whole number", "Number the words in their order")
    return {word: place for word, place in values.items() if type(place) is int}


def _param(table: Table, facts: tuple[Fact, ...]) -> Param:
    kind = Kind(table.word("type", frozenset(_PARAM_KINDS)) or Kind.COUNT)
    by, as_of = table.maybe("by"), table.text("as_of")
    words = next((fact.values for fact in facts if fact.term.label == by and fact.kind == Kind.ENUM), None)
    if by and words is None:
        table.fault("by", f"{by!r} is no enum fact", "Name an enum fact by its label")
    if not any(fact.term.label == as_of and fact.kind == Kind.DATE for fact in facts):
        table.fault("as_of", f"{as_of!r} is no date fact", "Name the date fact that picks the version")
    versions = tuple(_version(row, kind, tuple(words or ())) for row in table.each("values"))
    days = [version.from_on for version in versions]
    if days != sorted(set(days)):
        table.fault("values", "dates overlap or are out of order", "Write each value once, oldest first")
    return Param(_term(table, "label"), kind, by, as_of, versions)


def _version(table: Table, kind: Kind, words: tuple[str, ...]) -> Version:
    from_on = table.day("from")
    source = table.text("source")
    if not words:
        cells = {"": _value(table, "value", table.text("value"), kind)}
        return Version(from_on, cells, source)
    given = table.mapping("value")
    otherwise = table.maybe("otherwise")
    for word in given.keys() - set(words):
        table.fault(f"value.{word}", "is outside the vocabulary", f"Use one of: {'、'.join(words)}")
    cells = {}
    for word in words:
        text = given.get(word, otherwise)
        if not text:
            table.fault(f"value.{word}", "has no value", 'Give every word a value, or add otherwise = "…"')
        cells[word] = _value(table, f"value.{word}", text, kind) if text else 0
    return Version(from_on, cells, source)


def _value(table: Table, key: str, text: object, kind: Kind) -> int | Fraction:
    value: int | Fraction | None = None
    if isinstance(text, str):
        if kind == Kind.MONEY:
            value = fen_of(text)
        elif kind == Kind.RATE:
            value = rate_of(text)
        elif text.isdecimal():
            value = int(text)
    if value is None:
        table.fault(
            key, f"{text!r} is no {kind}", 'Write "25万元" for money, "40%" for a rate, "3" for a count'
        )
        return 0
    return value


def _steps(top: Table, facts: tuple[Fact, ...], params: tuple[Param, ...]) -> tuple[Step, ...]:
    names = {fact.term.label: fact.kind for fact in facts}
    names |= {param.term.label: param.kind for param in params if not param.by}
    lookups = {param.term.label: param for param in params if param.by}
    steps = []
    for table in top.each("step"):
        term = _term(table, "label")
        when = table.texts("when") if table.has("when") else ()
        for condition in when:
            if names.get(condition) != Kind.BOOL:
                table.fault("when", f"{condition!r} is no yes-or-no fact", "Name a fact of type bool")
        require = _formula(table, "require", table.maybe("require"))
        expr = _formula(table, "expr", table.text("expr"))
        kind = Kind.MONEY
        for key, node, wanted in (("require", require, Kind.BOOL), ("expr", expr, Kind.MONEY)):
            if node is None:
                continue
            try:
                found = kind_of(node, names, lookups)
            except BadFormula as bad:
                table.fault(key, bad.wrong, bad.cure)
                continue
            if found != wanted:
                table.fault(key, f"gives {found}, not {wanted}", "Round money × rate; a requirement compares")
        names[term.label] = kind
        if expr:
            steps.append(Step(table.text("id"), term, when, require, expr, kind))
        else:
            table.text("id")
    return tuple(steps)


def _formula(table: Table, key: str, text: str) -> Node | None:
    if not text:
        return None
    try:
        return parse(text)
    except BadFormula as bad:
        table.fault(key, bad.wrong, bad.cure)
        return None


def _stage(table: Table, steps: tuple[Step, ...]) -> Stage:
    due = table.text("due")
    if due and not any(step.term.label == due for step in steps):
        table.fault("due", f"{due!r} is no step", "Name a step by its label")
    return Stage(table.text("stage"), _term(table, "label"), table.word("on", EVENTS), due)


def _reclaim(table: Table) -> Reclaim:
    return Reclaim(table.word("on", RECLAIMING), table.whole("within_days"), table.text("source"))


def _check_dates(top: Table, clause: Clause) -> None:
    if clause.valid_from > clause.valid_to:
        top.fault("clause.valid_to", "lies before valid_from", "Swap or mend the dates")
    for param in clause.params:
        if not param.version_on(clause.valid_from):
            top.fault(
                f"param {param.term.label}",
                f"has a gap: no value on {clause.valid_from}, when the clause begins",
                "Give a value from that day or earlier",
            )


def _check_names(top: Table, clause: Clause) -> None:
    labels = [term.label for term in clause.terms]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        top.fault(label, "is declared twice", "Give each fact, parameter and step a name of its own")
    used = (
        {stage.due for stage in clause.stages}
        | {param.as_of for param in clause.params}
        | {p.by for p in clause.params}
    )
    for step in clause.steps:
        used |= names_in(step.expr) | set(step.when) | (names_in(step.require) if step.require else set())
    for label in labels:
        if label not in used:
            top.fault(label, "is declared and never used", "Use it or take it out")
