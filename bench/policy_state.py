"""What caps that remember and budgets that run short cost over a million rows. Figures for people; nothing is asserted."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from egret.core.policy.budget_columns import in_order_in_columns, pro_rata_in_columns
from egret.core.policy.limit_columns import Claims, granted_in_columns
from egret.core.policy.limits import Window

CLAIMS, ENTERPRISES, PASSES = 1_000_000, 300_000, 5
FIRST_DAY, DAYS = 19_723, 731  # 2024 and 2025
CAP = 30_000_000


def least(work: Callable[[], object]) -> float:
    """Seconds of the quickest pass."""
    took = []
    for _ in range(PASSES):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return min(took)


def limits() -> None:
    random = np.random.default_rng(8)
    keys = random.integers(0, ENTERPRISES, CLAIMS)
    days = random.integers(FIRST_DAY, FIRST_DAY + DAYS, CLAIMS)
    fen = random.integers(0, CAP, CLAIMS)
    order = np.arange(CLAIMS)
    constant = Claims(keys, days, fen, np.full(CLAIMS, CAP), order)
    rising = Claims(keys, days, fen, CAP + (days - FIRST_DAY) // 365 * CAP, order)
    for name, claims, window in (
        ("a lifetime", constant, Window.LIFETIME),
        ("a calendar year", constant, Window.CALENDAR_YEAR),
        ("a rolling year", constant, Window.ROLLING_YEAR),
        ("a lifetime, the cap rising", rising, Window.LIFETIME),
    ):
        seconds = least(lambda claims=claims, window=window: granted_in_columns(claims, window))
        print(f"caps over {name}: {CLAIMS:,} claims of {ENTERPRISES:,} enterprises in {seconds:.3f} s")


def budget() -> None:
    random = np.random.default_rng(8)
    fens = random.integers(0, 10**11, CLAIMS)
    amount = int(fens.sum()) * 7 // 10
    order = random.permutation(CLAIMS)
    seconds = least(lambda: pro_rata_in_columns(fens, amount, order))
    exact = int(pro_rata_in_columns(fens, amount, order).sum()) == amount
    print(f"pro rata: {CLAIMS:,} awards in {seconds:.3f} s; the sum is the line: {exact}")
    seconds = least(lambda: in_order_in_columns(fens, amount, order))
    print(f"first come: {CLAIMS:,} awards in {seconds:.3f} s")


if __name__ == "__main__":
    limits()
    budget()
