"""What no other engine of `bench/policy.py` does, or not from the same text: `policy_more.py ROWS` prints rows as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
from policy_cases import SEED, SIGNED_ON, WAN, cases
from policy_egret import CLAUSES, Engine, clauses, frame
from policy_engine import best

from egret.core.findings import Finding
from egret.core.packs.reading import read_pack
from egret.core.policy.budget_columns import pro_rata_in_columns
from egret.core.policy.clause import Clause
from egret.core.policy.clause_reading import read_clause
from egret.core.policy.columns.again import Kept
from egret.core.policy.limit_columns import Claims, granted_in_columns
from egret.core.policy.limits import Window
from egret.core.reading import opened

DAYS, REFORMS = 731, 20
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


def reforms(rows: int) -> list[Measure]:
    """Clause 8 with other numbers each time: all three clauses computed anew, and only what the change reaches."""
    inputs, (diagnosis, cloud, renovation) = cases(rows), clauses()
    reformed = [with_rate(renovation, Fraction(20 + nth, 100)) for nth in range(REFORMS)]
    changed = [Engine([diagnosis, cloud, clause]) for clause in reformed]
    seconds = best(lambda: [int(engine.columns(inputs)["total"].sum()) for engine in changed])
    first = Kept.of(renovation, frame(renovation, inputs), due="尾款")
    reached = best(lambda: [int(first.again(clause).values("尾款").sum()) for clause in reformed])
    return [
        (f"{REFORMS} reforms of a rate × {rows:,}, computed whole", seconds, "s"),
        ("  only the steps that the change reaches", reached, "s"),
    ]


def with_rate(clause: Clause, rate: Fraction) -> Clause:
    """Clause 8 with another rate of the spend."""
    params = []
    for param in clause.params:
        version = replace(param.versions[0], cells={"": rate})
        params.append(replace(param, versions=(version,)) if param.term.label == "改造比例" else param)
    return replace(clause, params=tuple(params))


def limits(rows: int) -> list[Measure]:
    rng = np.random.default_rng(SEED)
    claims = Claims(
        keys=rng.integers(0, max(rows * 3 // 10, 1), rows),
        days=FIRST_DAY + rng.integers(0, DAYS, rows),
        fen=rng.integers(0, 20 * WAN, rows),
        caps=np.full(rows, 30 * WAN),
        order=np.arange(rows),
    )
    return [
        (f"cap a {window}, {rows:,} claims", 1e3 * best(lambda w=window: granted_in_columns(claims, w)), "ms")
        for window in (Window.CALENDAR_YEAR, Window.LIFETIME, Window.ROLLING_YEAR)
    ]


def budget(rows: int) -> list[Measure]:
    awards = np.random.default_rng(SEED).integers(0, 40 * WAN, rows)
    line = int(awards.sum()) * 2 // 3
    assert int(pro_rata_in_columns(awards, line).sum()) == line
    return [
        (f"exact pro rata of {rows:,} awards", 1e3 * best(lambda: pro_rata_in_columns(awards, line)), "ms")
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


MEASURES: tuple[Callable[[int], list[Measure]], ...] = (limits, budget, reforms, dates, packs)


def main() -> int:
    rows = int(sys.argv[1])
    told = [measure for measures in MEASURES for measure in measures(rows)]
    print(json.dumps([{"what": what, "least": f"{value:.3g} {unit}"} for what, value, unit in told]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
