"""Invented cases fit their facts and stay the same for a seed; comparisons agree with the portfolios they are made of."""

import numpy as np
import pytest
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.core.packs.reforming import reformed
from egret.core.policy.columns import plan
from egret.core.policy.evaluation import REFUSALS
from egret.core.policy.reform_reading import read_reform
from egret.core.policy.whatif import portfolio
from egret.journeys.whatif.comparing import compared
from egret.journeys.whatif.groups import GROUPS, day_label, keys_of
from egret.journeys.whatif.invented import invented

PACK = read_pack(files())
BAD_FACTS = {"negative", "too_large", "too_fine", "unknown_word", "no_day", "kind"}
REFORM = """
[reform]
id = "r"
title = "提高"
title_en = "Raise"
base = "xiamen"
[[change]]
clause = "8"
param = "分级上限"
cell = "二级"
value = "30万元"
[[change]]
budget = "2025"
amount = "100万元"
"""


def codes_of(outcome):
    return {REFUSALS[code - 1] for code in np.unique(outcome.refused) if code}


@pytest.mark.parametrize("clause", PACK.clauses, ids=lambda clause: clause.id)
def test_invented_cases_keep_to_the_bounds_of_their_facts_and_some_come_to_money(clause):
    cases = invented(PACK, 2_000, seed=3).cases[clause.id]

    outcome = plan(clause).run(cases.frame)

    assert codes_of(outcome) & BAD_FACTS == set()
    assert np.count_nonzero(outcome.values[clause.award]) > len(cases) // 10


def test_the_same_seed_invents_the_same_cases_and_another_one_others():
    one, same, other = (invented(PACK, 500, seed=seed) for seed in (1, 1, 2))

    def cells(people):
        return {
            clause: [column.tolist() for column in part.frame.values()]
            for clause, part in people.cases.items()
        }

    assert cells(one) == cells(same)
    assert cells(one) != cells(other)


def test_every_year_district_size_and_industry_of_a_comparison_sums_to_the_whole():
    people = invented(PACK, 1_000)
    found = compared(PACK, people, [reformed(PACK, files(), read_reform(REFORM))])

    assert found.costs[0] == portfolio(people, PACK.clauses, PACK.budget).cost_fen
    for rows in (found.by_clause, *found.by_group.values()):
        assert tuple(map(sum, zip(*(row.figures for row in rows), strict=True))) == found.costs
    [moved] = found.moves
    assert moved.winners.fen + moved.losers.fen == found.costs[1] - found.costs[0] > 0
    lines = {line.key: line for line in found.lines}
    assert lines["2025"].amounts == (15_000_000_000, 100_000_000)
    assert lines["2025"].exhausted[0] is None
    assert lines["2025"].exhausted[1] is not None


def test_groups_have_a_last_key_for_those_that_tell_none():
    keys = keys_of(PACK)

    assert tuple(keys) == GROUPS
    assert [list(keys[group])[-1] for group in ("district", "size", "industry")] == ["other"] * 3


def test_a_clause_is_placed_by_its_opening_day_or_the_first_day_it_rests_on():
    assert {clause.id: day_label(clause) for clause in PACK.clauses if clause.id in "38"} == {
        "3": "申报日",
        "8": "合同签订日",
    }
