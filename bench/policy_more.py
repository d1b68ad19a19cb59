"""Claims of many days, and packs read and checked: `policy_more.py ROWS` prints rows as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from policy_cases import SEED, SIGNED_ON, cases
from policy_egret import CLAUSES, Engine, clauses
from policy_engine import best

from egret.core.findings import Finding
from egret.core.packs.reading import read_pack
from egret.core.policy.clause import Clause
from egret.core.policy.clause_reading import read_clause
from egret.core.reading import opened

DAYS = 731
FIRST_DAY = 19_723  # 2024-01-01
AMENDED = (date(2024, 7, 1), date(2025, 3, 1))
CITIES = CLAUSES.parents[1] / "cities"

Measure = tuple[str, float, str]  # what, how much, of what


def amended(clause: Clause, days: tuple[date, ...], factor: Fraction = Fraction(9, 10)) -> Clause:
    """Every parameter changed by `factor` on each of `days`, so that dates matter."""
    params = []
    for param in clause.params:
        versions, cells = [*param.versions], param.versions[-1].cells
        for day in days:
            cells = {word: type(value)(value * factor) for word, value in cells.items()}
            versions.append(replace(versions[-1], from_on=day, cells=cells))
        params.append(replace(param, versions=tuple(versions)))
    return replace(clause, params=tuple(params))


def dates(rows: int) -> list[Measure]:
    engine = Engine([amended(clause, AMENDED) for clause in clauses()])
    inputs = cases(rows)
    mixed = FIRST_DAY + np.random.default_rng(SEED).integers(0, DAYS, rows)
    one = best(lambda: engine.columns(inputs, np.full(rows, SIGNED_ON)))
    many = best(lambda: engine.columns(inputs, mixed))
    return [
        (f"{rows:,} claims of {DAYS} days, two amendments", 1e3 * many, "ms"),
        ("  over claims of one day", many / one, "times"),
    ]


def packs(_rows: int) -> list[Measure]:
    texts = [path.read_text("utf-8") for path in sorted((CITIES / "xiamen" / "clauses").glob("*.toml"))]

    def load() -> None:
        findings: list[Finding] = []
        for text in texts:
            read_clause(opened(text, "", findings))

    return [
        (f"{len(texts)} clauses read and checked, a dozen", 1e3 * best(load) * 12 / len(texts), "ms"),
        *(_whole(city) for city in sorted(CITIES.iterdir())),
    ]


def _whole(city: Path) -> Measure:
    files = {
        path.relative_to(city).as_posix(): path.read_text("utf-8")
        for path in city.rglob("*")
        if path.suffix in {".toml", ".csv"}
    }
    took = [1e3 * timed(lambda: read_pack(files)) for _ in range(20)]
    return f"the whole pack of {city.name} with golden cases and mutants, median of 20", median(took), "ms"


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


MEASURES: tuple[Callable[[int], list[Measure]], ...] = (dates, packs)


def main() -> int:
    rows = int(sys.argv[1])
    told = [measure for measures in MEASURES for measure in measures(rows)]
    print(json.dumps([{"what": what, "least": f"{value:.3g} {unit}"} for what, value, unit in told]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
