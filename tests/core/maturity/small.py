"""Small random standards, prices and firms, and their cheapest way up by trying every choice."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

from tests.core.maturity.drawing import STANDARD, seeded

from egret.core.maturity import Kind, score
from egret.core.maturity.roadmap import By, Roadmaps, reached, with_steps
from egret.core.maturity.standard import Option, Question, Scenario
from egret.core.maturity.steps import Step, StepTable, below, ladders

LEAST_CHOICES, MOST_CHOICES = 60, 6000


def small(rng):
    """(standard, answers, table, without): three or four questions, four or five scenarios, needs across them."""
    while True:
        standard = _standard(rng)
        answers = seeded(rng, standard)
        table = _table(rng, standard)
        without = frozenset(step.id for step in table.steps if rng.random() < 0.08)
        if LEAST_CHOICES <= _size(standard, answers, table, without) <= MOST_CHOICES:
            return standard, answers, table, without


def _standard(rng):
    questions = []
    for number in range(rng.randint(2, 4)):
        multi = rng.random() < 0.5
        gains = [Fraction(rng.choice([7, 9, 10, 15, 18, 20, 25]), 8) for _ in range(rng.randint(2, 3))]
        points = [Fraction(0)]
        for gain in gains:
            points.append(gain if multi else points[-1] + gain)
        options = tuple(
            Option("ABCD"[place], "", "", worth, multi and not place, None)
            for place, worth in enumerate(points)
        )
        kind = Kind.MULTI if multi else Kind.SINGLE
        whole = sum(points) if multi else max(points)
        code = f"Q{number}"
        questions.append(Question(code, "foundation", *[""] * 6, kind, whole, options, (), None))
    scenarios = tuple(
        Scenario(f"S{number}", "supply", "", "", rng.random() < 0.6, (), ())
        for number in range(rng.randint(3, 5))
    )
    best = sum(question.points for question in questions)
    binding = sum(scenario.binding for scenario in scenarios)
    levels = tuple(
        replace(
            level,
            score=best * Fraction(rng.randint(level.level * 4 - 3, level.level * 4), 18),
            scenarios=min(len(scenarios), (level.level + 2) // 2 + rng.randint(0, 1)),
            binding=min(binding, (level.level + 1) // 2),
        )
        for level in STANDARD.levels
    )
    return replace(STANDARD, questions=tuple(questions), scenarios=scenarios, levels=_rising(levels))


def _rising(levels):
    found = []
    for level in levels:
        last = found[-1] if found else level
        found.append(
            replace(
                level,
                scenarios=max(level.scenarios, last.scenarios),
                binding=max(level.binding, last.binding),
            )
        )
    return tuple(found)


def _table(rng, standard):
    order = list(below(standard))
    rng.shuffle(order)
    place = _closed_order(standard, order)
    steps = []
    for step in place:
        if rng.random() < 0.06:
            continue
        earlier = place[: place.index(step)]
        needs = (
            tuple(sorted(set(rng.choices(earlier, k=rng.randint(0, 2)))))
            if earlier and rng.random() < 0.5
            else ()
        )
        low = rng.randint(0, 9) * 100_000
        code, to = step.split(".")
        steps.append(
            Step(step, code, to, low, low + rng.randint(0, 9) * 50_000, rng.randint(0, 6), needs, "d", "a")
        )
    return StepTable(standard.id, tuple(steps))


def _closed_order(standard, order):
    """An order in which a step comes after the one below it, so that needs of earlier ones make no circle."""
    under, found = below(standard), []

    def put(step):
        if step not in found:
            if under[step]:
                put(under[step])
            found.append(step)

    for step in order:
        put(step)
    return found


def _choices(standard, answers, table, without):
    """Ladder by ladder the sets of steps that can be taken from its bottom."""
    there, prices = reached(standard, answers), table.by_id
    for every in ladders(standard).values():
        for rungs in every:
            left = [step for step in rungs if step not in there]
            most = 0
            while most < len(left) and left[most] in prices and left[most] not in without:
                most += 1
            yield [left[:taken] for taken in range(most + 1)]


def _size(standard, answers, table, without):
    size = 1
    for choices in _choices(standard, answers, table, without):
        size *= len(choices)
    return size


def tried(standard, answers, table, without):
    """(level, by) → the least of (objective, tie-breaks) over every choice of steps, None where none will do."""
    there, prices = reached(standard, answers), table.by_id
    best = {}
    for choice in product(*_choices(standard, answers, table, without)):
        taken = [step for steps in choice for step in steps]
        have = there.union(taken)
        if any(need not in have for step in taken for need in prices[step].needs):
            continue
        level = score(standard, with_steps(standard, answers, taken)).level
        cost = sum(prices[step].low_fen + prices[step].high_fen for step in taken)
        months = sum(prices[step].months for step in taken)
        weights = {
            By.COST: (cost, months, len(taken)),
            By.MONTHS: (_chain(standard, prices, taken), cost, months, len(taken)),
            By.STEPS: (len(taken), cost, months),
        }
        for reached_level in range(1, level + 1):
            for by, weight in weights.items():
                best[reached_level, by] = min(best.get((reached_level, by), weight), weight)
    return best


def _chain(standard, prices, taken):
    under, ends = below(standard), {}

    def end(step):
        if step not in ends:
            needs = [*([under[step]] if under[step] else []), *prices[step].needs]
            ends[step] = prices[step].months + max((end(need) for need in needs if need in taken), default=0)
        return ends[step]

    return max(map(end, taken), default=0)


def planned(standard, answers, table, without):
    """The same by the road map; a plan that isn't proven, or doesn't hold what it says, is an assertion."""
    found = {}
    roadmaps = Roadmaps(standard, answers, table, without=without)
    for by in By:
        for plan in roadmaps.all(by):
            if not hasattr(plan, "proof"):
                continue
            assert plan.proof.least
            ids = [one.step.id for one in plan.improvements]
            have = reached(standard, answers).union(ids)
            assert not without & set(ids)
            assert all(need in have for one in plan.improvements for need in one.step.needs)
            assert plan.result == score(standard, with_steps(standard, answers, ids))
            assert plan.result.level >= plan.level
            cost, months = plan.low_fen + plan.high_fen, plan.months_in_turn
            found[plan.level, by] = {
                By.COST: (cost, months, len(ids)),
                By.MONTHS: (plan.months_together, cost, months, len(ids)),
                By.STEPS: (len(ids), cost, months),
            }[by]
    return found


def differing(rng):
    """One random case: what differs between the search and trying everything."""
    case = small(rng)
    now = score(case[0], case[1]).level
    by_trying = {key: weight for key, weight in tried(*case).items() if key[0] > now}
    by_search = planned(*case)
    return {
        key: (by_search.get(key), by_trying.get(key))
        for key in by_trying | by_search
        if by_search.get(key) != by_trying.get(key)
    }, len(by_trying)
