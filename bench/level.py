"""What a digital level costs: alone, a million at once, and the cheapest way up on the city's real table.

EGRET_BENCH_LEVELS makes the bulk smaller. Times are of the processor: other work on the machine does not count.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from random import Random
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src"), str(Path(__file__).resolve().parents[1])]

import numpy as np
from tests.core.maturity.drawing import NONE, QUESTIONS, SCENARIOS, STANDARD, seeded
from tests.packs.xiamen import CITIES, files

from egret.core.maturity import Answers, score
from egret.core.maturity.bulk import Columns, Scorer, columns_of
from egret.core.maturity.partial import so_far
from egret.core.maturity.roadmap import By, Roadmaps
from egret.core.maturity.steps import read_steps
from egret.core.reading import opened

ROWS = int(os.environ.get("EGRET_BENCH_LEVELS", "1000000"))
FIRMS = 25


def seconds(call, times):
    """The median of so many calls."""
    took = []
    for _ in range(times):
        began = time.process_time()
        call()
        took.append(time.process_time() - began)
    return median(took)


def many(rng):
    drawn = columns_of(STANDARD, [seeded(rng) for _ in range(2000)])
    pick = np.random.default_rng(1).integers(0, 2000, ROWS)
    return Columns(
        {code: column[pick] for code, column in drawn.choices.items()},
        {code: column[pick] for code, column in drawn.scenes.items()},
    )


def ways(rng):
    """Each city's table, an enterprise with nothing and drawn ones: the slowest and the median of all higher levels."""
    firms = [Answers(dict.fromkeys(QUESTIONS, NONE), dict.fromkeys(SCENARIOS, 0))]
    firms += [seeded(rng) for _ in range(FIRMS)]
    for city in sorted(CITIES.iterdir()):
        table = read_steps(opened(files(city.name)["steps.toml"], "steps.toml", []))
        for by in By:
            took, proven, plans = [], 0, 0
            for answers in firms:
                began = time.process_time()
                found = Roadmaps(STANDARD, answers, table).all(by)
                took.append(time.process_time() - began)
                plans += sum(hasattr(one, "proof") for one in found)
                proven += sum(one.proof.least for one in found if hasattr(one, "proof"))
            yield city.name, by, len(table.steps), median(took), max(took), proven, plans


def main() -> int:
    rng = Random(1)  # noqa: S311 -- seeded, so that figures compare
    one, scorer, columns = seeded(rng), Scorer(STANDARD), many(rng)
    half = Answers(dict(list(one.choices.items())[:7]), dict(list(one.scenes.items())[:8]))
    print("\nThe digital level")
    print(f"one assessment {seconds(lambda: score(STANDARD, one), 500) * 1e6:.0f} µs")
    print(
        f"one half answered, with what is in reach {seconds(lambda: so_far(STANDARD, half), 500) * 1e6:.0f} µs"
    )
    bulk = seconds(lambda: scorer.score(columns), 5)
    print(f"{ROWS:,} in columns {bulk:.3f} s, {ROWS / bulk / 1e6:.1f} M/s on one core")
    for city, by, steps, middle, slowest, proven, plans in ways(rng):
        print(
            f"ways to all higher levels by {by}, {city}, {steps} steps: median {middle:.2f} s, slowest {slowest:.2f} s, "
            f"{proven} of {plans} proven the least"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
