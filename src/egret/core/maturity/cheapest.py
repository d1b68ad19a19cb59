"""The exact search under a road map: which steps to take so that points and scenarios suffice, at least weight.

Ladders are independent but for needs across them. Without those needs the problem falls into a knapsack over points
(a table over the grid) and a count of scenarios (sorted differences); both are exact. Needs across ladders are priced
into them (Lagrange), which gives a lower bound that branching closes. Weights are whole numbers, so equality is exact.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from operator import itemgetter

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Rungs = tuple[int, ...]

INFINITE = 1 << 62
MOST_PRICED = 1 << 60
ROUNDS, NODES = 80, 20_000


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs to climb from here. A scenario's rung number `counts_at` makes it count (0: it counts already);
    None is a question, whose rungs give points instead."""

    items: tuple[int, ...]
    gains: tuple[int, ...]
    counts_at: int | None = None
    binding: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Items are numbered; `needs` are pairs (item, the item of another ladder that it needs)."""

    weights: tuple[int, ...]
    ladders: tuple[Ladder, ...]
    needs: tuple[tuple[int, int], ...]
    points: int
    scenarios: int
    binding: int


@dataclass(frozen=True, slots=True)
class Solution:
    """`bound`: no choice weighs less. `weight == bound` is the proof that this one is the least."""

    items: frozenset[int]
    weight: int
    bound: int
    nodes: int


@dataclass(frozen=True, slots=True)
class _Node:
    """How many rungs of each ladder are taken at least and at most."""

    low: Rungs
    high: Rungs


@dataclass(frozen=True, slots=True)
class _Found:
    rungs: Rungs
    bound: int


class Search:
    def __init__(self, problem: Problem, nodes: int = NODES) -> None:
        self._problem, self._most_nodes = problem, nodes
        self._place = {
            item: (number, rung)
            for number, ladder in enumerate(problem.ladders)
            for rung, item in enumerate(ladder.items)
        }
        self._questions = [i for i, ladder in enumerate(problem.ladders) if ladder.counts_at is None]
        self._scenarios = [i for i, ladder in enumerate(problem.ladders) if ladder.counts_at is not None]
        self._best: tuple[int, Rungs] = (INFINITE, ())
        self._nodes = 0

    def solve(self) -> Solution | None:
        """None where even all steps together do not suffice."""
        ladders = self._problem.ladders
        root = _Node((0,) * len(ladders), tuple(len(ladder.items) for ladder in ladders))
        if not self._suffices(root.high):
            return None
        self._offer(root.high)
        prices = self._priced(root)
        bound = self._branch(root, prices)
        weight, rungs = self._best
        items = frozenset(
            item for ladder, taken in zip(ladders, rungs, strict=True) for item in ladder.items[:taken]
        )
        return Solution(items, weight, min(bound, weight), self._nodes)

    def _branch(self, root: _Node, prices: Mapping[tuple[int, int], int]) -> int:
        """Best bound first; returns the bound that is proven for the whole."""
        order = count()
        waiting: list[tuple[int, int, _Node, _Found]] = []
        if found := self._relaxed(root, prices):
            self._offer(found.rungs)
            waiting.append((found.bound, next(order), root, found))
        while waiting:
            bound, _, node, found = heapq.heappop(waiting)
            if bound >= self._best[0] or self._nodes >= self._most_nodes:
                return min(bound, self._best[0])
            need = self._torn(node, found.rungs, prices)
            if need is None:
                continue
            for child in self._children(node, need):
                deeper = self._relaxed(child, prices)
                if deeper and deeper.bound < self._best[0]:
                    self._offer(deeper.rungs)
                    heapq.heappush(waiting, (max(bound, deeper.bound), next(order), child, deeper))
        return self._best[0]

    def _priced(self, root: _Node) -> dict[tuple[int, int], int]:
        """What a need costs the one that needs and pays the one that is needed, so that the bound is high."""
        prices = dict.fromkeys(self._problem.needs, 0)
        best, kept = -1, prices
        share = 1.0
        for _ in range(ROUNDS if prices else 0):
            found = self._relaxed(root, prices)
            if found is None:
                break
            self._offer(found.rungs)
            if found.bound > best:
                best, kept = found.bound, prices
            else:
                share *= 0.9
            torn = {need: self._pull(need, found.rungs) for need in prices}
            length = sum(pull * pull for pull in torn.values())
            if not length or best >= self._best[0]:
                break
            step = int(share * max(self._best[0] - found.bound, 1)) // length
            prices = {need: max(prices[need] + step * pull, 0) for need, pull in torn.items()}
            if sum(prices.values()) > MOST_PRICED:
                break
        return kept

    def _pull(self, need: tuple[int, int], rungs: Rungs) -> int:
        item, needed = need
        return int(self._takes(item, rungs)) - int(self._takes(needed, rungs))

    def _takes(self, item: int, rungs: Rungs) -> bool:
        ladder, rung = self._place[item]
        return rungs[ladder] > rung

    def _torn(
        self, node: _Node, rungs: Rungs, prices: Mapping[tuple[int, int], int]
    ) -> tuple[int, int] | None:
        """The need to decide next: the dearest one not kept, else one whose price the bound still leans on."""
        open_needs = [need for need in self._problem.needs if self._is_open(need, node)]
        broken = [need for need in open_needs if self._pull(need, rungs) > 0]
        leaning = [need for need in open_needs if prices[need] and self._pull(need, rungs) < 0]
        for needs in (broken, leaning):
            if needs:
                return max(needs, key=lambda need: (prices[need], self._problem.weights[need[1]], need))
        return None

    def _is_open(self, need: tuple[int, int], node: _Node) -> bool:
        """Neither is the needed one sure to be there, nor the needing one sure to be left out."""
        item, needed = need
        return self._takes(item, node.high) and not self._takes(needed, node.low)

    def _children(self, node: _Node, need: tuple[int, int]) -> list[_Node]:
        """Either the needed step is taken, or the one that needs it is not."""
        item, needed = need
        taken = self._closed(node.low, {needed})
        low, high = list(taken), list(node.high)
        without = [item]
        while without:
            ladder, rung = self._place[without.pop()]
            if high[ladder] > rung:
                dropped = self._problem.ladders[ladder].items[rung : high[ladder]]
                high[ladder] = rung
                without += [one for one, other in self._problem.needs if other in dropped]
        pairs = [_Node(tuple(low), node.high), _Node(node.low, tuple(high))]
        return [
            child
            for child in pairs
            if all(least <= most for least, most in zip(child.low, child.high, strict=True))
        ]

    def _closed(self, rungs: Rungs, wanted: Iterable[int]) -> Rungs:
        """The rungs with `wanted` taken and everything that these need."""
        taken, waiting = list(rungs), list(wanted)
        while waiting:
            ladder, rung = self._place[waiting.pop()]
            if taken[ladder] <= rung:
                climbed = self._problem.ladders[ladder].items[taken[ladder] : rung + 1]
                taken[ladder] = rung + 1
                waiting += [other for one, other in self._problem.needs if one in climbed]
        return tuple(taken)

    def _suffices(self, rungs: Rungs) -> bool:
        points = scenarios = binding = 0
        for ladder, taken in zip(self._problem.ladders, rungs, strict=True):
            if ladder.counts_at is None:
                points += sum(ladder.gains[:taken])
            elif taken >= ladder.counts_at:
                scenarios += 1
                binding += ladder.binding
        need = self._problem
        return points >= need.points and scenarios >= need.scenarios and binding >= need.binding

    def _weight(self, rungs: Rungs) -> int:
        return sum(
            self._problem.weights[item]
            for ladder, taken in zip(self._problem.ladders, rungs, strict=True)
            for item in ladder.items[:taken]
        )

    def _offer(self, rungs: Rungs) -> None:
        """Make a relaxed choice whole, drop what it can do without, and keep it if it is the best so far."""
        chosen = [
            item
            for ladder, taken in zip(self._problem.ladders, rungs, strict=True)
            for item in ladder.items[:taken]
        ]
        whole = self._pruned(self._closed((0,) * len(rungs), chosen))
        weight = self._weight(whole)
        if weight < self._best[0]:
            self._best = weight, whole

    def _pruned(self, rungs: Rungs) -> Rungs:
        """Without the dearest tops that nothing needs, as long as the rest suffices."""
        taken = list(rungs)
        again = True
        while again:
            again = False
            tops = [
                (self._problem.weights[ladder.items[taken[number] - 1]], number)
                for number, ladder in enumerate(self._problem.ladders)
                if taken[number]
            ]
            for _, number in sorted(tops, key=lambda top: (-top[0], top[1])):
                item = self._problem.ladders[number].items[taken[number] - 1]
                if any(self._takes(one, tuple(taken)) for one, other in self._problem.needs if other == item):
                    continue
                taken[number] -= 1
                if self._suffices(tuple(taken)):
                    again = True
                else:
                    taken[number] += 1
        return tuple(taken)

    def _relaxed(self, node: _Node, prices: Mapping[tuple[int, int], int]) -> _Found | None:
        """The least choice in the node where open needs are only paid for."""
        self._nodes += 1
        weights = list(self._problem.weights)
        for need in self._problem.needs:
            if prices[need] and self._is_open(need, node):
                weights[need[0]] += prices[need]
                weights[need[1]] -= prices[need]
        costs = {
            number: _climbed(weights, ladder, node.high[number])
            for number, ladder in enumerate(self._problem.ladders)
        }
        points, counted = self._points(node, costs), self._counted(node, costs)
        if points is None or counted is None:
            return None
        rungs = points[1] | counted[1]
        return _Found(tuple(rungs[number] for number in range(len(rungs))), points[0] + counted[0])

    def _points(self, node: _Node, costs: Mapping[int, list[int]]) -> tuple[int, dict[int, int]] | None:
        """Questions: the least cost of each need of points, ladder by ladder, then back from the whole need."""
        size = max(self._problem.points, 0) + 1
        table = np.full(size, INFINITE, dtype=np.int64)
        table[0] = 0
        tables, reach = [table], {}
        for number in self._questions:
            gains = _sums(self._problem.ladders[number].gains)
            reach[number] = [
                (rung, gains[rung], costs[number][rung])
                for rung in range(node.low[number], node.high[number] + 1)
            ]
            table = _least(table, [(gain, cost) for _, gain, cost in reach[number]])
            tables.append(table)
        total = int(table[-1])
        if total >= INFINITE // 2:
            return None
        need, rungs = size - 1, {}
        for number, before in zip(reversed(self._questions), reversed(tables[:-1]), strict=True):
            after = tables.pop()
            for rung, gain, cost in reach[number]:
                rest = max(need - gain, 0)
                if before[rest] < INFINITE // 2 and int(before[rest]) + cost == int(after[need]):
                    rungs[number], need = rung, rest
                    break
        return total, rungs

    def _counted(self, node: _Node, costs: Mapping[int, list[int]]) -> tuple[int, dict[int, int]] | None:
        """Scenarios: those that must count, then the cheapest differences among binding and guiding ones."""
        rungs: dict[int, int] = {}
        base, sure = 0, {True: 0, False: 0}
        raised: dict[bool, list[tuple[int, int, int]]] = {True: [], False: []}
        for number in self._scenarios:
            ladder, cost = self._problem.ladders[number], costs[number]
            assert ladder.counts_at is not None
            low, high = node.low[number], node.high[number]
            less = [(cost[rung], rung) for rung in range(low, min(high, ladder.counts_at - 1) + 1)]
            more = [(cost[rung], rung) for rung in range(max(low, ladder.counts_at), high + 1)]
            price, rungs[number] = min(less or more)
            base += price
            if not less:
                sure[ladder.binding] += 1
            elif more:
                above, rung = min(more)
                raised[ladder.binding].append((above - price, number, rung))
        best: tuple[int, int, int] | None = None
        binding, guiding = (_cheapest(raised[kind]) for kind in (True, False))
        for more_binding, paid in enumerate(binding):
            if sure[True] + more_binding < self._problem.binding:
                continue
            for more_guiding, added in enumerate(guiding):
                reached = sure[True] + sure[False] + more_binding + more_guiding
                if reached >= self._problem.scenarios and (best is None or paid + added < best[0]):
                    best = paid + added, more_binding, more_guiding
        if best is None:
            return None
        for kind, taken in ((True, best[1]), (False, best[2])):
            rungs |= {number: rung for _, number, rung in sorted(raised[kind])[:taken]}
        return base + best[0], rungs


def _climbed(weights: Sequence[int], ladder: Ladder, high: int) -> list[int]:
    return _sums([weights[item] for item in ladder.items[:high]])


def _sums(numbers: Sequence[int]) -> list[int]:
    found = [0]
    for number in numbers:
        found.append(found[-1] + number)
    return found


def _cheapest(raised: list[tuple[int, int, int]]) -> list[int]:
    """The cost of raising none, the cheapest one, the two cheapest, …"""
    return _sums([difference for difference, _, _ in sorted(raised, key=itemgetter(0, 1, 2))])


def _least(table: Ints, reach: Sequence[tuple[int, int]]) -> Ints:
    """For each need of points the least cost when one of `reach` (gain, cost) is added to what the table gives."""
    best = np.full(len(table), INFINITE, dtype=np.int64)
    for gain, cost in reach:
        # What can't be reached stays above half of INFINITE: prices take away less than the other half.
        near, far = best[:gain], best[gain:]
        np.minimum(near, table[0] + cost, out=near)
        np.minimum(far, table[: len(far)] + cost, out=far)
    return best
