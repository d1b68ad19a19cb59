"""What a posting costs: `python bench/treasury.py [SECONDS [LEGS]]`, by itself or as a part of `make bench`.

One posting a transaction with its act in the trail, then a thousand a transaction, on SQLite and on a PostgreSQL of its own,
beside the same rows written by hand in SQL and beside django-hordak where EGRET_BENCH_HORDAK names a Python that has it
(it comes without a wheel, so the lock file can't hold it). Then `egret ledger check` over LEGS legs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from run import BENCH, table

ROOT = BENCH.parent
sys.path.insert(0, str(ROOT))

from tests.prove import site

SECONDS, LEGS = 10, 1_000_000


def ran(python: str, folder: Path, url: str, *arguments: object) -> list[dict[str, object]]:
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"EGRET_DEMO": "1", "EGRET_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "egret.settings"}
    env |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"} | ({"DATABASE_URL": url} if url else {})
    command = [python, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, text=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def on(engine: str, seconds: float, legs: int) -> list[dict[str, object]]:
    hordak = os.environ.get("EGRET_BENCH_HORDAK", "")
    with (
        tempfile.TemporaryDirectory(prefix="egret-bench-") as name,
        site.postgres() if engine == "PostgreSQL" else nullcontext("") as url,
    ):
        rows = ran(sys.executable, Path(name), url, BENCH / "treasury_egret.py", seconds, legs)
        if hordak:
            rows += ran(hordak, Path(name), url, BENCH / "treasury_hordak.py", seconds)
    by_hand = {str(row["what"]): float(str(row["per second"])) for row in rows if row["who"] == "SQL by hand"}
    return [
        {"on": engine, **row, "× by hand": f"{float(str(row['per second'])) / by_hand[str(row['what'])]:.2f}"}
        if row["what"] in by_hand
        else {"on": engine, **row, "× by hand": ""}
        for row in rows
    ]


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    legs = int(sys.argv[2]) if len(sys.argv) > 2 else LEGS
    rows = [row for engine in ("SQLite", "PostgreSQL") for row in on(engine, seconds, legs)]
    table("Postings, each with its act in the trail, durable when acknowledged", rows)
    if not os.environ.get("EGRET_BENCH_HORDAK"):
        print("Left out: django-hordak. EGRET_BENCH_HORDAK names a Python that has it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
