"""One engine measured in a process of its own, on one core: `policy_engine.py NAME FOLDER` prints one row as JSON.

FOLDER holds the inputs, so that memory is what the process grows by over them while all outputs are kept.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import policy_numpy
from policy_cases import OUTPUTS, Columns, loaded, row

MISSING = 3  # the answer of a process whose engine is not installed
WRONG_OF = 100_000
SINGLES = 300
PATIENCE = 3  # seconds of repetitions
MEGABYTE = 1024  # in what ru_maxrss counts


def engine(name: str):
    """Only what is measured is imported: an engine may be missing, and it weighs."""
    kind, _, unit = name.partition(" ")
    match kind:
        case "numpy":
            return policy_numpy.Engine()
        case "egret":
            module = import_module("policy_egret")
            return module.Sql() if unit == "SQL" else module.Engine()
        case "zen":
            return import_module("policy_zen").Engine()
        case _:
            return import_module("policy_openfisca").Engine(f"{kind}_core", unit)


def best(work: Callable[[], object], least: int = 3) -> float:
    """Seconds of the fastest of some repetitions."""
    fastest, began, done = float("inf"), time.monotonic(), 0
    while done < least or time.monotonic() - began < PATIENCE:
        start = time.perf_counter()
        work()
        took = time.perf_counter() - start
        fastest, done = min(fastest, took), done + 1
        if took > PATIENCE:
            break
    return fastest


def grown() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def wrong(found: Columns, exact: Columns) -> int:
    off = np.zeros(len(exact[OUTPUTS[0]]), bool)
    for name in OUTPUTS:
        off |= found[name] != exact[name]
    return int(off.sum())


def measured(name: str, folder: Path) -> dict[str, object]:
    one, inputs = engine(name), loaded(folder)
    rows = len(inputs["invest"])
    one.columns({label: column[:10] for label, column in inputs.items()})
    before = grown()
    kept = one.columns(inputs)
    memory = (grown() - before) / MEGABYTE
    del kept
    seconds = best(lambda: one.columns(inputs))
    few = {label: column[:WRONG_OF] for label, column in inputs.items()}
    told = {
        "engine": name,
        "million/s": round(rows / seconds / 1e6, 3),
        "memory MB": round(memory),
        "wrong": wrong(one.columns(few), policy_numpy.Engine().columns(few)),
        "case µs": "",
    }
    if hasattr(one, "single"):
        case = row(inputs, 0)
        told["case µs"] = round(1e6 * best(lambda: [one.single(case) for _ in range(SINGLES)]) / SINGLES)
    return told


def main() -> int:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
    except ModuleNotFoundError as missing:
        print(missing, file=sys.stderr)
        return MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main())
