from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from tests.core.maturity.drawing import NONE, QUESTIONS, SCENARIOS, STANDARD, seeded
from tests.core.maturity.small import differing
from tests.packs.xiamen import files

from egret.core.maturity import AnswerRefused, Answers, Lack, score
from egret.core.maturity.roadmap import (
    By,
    OutOfReach,
    Plan,
    Roadmaps,
    longest_chain,
    reached,
    unmet,
    with_steps,
)
from egret.core.maturity.steps import Step, StepTable, below, read_steps
from egret.core.reading import opened

TABLE = read_steps(opened(files()["steps.toml"], "steps.toml", []))
NOTHING = Answers(dict.fromkeys(QUESTIONS, NONE), dict.fromkeys(SCENARIOS, 0))
# Every question at its best and every scenario at level 2: only scenarios hold such a firm back.
BEST = with_steps(
    STANDARD, NOTHING, [step for step in below(STANDARD) if not step.startswith("S") or step[-1] == "2"]
)


def step(step_id, wan=1, months=1, needs=()):
    code, to = step_id.split(".")
    return Step(step_id, code, to, wan * 1_000_000, wan * 1_000_000, months, tuple(needs), "d", "a")


def roadmaps(answers, *steps, without=()):
    return Roadmaps(STANDARD, answers, StepTable(STANDARD.id, steps), without=without)


def ids(plan):
    return [one.step.id for one in plan.improvements]


def to_three(**prices):
    """Steps to level 3 for each scenario, at 1 (10,000 yuan) unless another price is given."""
    return [step(f"{code}.3", prices.get(code, 1)) for code in SCENARIOS]


@pytest.mark.parametrize("seed", range(60))
def test_no_choice_of_steps_is_better_than_the_plan(seed):
    assert differing(Random(seed))[0] == {}


def test_the_cheapest_eight_scenarios_are_raised_with_five_binding_among_them():
    plan = roadmaps(BEST, *to_three(S02=0, S04=0, S05=0, S14=0, S01=5, S03=6)).to(3)
    binding = [one.step.code for one in plan.improvements if one.step.low_fen]
    assert (len(plan.improvements), len(binding)) == (8, 5)
    assert not {"S01", "S03"} & set(binding)
    assert plan.low_fen == 5_000_000
    assert (plan.result.level, plan.result.scene_counts[2].binding) == (3, 5)
    assert plan.proof.least


def test_what_a_step_needs_is_paid_for_too():
    steps = [*to_three(), step("S06.4", 1, 1)]
    dear = [replace(one, needs=("S06.4",)) if one.id == "S07.3" else one for one in steps]
    cheap = roadmaps(BEST, *dear).to(3)
    assert "S07.3" not in ids(cheap)
    forced = roadmaps(BEST, *dear, without=["S01.3", "S03.3", "S08.3", "S09.3", "S10.3"]).to(3)
    assert {"S06.3", "S06.4", "S07.3"} <= set(ids(forced))
    assert forced.low_fen == 9_000_000


def test_months_run_together_unless_one_step_needs_the_other():
    steps = [step(f"{code}.3", 1, 2) for code in SCENARIOS if code != "S01"]
    slow = [replace(one, needs=("S02.3",)) if one.id == "S04.3" else one for one in steps]
    plan = roadmaps(BEST, *slow, without=["S05.3", "S14.3", "S15.3", "S16.3", "S03.3", "S06.3", "S07.3"]).to(
        3
    )
    assert (plan.months_together, plan.months_in_turn) == (4, 16)
    assert {one.step.id: (one.begins, one.ends) for one in plan.improvements}["S04.3"] == (2, 4)


def test_the_soonest_plan_pays_more_to_end_earlier():
    slow = [replace(one, months=6) for one in to_three()]
    quick = [replace(one, low_fen=one.low_fen * 2, high_fen=one.high_fen * 2, months=2) for one in to_three()]
    mixed = [*slow[:8], *quick[8:]]
    firm = roadmaps(BEST, *mixed)
    assert firm.to(3, By.COST).months_together == 6
    soonest = roadmaps(BEST, *quick).to(3, By.MONTHS)
    assert (soonest.months_together, soonest.low_fen) == (2, 16_000_000)


def test_the_fewest_steps_may_cost_more():
    firm = Roadmaps(STANDARD, NOTHING, TABLE)
    cheapest, fewest = firm.to(2, By.COST), firm.to(2, By.STEPS)
    assert len(fewest.improvements) < len(cheapest.improvements)
    assert fewest.high_fen > cheapest.high_fen


def test_a_plan_tells_what_each_step_gives():
    plan = Roadmaps(STANDARD, NOTHING, TABLE).to(2)
    assert sum(one.points for one in plan.improvements) == plan.result.score >= 40
    assert {one.points for one in plan.improvements if one.step.code in SCENARIOS} == {0}
    assert plan.low_fen == sum(one.step.low_fen for one in plan.improvements)
    assert plan.high_fen == sum(one.step.high_fen for one in plan.improvements)


