"""Claims of many days, and packs read and checked: `policy_more.py ROWS` prints rows as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

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
PACK = CLAUSES.parents[1] / "cities" / "xiamen"

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
    texts = [path.read_text("utf-8") for path in sorted((PACK / "clauses").glob("*.toml"))]
    files = {
        path.relative_to(PACK).as_posix(): path.read_text("utf-8")
        for path in PACK.rglob("*")
        if path.suffix in {".toml", ".csv"}
    }

    def load() -> None:
        findings: list[Finding] = []
        for text in texts:
            read_clause(opened(text, "", findings))

    return [
        (f"{len(texts)} clauses read and checked, a dozen", 1e3 * best(load) * 12 / len(texts), "ms"),
        ("the whole pack with golden cases and mutants", 1e3 * best(lambda: read_pack(files)), "ms"),
    ]


MEASURES: tuple[Callable[[int], list[Measure]], ...] = (dates, packs)


def main() -> int:
    rows = int(sys.argv[1])
    told = [measure for measures in MEASURES for measure in measures(rows)]
    print(json.dumps([{"what": what, "least": f"{value:.3g} {unit}"} for what, value, unit in told]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
