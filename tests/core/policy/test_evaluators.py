"""Single cases, columns and SQL come to the same fen, the same refusals and the same hand-overs."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.policy.population import disagreements, population
from tests.core.policy.random_clauses import clauses, read
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack

PACK = read_pack(files())


@given(clauses(), st.integers(0, 2**32))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_three_evaluators_agree_on_any_clause(text, seed):
    clause = read(text)

    assert disagreements(clause, population(clause, 60, seed)) == []


@pytest.mark.parametrize("clause", PACK.clauses, ids=lambda clause: clause.id)
def test_three_evaluators_agree_on_every_clause_of_the_packs(clause):
    assert disagreements(clause, population(clause, 20_000, seed=8)) == []