def test_ways_to_every_higher_level_are_proven_the_least_on_the_real_table():
    rng = Random(11)
    for answers in [NOTHING, *(seeded(rng) for _ in range(4))]:
        firm = Roadmaps(STANDARD, answers, TABLE)
        plans = firm.all()
        assert [plan.level for plan in plans] == list(range(firm.now.level + 1, 5))
        assert all(isinstance(plan, Plan) and plan.proof.least for plan in plans)
        assert [plan.low_fen + plan.high_fen for plan in plans] == sorted(
            plan.low_fen + plan.high_fen for plan in plans
        )


def test_the_same_question_has_the_same_answer_in_whatever_order_the_city_wrote_its_table():
    shuffled = list(TABLE.steps)
    Random(4).shuffle(shuffled)
    one = Roadmaps(STANDARD, NOTHING, TABLE).to(2)
    assert Roadmaps(STANDARD, NOTHING, StepTable(STANDARD.id, tuple(shuffled))).to(2) == one


def test_what_a_firm_rules_out_is_not_in_its_plan():
    plain = Roadmaps(STANDARD, NOTHING, TABLE).to(2)
    ruled_out = ids(plain)[0]
    other = Roadmaps(STANDARD, NOTHING, TABLE, without=[ruled_out]).to(2)
    assert ruled_out not in ids(other)
    assert other.low_fen + other.high_fen >= plain.low_fen + plain.high_fen


def test_a_level_out_of_reach_says_which_lack_cannot_be_closed():
    found = roadmaps(BEST, *to_three(), without=[f"S{n:02d}.3" for n in (1, 3, 6, 7, 8, 9)]).to(3)
    assert isinstance(found, OutOfReach)
    (lack,) = found.lacks
    assert (lack.lack, lack.has, lack.needs) == (Lack.BINDING, 4, 5)
    assert lack.open_to == ("S01.3", "S03.3", "S06.3", "S07.3", "S08.3", "S09.3")


def test_points_that_cannot_be_bought_are_told_with_the_most_there_could_be():
    found = roadmaps(
        NOTHING, *[step(f"{code}.{level}") for code in SCENARIOS for level in (1, 2)], step("F5.B")
    ).to(2)
    (lack,) = found.lacks
    assert (lack.lack, lack.has, lack.missing) == (Lack.POINTS, Fraction("2.5"), Fraction("37.5"))
    assert "F5.C" in lack.open_to
    assert "F5.B" not in lack.open_to


def test_a_level_that_is_there_takes_no_step():
    plan = roadmaps(BEST).to(2)
    assert (ids(plan), plan.low_fen, plan.months_together, plan.proof.least) == ([], 0, 0, True)


def test_ticking_steps_shows_what_the_firm_would_come_to():
    then = with_steps(STANDARD, NOTHING, ["F1.B", "F1.C", "F2.D", "S10.3"])
    assert then.choices["F1"] == frozenset("BC")
    assert (then.choices["F2"], then.scenes["S10"]) == (frozenset("D"), 3)
    assert score(STANDARD, then).score == Fraction("8.5")
    assert with_steps(STANDARD, then, ["F2.B", "S10.1"]) == then
    assert {"F2.B", "F2.D", "S10.2"} <= reached(STANDARD, then)


def test_ticking_names_what_is_needed_first():
    assert unmet(STANDARD, NOTHING, TABLE, ["F3.B", "F2.B"]) == {"F3.B": ("F1.B",)}
    assert unmet(STANDARD, NOTHING, TABLE, ["F3.B", "F2.B", "F1.B"]) == {}


@pytest.mark.parametrize("wrong", ["F9.A", "S10.5", "F2.A", "F1.A", "S10", ""])
def test_a_step_that_is_none_is_refused(wrong):
    for refuse in (
        lambda: with_steps(STANDARD, NOTHING, [wrong]),
        lambda: Roadmaps(STANDARD, NOTHING, TABLE, without=[wrong]),
    ):
        with pytest.raises(AnswerRefused) as refused:
            refuse()
        assert (refused.value.code, refused.value.question) == ("unknown_step", wrong)


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_chain_takes_the_months_of_its_plan_and_each_step_waits_for_the_one_before(seed):
    plan = Roadmaps(STANDARD, seeded(Random(seed), STANDARD), TABLE).to(4)
    if isinstance(plan, OutOfReach):
        pytest.skip("out of reach for this firm")
    chain = longest_chain(STANDARD, plan)
    under = below(STANDARD)

    assert sum(one.months for one in chain) == plan.months_together
    assert [before.id in (under[after.id], *after.needs) for before, after in pairwise(chain)] == [True] * (
        len(chain) - 1
    )


def test_a_plan_of_nothing_has_no_chain():
    assert longest_chain(STANDARD, Roadmaps(STANDARD, BEST, TABLE).to(1)) == ()
