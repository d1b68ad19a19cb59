"""The seeded cases that every engine of `bench/policy.py` computes: 11 inputs, 8 outputs, money in whole fen."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

YUAN = 100
WAN = 10_000 * YUAN
INVEST_MEDIAN, INVEST_MOST = 60 * WAN, 5000 * WAN
INVEST_SPREAD = 1.3  # of the logarithm: one in 2,200 or so reaches the most
LEVELS = 5
SIGNED_ON = 19_850  # 2024-05-07 in days since 1970
SEED = 20_240_507

MONEY = ("diagnosis_fee", "cloud_fee", "invest", "first_payment", "other_award", "paid")
FLAGS = ("pilot", "accepted", "first_use", "registered")
OUTPUTS = ("diagnosis", "cloud", "advance", "gross", "due", "balance", "recovery", "total")

Columns = dict[str, np.ndarray]


def cases(count: int) -> Columns:
    """`count` enterprises, the same for ever: investment log-normal around 60万, up to 5000万."""
    rng = np.random.default_rng(SEED)
    drawn = np.exp(rng.normal(np.log(INVEST_MEDIAN), INVEST_SPREAD, count))
    invest = np.minimum(drawn, INVEST_MOST).astype(np.int64)
    return {
        "diagnosis_fee": rng.integers(0, 20 * WAN, count),
        "cloud_fee": rng.integers(0, 150 * WAN, count),
        "invest": invest,
        "first_payment": invest * rng.integers(10, 60, count) // 100,
        "other_award": rng.integers(0, 15 * WAN, count) * (rng.random(count) < 0.2),
        "paid": rng.integers(0, 20 * WAN, count) * (rng.random(count) < 0.3),
        "level": rng.integers(0, LEVELS, count),
        "pilot": rng.random(count) < 0.9,
        "accepted": rng.random(count) < 0.8,
        "first_use": rng.random(count) < 0.7,
        "registered": rng.random(count) < 0.9,
    }


def loaded(folder: Path) -> Columns:
    return {path.stem: np.load(path) for path in sorted(folder.glob("*.npy"))}


def row(columns: Columns, place: int) -> dict[str, int | bool]:
    return {name: column[place].item() for name, column in columns.items()}


def main() -> int:
    """`policy_cases.py ROWS FOLDER` keeps them in files: who made them has a higher peak of memory than who reads them."""
    for name, column in cases(int(sys.argv[1])).items():
        np.save(Path(sys.argv[2]) / f"{name}.npy", column)
    return 0


if __name__ == "__main__":
    sys.exit(main())
