"""`make prove`: a million seeded cases over every clause of every pack, in single cases, in columns and in SQL,
and through the overlap groups that the clause stands in.

    python -m tests.prove.evaluators [CASES [SECONDS]]

Stops early when the seconds are over, and says so. Answers 1 where two evaluators differ in one fen or one refusal.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import numpy as np
from tests.core.policy.population import CHUNK, by_columns, disagreements, overlap_disagreements, population
from tests.packs.xiamen import CITIES, files

from egret.core.packs.reading import read_pack
from egret.core.policy.sql import REFUSED

CASES, SECONDS = 1_000_000, 900


@cache
def pack(city):
    return read_pack(files(city))


def clauses(city):
    return pack(city).clauses


def prove(job):
    """One chunk: city, clause's place, seed, rows → refused rows and what differs."""
    city, place, seed, rows = job
    clause = clauses(city)[place]
    frame = population(clause, rows, seed)
    outcome, _ = by_columns(clause, frame)
    told = disagreements(clause, frame)
    for group in pack(city).overlaps:
        if clause.id in group.members:
            told += overlap_disagreements(group, clause.id, outcome[clause.award], seed)
    return int(np.count_nonzero(outcome[REFUSED])), told


def jobs(cases):
    found = [
        (city.name, place) for city in sorted(CITIES.iterdir()) for place in range(len(clauses(city.name)))
    ]
    each = -(-cases // len(found))
    for seed, first in enumerate(range(0, each, CHUNK)):
        for city, place in found:
            yield city, place, seed, min(CHUNK, each - first)


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    began, done, refused, told = time.monotonic(), defaultdict(int), defaultdict(int), []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = list(jobs(cases))
        for job, (turned_down, differing) in zip(waiting, pool.map(prove, waiting), strict=True):
            name = f"{job[0]} {clauses(job[0])[job[1]].id}"
            done[name] += job[3]
            refused[name] += turned_down
            told += [f"✗ {name}: {difference}" for difference in differing]
            if time.monotonic() - began > seconds:
                pool.shutdown(cancel_futures=True)
                break
    for name, count in done.items():
        print(f"{name:>12}  {count:>9,} cases, {refused[name]:>8,} of them refused")
    total, took = sum(done.values()), time.monotonic() - began
    print(f"{total:,} cases in three evaluators in {took:.0f} s; {len(told)} differences", *told, sep="\n")
    if total < cases:
        print(f"stopped after {seconds:.0f} s, before the {cases:,} that were asked for")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
