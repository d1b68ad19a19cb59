from datetime import date
from fractions import Fraction

from tests.packs.xiamen import files

from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.policy.most import most

CLAUSE = by_id(read_pack(files()).clauses, "8")


def known(**facts):
    told = {"listed": True, "signed_on": date(2024, 2, 1), "first_payment": 20_000_000, **facts}
    return CLAUSE.facts_by_id(told)


def test_the_most_is_the_highest_level_at_the_ceiling_of_the_rate():
    assert most(CLAUSE, known(spend=10**9)) == 40_000_000
    assert most(CLAUSE, known(spend=5_000_001)) == 2_000_000


def test_what_is_known_bounds_it():
    assert most(CLAUSE, known(spend=10**9, level=2)) == 25_000_000
    assert most(CLAUSE, known(spend=10**9, passed=False)) == 0
    assert most(CLAUSE, known(spend=10**9, decided_rate=Fraction(1, 10), level=4)) == 40_000_000
    assert most(CLAUSE, known(spend=10**6, decided_rate=Fraction(1, 10), level=4)) == 400_000


def test_an_amount_that_nobody_may_assume_leaves_it_open():
    assert most(CLAUSE, known()) is None
