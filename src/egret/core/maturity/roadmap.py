"""The cheapest way up: which steps bring an enterprise to a level, at least cost, in least time, or with fewest steps.

Costs of a plan are summed. Its months are told twice: steps in turn, one after the other (a sum), and together, where a
step begins as soon as what it needs is there (the longest chain). `by months` means together. A step's price is a
range; plans are compared by the sum of low and high, which is twice the middle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, gcd, lcm

from egret.core.maturity.cheapest import Ladder, Problem, Search
from egret.core.maturity.scoring import AnswerRefused, Answers, Hold, Lack, Result, score
from egret.core.maturity.standard import Kind, Level, Standard
from egret.core.maturity.steps import Step, StepTable, below, ladders


class By(StrEnum):
    COST = "cost"
    MONTHS = "months"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Improvement:
    """One step of a plan. `begins` is the month in which what it needs is there, counted from 0; a scenario gives no
    points and `points` is 0."""

    step: Step
    begins: int
    points: Fraction

    @property
    def ends(self) -> int:
        return self.begins + self.step.months


@dataclass(frozen=True, slots=True)
class Proof:
    """`least` says that no other choice of steps is better, by search to the end; else `bound` is what none beats.

    Both are weights of the search: the objective first, then what breaks ties.
    """

    least: bool
    weight: int
    bound: int
    nodes: int


@dataclass(frozen=True, slots=True)
class Plan:
    level: int
    by: By
    improvements: tuple[Improvement, ...]
    low_fen: int
    high_fen: int
    months_in_turn: int
    months_together: int
    result: Result
    proof: Proof


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """What stays lacking with every step taken that is offered and not ruled out; `has` is the most there could be.

    `open_to` names steps that would help and are ruled out, not offered, or wait for one that is.
    """

    level: int
    lacks: tuple[Hold, ...]


def longest_chain(standard: Standard, plan: Plan) -> tuple[Step, ...]:
    """The steps of a plan that wait for each other longest; together they take its `months_together`."""
    taken = {one.step.id: one for one in plan.improvements}
    under = below(standard)
    chain: list[Step] = []
    last = max(plan.improvements, key=lambda one: one.ends, default=None)
    while last:
        chain.append(last.step)
        needs = (under[last.step.id], *last.step.needs)
        before = [taken[need] for need in needs if need in taken and taken[need].ends == last.begins]
        last = before[0] if before and last.begins else None
    return tuple(reversed(chain))


def with_steps(standard: Standard, answers: Answers, steps: Iterable[str]) -> Answers:
    """The answers once these steps are taken; a step of a ladder brings those below it. Raises AnswerRefused."""
    known = below(standard)
    questions = {question.code: question for question in standard.questions}
    choices, scenes = dict(answers.choices), dict(answers.scenes)
    for step in steps:
        if step not in known:
            raise AnswerRefused("unknown_step", step)
        code, to = step.split(".", 1)
        if code not in questions:
            scenes[code] = max(scenes.get(code, 0), int(to))
            continue
        question, chosen = questions[code], choices.get(code, frozenset())
        if question.kind is Kind.MULTI:
            none = {option.key for option in question.options if option.alone}
            choices[code] = (chosen - none) | {to}
        elif question.worth(frozenset({to})) > question.worth(chosen):
            choices[code] = frozenset({to})
    return Answers(choices, scenes)


def reached(standard: Standard, answers: Answers) -> frozenset[str]:
    """The steps behind an enterprise."""
    questions = {question.code: question for question in standard.questions}
    found = set()
    for code, every in ladders(standard).items():
        for step in (step for rungs in every for step in rungs):
            to = step.split(".", 1)[1]
            if code not in questions:
                there = answers.scenes[code] >= int(to)
            elif questions[code].kind is Kind.MULTI:
                there = to in answers.choices[code]
            else:
                question = questions[code]
                there = question.worth(answers.choices[code]) >= question.worth(frozenset({to}))
            if there:
                found.add(step)
    return frozenset(found)


def unmet(
    standard: Standard, answers: Answers, table: StepTable, steps: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Of these steps, those that need others which are neither there nor among them."""
    wanted = tuple(steps)
    there, prices = reached(standard, with_steps(standard, answers, wanted)), table.by_id
    lacking = {
        step: tuple(need for need in prices[step].needs if need not in there)
        for step in wanted
        if step in prices
    }
    return {step: needs for step, needs in lacking.items() if needs}


