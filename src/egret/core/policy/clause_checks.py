"""Faults of a clause that show only when its parts are seen side by side."""

from __future__ import annotations

from egret.core.reading import Table, twice

from .clause import Clause, Kind, Step
from .proving import Proof, Trend
from .syntax import Node, names_in


def check_clause(top: Table, clause: Clause, *, leftovers: bool) -> None:
    _check_dates(top, clause)
    _check_names(top, clause, leftovers=leftovers)
    _check_stages(top, clause)
    _check_tallies(top, clause)


def check_promises(table: Table, step: Step, proof: Proof, *, uncapped: str) -> None:
    """What the step promises must follow from its formula; a promise that can't be proven is a fault."""
    for name in step.at_most:
        if name not in proof.ranges:
            table.fault("at_most", f"{name!r} is not declared", "Name a fact, a parameter or an earlier step")
        elif not proof.step_at_most(step, name):
            table.fault(
                "at_most", f"it is not proven that this stays at or below {name}", f"Write 取低(…, {name})"
            )
    for name in step.rises_with:
        if name not in proof.ranges:
            table.fault("rises_with", f"{name!r} is not declared", "Name a fact of the clause")
        elif proof.step_trend(step, name) not in (Trend.UP, Trend.STILL):
            table.fault(
                "rises_with",
                f"it is not proven that this never falls with {name}",
                "Take the promise out, or mend the formula",
            )
    if uncapped and step.at_most:
        table.fault("uncapped", "stands beside at_most", "Keep one of the two")


def check_award(top: Table, clause: Clause, uncapped: frozenset[str]) -> None:
    """The amount that is paid is bounded by something, or the file says why not."""
    award = next((step for step in clause.steps if step.term.label == clause.award), None)
    if award and not award.at_most and clause.award not in uncapped:
        top.fault(
            f"step {clause.award}",
            "pays without a bound",
            'Name what it never exceeds in at_most = […], or say why not in uncapped = "…"',
        )


def _check_dates(top: Table, clause: Clause) -> None:
    if clause.valid_from > clause.valid_to:
        top.fault("clause.valid_to", "lies before valid_from", "Swap or mend the dates")
    dates = {fact.term.label for fact in clause.facts if fact.kind == Kind.DATE}
    if clause.open_on and clause.open_on not in dates:
        top.fault("clause.open_on", f"{clause.open_on!r} is no date fact", "Name a date fact by its label")
    for param in clause.params:
        begins = [version.from_on for version in param.versions if not version.only_from]
        if not begins or min(begins) > clause.valid_from:
            top.fault(
                f"param {param.term.label}",
                f"has a gap: no value on {clause.valid_from}, when the clause begins",
                "Give a value from that day or earlier",
            )
    for step in clause.steps:
        if step.as_of and step.formulas[0].from_on > clause.valid_from:
            top.fault(
                f"step {step.term.label}",
                "has a gap: no formula when the clause begins",
                "Give one from that day",
            )


def _check_names(top: Table, clause: Clause, *, leftovers: bool) -> None:
    labels = [term.label for term in clause.terms]
    for label in twice(tuple(labels)):
        top.fault(label, "is declared twice", "Give each fact, parameter and step a name of its own")
    used = _used(clause)
    for label in labels:
        if label not in used and not leftovers:
            top.fault(label, "is declared and never used", "Use it or take it out")


def _used(clause: Clause) -> set[str]:
    used = {stage.due for stage in clause.stages} | {clause.award, clause.open_on}
    used |= {tally.from_fact for tally in clause.tallies} | {tally.to_fact for tally in clause.tallies}
    used |= {limit.on for limit in clause.limits} | {limit.of for limit in clause.limits}
    for param in clause.params:
        used |= {param.as_of, *param.by}.union(*(version.only_from for version in param.versions))
    for step in clause.steps:
        used |= {*step.when, step.as_of}
    for node in nodes_of(clause):
        used |= names_in(node)
    return used


def nodes_of(clause: Clause) -> list[Node]:
    """Every formula of the clause."""
    nodes = [handed.condition for handed in clause.hand_overs] + [limit.cap for limit in clause.limits]
    for step in clause.steps:
        nodes += [formula.expr for formula in step.formulas] + ([step.require] if step.require else [])
    return nodes


def _check_stages(top: Table, clause: Clause) -> None:
    money = {step.term.label for step in clause.steps if step.kind == Kind.MONEY}
    for stage in clause.stages:
        if stage.due not in money:
            top.fault(f"pay {stage.id}.due", f"{stage.due!r} is no step of money", "Name a step by its label")
    if clause.award and clause.award not in money:
        top.fault(
            "clause.award", f"{clause.award!r} is no step of money", "Name the step that the clause comes to"
        )
    elif clause.stages and clause.stages[-1].due != clause.award:
        top.fault(
            "pay",
            "the stages do not sum to the award: the last one is not due it",
            f'Let the last stage be due = "{clause.award}"',
        )
    for stage_id in twice(tuple(stage.id for stage in clause.stages)):
        top.fault(f"pay {stage_id}", "stands twice", "Give each stage an id of its own")


def _check_tallies(top: Table, clause: Clause) -> None:
    kinds = {fact.term.label: fact.kind for fact in clause.facts}
    for label in twice(tuple(tally.fact for tally in clause.tallies)):
        top.fault("tally.fact", f"{label!r} is added up twice", "Put both into one tally, or make two facts")
    for tally in clause.tallies:
        if kinds.get(tally.fact) != Kind.MONEY:
            top.fault("tally.fact", f"{tally.fact!r} is no money fact", "Name a money fact by its label")
        for day in (tally.from_fact, tally.to_fact):
            if kinds.get(day) != Kind.DATE:
                top.fault("tally", f"{day!r} is no date fact", "Name a date fact by its label")
        known = {cost.id for cost in clause.costs}
        for cost in tally.costs:
            if cost not in known:
                top.fault(
                    "tally.costs", f"{cost!r} is no kind of cost", f"Use one of: {', '.join(sorted(known))}"
                )
