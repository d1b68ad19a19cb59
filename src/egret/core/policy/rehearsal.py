"""One golden case computed once, and then again only where a changed clause touches it.

A clause is proven by moving each of its parts and looking whether some case notices. Most parts touch one step of a
case: what doesn't rest on them has the value it had. Whatever is answered here is what `evaluate` answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .clause import Clause, HandOver, Step, Value
from .evaluation import Scope, check_fact, check_open, named_by, needed_for
from .fact_checks import CaseRefused, Facts

Names = Mapping[str, frozenset[str]]


def direct_names(clause: Clause) -> Names:
    """What each step names itself, with the dates that pick the parameters among it."""
    picked = {
        param.term.label: frozenset({param.as_of}).union(*(version.only_from for version in param.versions))
        for param in clause.params
    }
    return {
        step.term.label: named.union(*(picked[name] for name in named if name in picked))
        for step in clause.steps
        for named in (named_by(step),)
    }


class Rehearsal:
    """The steps of `clause` on `facts`, each computed when it is first asked for."""

    def __init__(self, clause: Clause, facts: Facts) -> None:
        self.clause, self.facts = clause, facts
        self.scope = Scope(clause, facts)
        self.done: dict[str, CaseRefused | None] = {}  # by step; a refusal where it has no value
        self._fit: dict[str, CaseRefused | None] = {}  # by fact
        self.handed: HandOver | None = None
        self._asked_over = False

    def value(self, label: str) -> Value:
        """What `evaluate(clause, facts, due=label).line(label).value` is. Raises CaseRefused as it does."""
        needed = needed_for(self.clause, label)
        for fact in self.clause.facts:
            if fact.term.label in needed:
                self._check(fact.term.label)
        check_open(self.clause, self.facts, needed)
        if not self._asked_over:
            self.handed, self._asked_over = self.scope.handed_over(), True
        for step in self.clause.steps:
            if step.term.label in needed:
                self._run(step)
        return self.scope.values[label]

    def _check(self, label: str) -> None:
        if label not in self._fit:
            self._fit[label] = None
            try:
                check_fact(self.clause.index.facts[label], self.facts)
            except CaseRefused as unfit:
                self._fit[label] = unfit
        if refused := self._fit[label]:
            raise refused

    def _run(self, step: Step) -> None:
        label = step.term.label
        if label not in self.done:
            self.done[label] = None
            try:
                self.scope.run(step, self.handed)
            except CaseRefused as failed:
                self.done[label] = failed
        if refused := self.done[label]:
            raise refused

    def notices(self, changed: Clause, touched: str, labels: Collection[str], names: Names) -> bool:
        """Whether one of `labels`, which all had a value, has another or none under `changed`.

        `changed` differs from the clause in the part called `touched` alone, and not in its hand-overs; `names` are
        those of the clause.
        """
        scope = Scope(changed, self.scope.values)
        moved = set() if touched in names else {touched}
        refused: set[str] = set()
        for step in changed.steps:
            label = step.term.label
            if label not in self.done or self.done[label]:
                continue
            rests_on = names[label]
            if not rests_on.isdisjoint(refused):
                refused.add(label)
            elif label == touched or not rests_on.isdisjoint(moved):
                before = self.scope.values[label]
                try:
                    if scope.run(step, self.handed).value != before:
                        moved.add(label)
                except (ValueError, ArithmeticError):
                    # Refused; or the change alone makes what the clause's proofs rule out, an amount below zero rounded.
                    refused.add(label)
        return not moved.isdisjoint(labels) or not refused.isdisjoint(labels)