class Roadmaps:
    """The ways up of one enterprise. `without` are steps that it can't or won't take. Raises AnswerRefused."""

    def __init__(
        self, standard: Standard, answers: Answers, table: StepTable, *, without: Iterable[str] = ()
    ) -> None:
        self.now = score(standard, answers)
        self._standard, self._answers = standard, answers
        excluded = frozenset(without)
        known = below(standard)
        for step in sorted(excluded - known.keys()):
            raise AnswerRefused("unknown_step", step)
        self._there = reached(standard, answers)
        self._under = known
        self._grid = lcm(*(option.points.denominator for one in standard.questions for option in one.options))
        self._order = {step: place for place, step in enumerate(known)}
        self._steps = self._offered(table, excluded)
        self._ends = self._finished()

    def _offered(self, table: StepTable, excluded: frozenset[str]) -> dict[str, Step]:
        """The steps that can be taken, in the standard's order: priced, not excluded, and so is all that they need."""
        prices = table.by_id
        offered = {
            step: prices[step]
            for step in self._under
            if step in prices and step not in excluded and step not in self._there
        }
        while True:
            lost = [
                step for step in offered if any(need not in offered for need in self._needs(offered[step]))
            ]
            if not lost:
                return offered
            for step in lost:
                del offered[step]

    def _needs(self, step: Step) -> tuple[str, ...]:
        """What must be taken before it and is not there yet: the step below and what the table names."""
        under = self._under[step.id]
        named = dict.fromkeys((*((under,) if under else ()), *step.needs))
        return tuple(need for need in named if need not in self._there)

    def _finished(self) -> dict[str, int]:
        """The month in which each step ends at the earliest; the same in every plan, for all that it needs is in it."""
        ends: dict[str, int] = {}
        waiting = list(self._steps)
        while waiting:
            held = []
            for step in waiting:
                needs = self._needs(self._steps[step])
                if all(need in ends for need in needs):
                    ends[step] = self._steps[step].months + max((ends[need] for need in needs), default=0)
                else:
                    held.append(step)
            if len(held) == len(waiting):
                raise ValueError(f"steps wait for each other: {held}")
            waiting = held
        return ends

    def to(self, level: int, by: By = By.COST) -> Plan | OutOfReach:
        aim = self._standard.levels[level - 1]
        if self.now.level >= level:
            return self._plan(aim, by, frozenset(), Proof(least=True, weight=0, bound=0, nodes=0))
        lacks = self._lacks(aim, frozenset(self._steps))
        if lacks:
            return OutOfReach(level, lacks)
        allowed = frozenset(self._steps)
        if by is By.MONTHS:
            allowed = self._soonest(aim)
        ids = [step for step in self._steps if step in allowed]
        solution = Search(self._problem(aim, by, ids)).solve()
        if solution is None:
            raise AssertionError("steps that suffice together were found not to")
        proof = Proof(solution.weight == solution.bound, solution.weight, solution.bound, solution.nodes)
        return self._plan(aim, by, frozenset(ids[item] for item in solution.items), proof)

    def all(self, by: By = By.COST) -> tuple[Plan | OutOfReach, ...]:
        """One for every level above the present one."""
        return tuple(self.to(one.level, by) for one in self._standard.levels if one.level > self.now.level)

    def _soonest(self, aim: Level) -> frozenset[str]:
        """The steps that end by the first month in which the level can be reached."""
        for month in sorted({0, *self._ends.values()}):
            steps = frozenset(step for step, end in self._ends.items() if end <= month)
            if not self._lacks(aim, steps):
                return steps
        raise AssertionError("steps that suffice together were found not to")

    def _lacks(self, aim: Level, steps: frozenset[str]) -> tuple[Hold, ...]:
        best = score(self._standard, with_steps(self._standard, self._answers, steps))
        count = best.scene_counts[aim.level - 1]
        closed = [step for step in self._under if step not in steps and step not in self._there]
        questions = {question.code for question in self._standard.questions}
        binding = {scenario.code for scenario in self._standard.scenarios if scenario.binding}
        points = tuple(step for step in closed if step.split(".", 1)[0] in questions)
        scenes = tuple(
            step
            for step in closed
            if step.split(".", 1)[0] not in questions and int(step.split(".", 1)[1]) <= aim.level
        )
        held = tuple(step for step in scenes if step.split(".", 1)[0] in binding)
        asked = (
            Hold(Lack.POINTS, best.score, aim.score, points),
            Hold(Lack.SCENARIOS, Fraction(count.scenarios), Fraction(aim.scenarios), scenes),
            Hold(Lack.BINDING, Fraction(count.binding), Fraction(aim.binding), held),
        )
        return tuple(hold for hold in asked if hold.missing > 0)

    def _problem(self, aim: Level, by: By, ids: list[str]) -> Problem:
        numbers = {step: number for number, step in enumerate(ids)}
        built: list[Ladder] = []
        pairs: list[tuple[int, int]] = []
        scenarios = {scenario.code: scenario for scenario in self._standard.scenarios}
        here = self.now.scene_counts[aim.level - 1]
        for code, every in ladders(self._standard).items():
            for rungs in every:
                items = tuple(numbers[step] for step in rungs if step in numbers)
                if not items:
                    continue
                if code in scenarios:
                    missing = aim.level - self._answers.scenes[code]
                    # What counts already is left out of the count; others may still need its steps.
                    counts_at = missing if missing > 0 else len(items) + 1
                    built.append(Ladder(items, (), counts_at, scenarios[code].binding))
                else:
                    gains = tuple(int(self._gain(ids[item]) * self._grid) for item in items)
                    built.append(Ladder(items, gains))
        for step in ids:
            under = self._under[step]
            pairs += [
                (numbers[step], numbers[need]) for need in self._needs(self._steps[step]) if need != under
            ]
        return Problem(
            weights=self._weights(by, ids),
            ladders=tuple(built),
            needs=tuple(sorted(pairs)),
            points=ceil((aim.score - self.now.score) * self._grid),
            scenarios=aim.scenarios - here.scenarios,
            binding=aim.binding - here.binding,
        )

    def _weights(self, by: By, ids: list[str]) -> tuple[int, ...]:
        """Objective and tie-breaks as digits of one whole number: of cost, months in turn and count of steps."""
        steps = [self._steps[step] for step in ids]
        common = gcd(*(step.low_fen + step.high_fen for step in steps)) or 1
        costs = [(step.low_fen + step.high_fen) // common for step in steps]
        months = [step.months for step in steps]
        over_months, over_steps, over_costs = sum(months) + 1, len(steps) + 1, sum(costs) + 1
        if by is By.STEPS:
            return tuple(
                (over_costs + cost) * over_months + month for cost, month in zip(costs, months, strict=True)
            )
        return tuple(
            (cost * over_months + month) * over_steps + 1 for cost, month in zip(costs, months, strict=True)
        )

    def _gain(self, step: str) -> Fraction:
        code, to = step.split(".", 1)
        question = next((question for question in self._standard.questions if question.code == code), None)
        if question is None:
            return Fraction(0)
        under = self._under[step]
        return question.worth(frozenset({to})) - (
            question.worth(frozenset({under.split(".", 1)[1]})) if under else 0
        )

    def _plan(self, aim: Level, by: By, chosen: frozenset[str], proof: Proof) -> Plan:
        ordered = sorted(
            chosen, key=lambda step: (self._ends[step] - self._steps[step].months, self._order[step])
        )
        improvements = tuple(
            Improvement(self._steps[step], self._ends[step] - self._steps[step].months, self._gain(step))
            for step in ordered
        )
        steps = [one.step for one in improvements]
        return Plan(
            level=aim.level,
            by=by,
            improvements=improvements,
            low_fen=sum(step.low_fen for step in steps),
            high_fen=sum(step.high_fen for step in steps),
            months_in_turn=sum(step.months for step in steps),
            months_together=max((one.ends for one in improvements), default=0),
            result=score(self._standard, with_steps(self._standard, self._answers, chosen)),
            proof=proof,
        )
