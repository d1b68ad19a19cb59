"""Single cases, columns and SQL come to the same fen, the same refusals and the same hand-overs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.policy.population import disagreements, overlap_disagreements, population
from tests.core.policy.random_clauses import clauses, read
from tests.packs.xiamen import CITIES, files

from egret.core.packs.reading import read_pack
from egret.core.policy.clause import Formula, Term
from egret.core.policy.columns import plan
from egret.core.policy.overlap import EXTERNAL
from egret.core.policy.syntax import Lookup, Name

CLAUSES = {
    f"{city.name} {clause.id}": clause
    for city in sorted(CITIES.iterdir())
    for clause in read_pack(files(city.name)).clauses
}
STEPS = {f"{name} {step.id}": (clause, step) for name, clause in CLAUSES.items() for step in clause.steps}


@given(clauses(), st.integers(0, 2**32))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_three_evaluators_agree_on_any_clause(text, seed):
    clause = read(text)

    assert disagreements(clause, population(clause, 60, seed)) == []


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=CLAUSES)
def test_three_evaluators_agree_on_every_clause_of_the_packs(clause):
    assert disagreements(clause, population(clause, 20_000, seed=8)) == []


@pytest.mark.parametrize(("clause", "step"), STEPS.values(), ids=STEPS)
def test_what_a_step_promises_holds_over_a_population(clause, step):
    """Never above what `at_most` names, never falling with what `rises_with` names."""
    label, frame = step.term.label, population(clause, 20_000, seed=9)
    outcome = plan(watched(clause, step)).run(frame)
    for bound in step.at_most:
        most, den = over(clause, frame, outcome, bound)
        above = outcome.values[label] * den > most * outcome.dens[label]
        assert not np.any(above & (outcome.refused == 0))
    for fact in step.rises_with:
        declared = clause.fact(fact)
        more = np.minimum(frame[fact] + frame[fact] // 3 + 1, int(declared.most * declared.parts))
        later = plan(clause).run({**frame, fact: more})
        # What another policy takes over falls to nothing here, and is paid there.
        kept = (outcome.refused == 0) & (later.refused == 0) & (later.handed == 0)
        assert np.all(later.values[label][kept] >= outcome.values[label][kept])


def over(clause, frame, outcome, bound):
    """Numerators of what a step is never above, and their denominator."""
    if bound in frame:
        return frame[bound], clause.fact(bound).parts
    label = bound if bound in outcome.values else f"≤{bound}"
    return outcome.values[label], outcome.dens[label]


def watched(clause, step):
    """The clause with a step more for every parameter that bounds `step`, to see its value by row."""
    params = {param.term.label: param for param in clause.params}
    more = []
    for label in step.at_most:
        if label in params:
            node = Lookup(label, params[label].by) if params[label].by else Name(label)
            term = Term(f"≤{label}", label)
            more.append(
                replace(
                    step, id=label, term=term, require=None, as_of="", formulas=(Formula(date.min, node),)
                )
            )
    return replace(clause, steps=(*clause.steps, *more))


@pytest.mark.parametrize(
    ("group", "clause"),
    [
        pytest.param(group, clause, id=f"{group.id} {clause}")
        for city in ("example", "xiamen")
        for pack in (read_pack(files(city)),)
        for group in pack.overlaps
        for clause in group.members
        if not clause.startswith(EXTERNAL)
    ],
)
def test_three_evaluators_agree_on_every_overlap_group_of_the_packs(group, clause):
    own = np.random.default_rng(4).integers(0, 10**8, 2_000)

    assert overlap_disagreements(group, clause, own, seed=8) == []
