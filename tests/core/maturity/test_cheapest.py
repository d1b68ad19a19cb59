"""The search alone: it closes its bound, and says so when it is stopped before."""

from random import Random

from egret.core.maturity.cheapest import Ladder, Problem, Search


def knapsack(seed):
    """Twelve questions of two rungs and six scenarios, with needs across them."""
    rng = Random(seed)
    ladders, item = [], 0
    for number in range(18):
        question = number < 12
        rungs = (item, item + 1)
        gains = (rng.randint(20, 90), rng.randint(20, 90)) if question else ()
        ladders.append(Ladder(rungs, gains, None if question else rng.randint(1, 2), number % 2 == 0))
        item += 2
    needs = {
        (one, other) for one, other in ((rng.randrange(24, item), rng.randrange(24)) for _ in range(14))
    } | {(rng.randrange(12, 24), rng.randrange(12)) for _ in range(8)}
    weights = tuple(rng.randint(1, 1000) for _ in range(item))
    return Problem(weights, tuple(ladders), tuple(sorted(needs)), 700, 4, 2)


def test_a_search_to_the_end_closes_its_bound():
    for seed in range(20):
        found = Search(knapsack(seed)).solve()
        assert found.weight == found.bound


def test_a_search_that_is_stopped_says_what_is_proven_and_no_more():
    unproven = 0
    for seed in range(20):
        whole, stopped = Search(knapsack(seed)).solve(), Search(knapsack(seed), nodes=1).solve()
        assert stopped.bound <= whole.weight <= stopped.weight
        unproven += stopped.bound < stopped.weight
    assert unproven > 0


def test_what_all_steps_together_cannot_reach_has_no_solution():
    assert Search(Problem((1,), (Ladder((0,), (5,)),), (), 6, 0, 0)).solve() is None
    assert Search(Problem((1,), (Ladder((0,), (), 1),), (), 0, 1, 1)).solve() is None


def test_nothing_is_taken_where_nothing_is_needed():
    found = Search(Problem((1, 2), (Ladder((0,), (5,)), Ladder((1,), (), 1)), (), 0, 0, 0)).solve()
    assert (found.items, found.weight, found.bound) == (frozenset(), 0, 0)
