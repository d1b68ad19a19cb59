"""A case that is computed again only where a change touches it notices what a whole computation notices, no more and no less."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.policy.population import case, population
from tests.core.policy.random_clauses import clauses, read
from tests.packs.xiamen import CITIES, files

from egret.core.packs.reading import read_pack
from egret.core.policy.cases import Case, failures, read_cases
from egret.core.policy.evaluation import CaseRefused, evaluate, needed_for
from egret.core.policy.mutation import mutants
from egret.core.policy.rehearsal import Rehearsal, direct_names
from egret.core.policy.syntax import names_in

PACKS = {city.name: files(city.name) for city in sorted(CITIES.iterdir())}
SHEETS = {
    f"{city} {clause.id}": (clause, PACKS[city][name])
    for city in PACKS
    for clause in read_pack(PACKS[city]).clauses
    for name in PACKS[city]
    if name.startswith(f"cases/{clause.id.zfill(2)}-")
}


BROKEN = ("rounds what is below zero",)


def evaluated(clause, facts, label):
    """The value, or the code and the term of the refusal, or that only a change can make the clause do this."""
    try:
        return evaluate(clause, facts, due=label).line(label).value
    except CaseRefused as refused:
        return refused.code, refused.term
    except ValueError:
        return BROKEN


def rehearsed(rehearsal, label):
    try:
        return rehearsal.value(label)
    except CaseRefused as refused:
        return refused.code, refused.term


def differences(clause, facts):
    """Mutants and steps of which the rehearsal says something else than two whole evaluations."""
    labels = [step.term.label for step in clause.steps]
    rehearsal, names = Rehearsal(clause, facts), direct_names(clause)
    was = {label: evaluated(clause, facts, label) for label in labels}
    found = [label for label in labels if rehearsed(rehearsal, label) != was[label]]
    valued = [label for label in labels if not isinstance(was[label], tuple)]
    handing = {name for handed in clause.hand_overs for name in names_in(handed.condition)}
    for mutant in mutants(clause):
        if mutant.hands_over or mutant.touched in handing:
            continue
        for label in valued:
            if mutant.touched in needed_for(clause, label):
                noticed = rehearsal.notices(mutant.clause, mutant.touched, {label}, names)
                if noticed != (evaluated(mutant.clause, facts, label) != was[label]):
                    found.append(f"{mutant.where}: {label}")
    return found


@pytest.mark.parametrize(("clause", "text"), SHEETS.values(), ids=SHEETS)
def test_every_golden_case_notices_the_same_mutants(clause, text):
    cases = read_cases(clause, "t.csv", text, [])

    assert len(cases) > 2
    assert [differences(clause, one.facts) for one in cases] == [[]] * len(cases)


@given(clauses(), st.integers(0, 2**32))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_any_case_of_any_clause_notices_the_same_mutants(text, seed):
    clause = read(text)
    frame = population(clause, 6, seed, faulty=0.1)

    assert [differences(clause, case(clause, frame, row)) for row in range(6)] == [[]] * 6


def test_what_is_known_of_a_case_changes_no_failure():
    clause, text = SHEETS["xiamen 8"]
    wrong = [
        replace(one, expected=dict.fromkeys(one.expected, 1)) for one in read_cases(clause, "", text, [])
    ]
    known = [Rehearsal(clause, one.facts) for one in wrong]

    told = [list(failures(clause, one, rehearsal)) for one, rehearsal in zip(wrong, known, strict=True)]

    assert told == [list(failures(clause, Case(0, "", one.facts, one.expected))) for one in wrong]
    # One case must refuse, whatever else it should have come to.
    assert [bool(one) for one in told].count(False) == 1
