"""Twenty reforms of three clauses over a million enterprises: every clause anew, and only what a reform reaches.

EGRET_BENCH_ROWS makes it smaller. It prints seconds of the least of five rounds; figures are for people to read.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
from policy_cases import SIGNED_ON, Columns, cases
from policy_egret import clauses, frame

from egret.core.policy.clause import Clause
from egret.core.policy.columns import plan
from egret.core.policy.population import Population, Rows, population, total
from egret.core.policy.whatif import Portfolio, caps, lines, moves, portfolio, under

ROWS = int(os.environ.get("EGRET_BENCH_ROWS", "1000000"))
ROUNDS = 5
GROUPS = {
    "district": ("海沧", "集美", "同安", "翔安", "湖里", "思明", "火炬"),
    "size": ("大", "中", "小", "微"),
    "industry": ("397", "382", "358"),
    "year": ("2024", "2025"),
}
REACHED = (("3", "诊断比例"), ("6", "上云上限"), ("8", "改造比例"), ("8", "分级上限"))

Reforms = list[tuple[Clause, ...]]


def reforms(pack: tuple[Clause, ...]) -> Reforms:
    """Each of four parameters moved by 2, 4, … 10 %."""
    return [
        tuple(moved(clause, label, Fraction(part, 100)) if clause.id == wanted else clause for clause in pack)
        for wanted, label in REACHED
        for part in (102, 104, 106, 108, 110)
    ]


def moved(clause: Clause, label: str, factor: Fraction) -> Clause:
    (param,) = [param for param in clause.params if param.term.label == label]
    versions = tuple(
        replace(version, cells={cell: value * factor for cell, value in version.cells.items()})
        for version in param.versions
    )
    if param.kind == "money":
        versions = tuple(
            replace(version, cells={cell: int(value) for cell, value in version.cells.items()})
            for version in versions
        )
    params = tuple(replace(one, versions=versions) if one is param else one for one in clause.params)
    return replace(clause, params=params)


def people(pack: tuple[Clause, ...], inputs: Columns) -> Population:
    rng = np.random.default_rng(1)
    codes = {group: rng.integers(0, len(keys), ROWS) for group, keys in GROUPS.items()}
    days = np.full(ROWS, SIGNED_ON, np.int64) + rng.integers(0, 365, ROWS)
    who = np.arange(ROWS)
    rows = {
        clause.id: Rows(
            {k: np.ascontiguousarray(v) for k, v in frame(clause, inputs).items()}, who, days, codes
        )
        for clause in pack
    }
    return population(GROUPS, range(ROWS), rows)


def uncached(changed: Reforms, inputs: Columns) -> list[int]:
    """Every clause of every reform, whole, and its sum."""
    return [
        sum(
            total(plan(clause, due=clause.award).run(frame(clause, inputs)).values[clause.award])
            for clause in pack
        )
        for pack in changed
    ]


def cached(changed: Reforms, base: Portfolio) -> list[int]:
    """Costs by clause and by each group."""
    return [under(base, pack, ()).cost_fen for pack in changed]


def whole(changed: Reforms, base: Portfolio) -> list[int]:
    """Costs by group, winners and losers, budget lines, caps."""
    costs = []
    for pack in changed:
        then = under(base, pack, base.budget)
        moves(base, then)
        lines(then)
        caps(then)
        costs.append(then.cost_fen)
    return costs


def least(work: Callable[[], list[int]]) -> tuple[float, list[int]]:
    best, answer = float("inf"), []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - begun)
    return best, answer


def main() -> None:
    pack, inputs = tuple(clauses()), cases(ROWS)
    changed, everyone = reforms(pack), people(pack, inputs)
    begun = time.perf_counter()
    plain = portfolio(everyone, pack, (), reasons=False)
    full = portfolio(everyone, pack, ())
    print(f"{ROWS:,} enterprises, clauses 3, 6 and 8, {len(changed)} reforms")
    print(f"the clauses in force, with and without reasons: {time.perf_counter() - begun:.3f} s")
    answers = []
    for title, work in (
        ("every clause anew, cost only", lambda: uncached(changed, inputs)),
        ("what a reform reaches, cost by clause and group", lambda: cached(changed, plain)),
        ("the same with winners, lines and caps", lambda: whole(changed, full)),
    ):
        seconds, costs = least(work)
        answers.append(costs)
        print(f"{title}: {seconds:.3f} s")
    assert answers[0] == answers[1] == answers[2], "the cache changes a result"


if __name__ == "__main__":
    main()
