"""A run again after a change equals a whole run: the same fen, refusals, hand-overs and what bound."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.policy.population import population
from tests.core.policy.random_clauses import clauses, read
from tests.packs.xiamen import files

from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.policy.columns import Kept, plan
from egret.core.policy.mutation import mutants

PACK = read_pack(files())


def changed_clauses(clause):
    for mutant in mutants(clause):
        same = (mutant.clause.registers, mutant.clause.hand_overs) == (clause.registers, clause.hand_overs)
        if same:
            yield mutant.clause


def whole(clause, frame, due):
    return plan(clause, due=due).run(frame, reasons=True)


def differences(kept, outcome):
    rows = len(outcome.refused)
    refused = np.zeros(rows, np.int8) if kept.all_refused is None else kept.all_refused
    found = [] if np.array_equal(refused, outcome.refused) else ["refused"]
    for label, values in outcome.values.items():
        if not np.array_equal(kept.values(label), values):
            found.append(label)
        for mine, theirs in zip(kept.bound(label), outcome.reasons.bound[label], strict=True):
            if not np.array_equal(mine, theirs):
                found.append(f"{label} bound")
    return found


def mistakes(clause, frame, due):
    first = Kept.of(clause, frame, due=due, reasons=True)
    told = differences(first, whole(clause, frame, due))
    for changed in changed_clauses(clause):
        told += differences(first.again(changed), whole(changed, frame, due))
    return told


@given(clauses(), st.integers(0, 2**32))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_a_run_again_equals_a_whole_run_whatever_the_clause_and_the_change(text, seed):
    clause = read(text)

    assert mistakes(clause, population(clause, 60, seed), clause.award) == []


@pytest.mark.parametrize("clause", PACK.clauses, ids=lambda clause: clause.id)
def test_a_run_again_equals_a_whole_run_for_every_change_of_a_pack_that_a_case_must_notice(clause):
    assert mistakes(clause, population(clause, 2_000, seed=5), clause.award) == []


def test_what_a_change_does_not_reach_is_not_computed_again():
    clause = by_id(PACK.clauses, "6")
    first = Kept.of(clause, population(clause, 100, seed=1), due=clause.award)
    cap = next(param for param in clause.params if param.kind == "money")
    raised = replace(cap, versions=tuple(replace(one, source="试算") for one in cap.versions))
    params = tuple(raised if param is cap else param for param in clause.params)

    then = first.again(replace(clause, params=params))

    taken_over = [label for label, done in then.steps.items() if done is first.steps[label]]
    assert (taken_over, list(then.steps)) == (["平台已备案"], ["平台已备案", "上云补贴"])


def test_a_clause_that_asks_for_other_facts_is_no_change_of_this_one():
    one, other = by_id(PACK.clauses, "6"), by_id(PACK.clauses, "8")

    with pytest.raises(ValueError, match="differ in more than parameters and steps"):
        Kept.of(one, population(one, 10, seed=1), due=one.award).again(other)
