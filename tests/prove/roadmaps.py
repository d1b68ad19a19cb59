"""`make prove`: a thousand small firms whose cheapest, soonest and shortest way up is found by trying every choice.

    python -m tests.prove.roadmaps [CASES]

Answers 1 where the search differs from trying in one fen, month or step, or misses a level that can be reached.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from random import Random

from tests.core.maturity.small import differing

CASES = 1_000


def prove(seed):
    return seed, *differing(Random(seed))


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    began, plans, told = time.monotonic(), 0, []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for seed, differs, count in pool.map(prove, range(cases), chunksize=10):
            plans += count
            told += [f"✗ seed {seed}: {differs}"] if differs else []
    took = time.monotonic() - began
    print(
        f"{cases:,} firms, {plans:,} least plans by trying in {took:.0f} s; {len(told)} differ",
        *told,
        sep="\n",
    )
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
