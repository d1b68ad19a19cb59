"""`make bench`: what the main pages cost on this machine, in a simulated city and with 60,000 cases; what a clause
costs beside other engines; what a digital level and a way up from it cost; what taking in a statement and posting cost.

EGRET_BENCH_ENTERPRISES, EGRET_BENCH_CASES, EGRET_BENCH_LEGS and EGRET_BENCH_LINES make it smaller. It asserts nothing: figures are for people to read.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ENTERPRISES = os.environ.get("EGRET_BENCH_ENTERPRISES", "200")
CASES = os.environ.get("EGRET_BENCH_CASES", "60000")
LEGS = os.environ.get("EGRET_BENCH_LEGS", "1000000")
LINES = os.environ.get("EGRET_BENCH_LINES", "3000")


def ran(site: Path, *arguments: str | Path) -> str:
    env = {
        **os.environ,
        "EGRET_DEMO": "1",
        "EGRET_VAR": str(site),
        "DJANGO_SETTINGS_MODULE": "egret.settings",
    }
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, cwd=BENCH.parent, env=env, check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def table(title: str, rows: Sequence[dict[str, object]]) -> None:
    names = list(rows[0])
    cells = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"\n{title}")
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in _processor() if line.startswith("model name")),
        platform.machine(),
    )
    return (
        f"{os.cpu_count()} cores, {model}; {platform.system()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def _processor() -> list[str]:
    told = Path("/proc/cpuinfo")
    return told.read_text("utf-8").splitlines() if told.exists() else []


def main() -> int:
    print(machine())
    with tempfile.TemporaryDirectory(prefix="egret-bench-") as folder:
        site = Path(folder)
        ran(site, "manage.py", "migrate", "--verbosity", "0")
        ran(site, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        ran(site, "-m", "egret.base.messages", "compile")
        ran(site, "-m", "egret.cli", "simulate", "--enterprises", ENTERPRISES)
        table(
            f"A city of {ENTERPRISES} enterprises, in the process", json.loads(ran(site, BENCH / "pages.py"))
        )
        table("The same through gunicorn, 2 workers × 4 threads", json.loads(ran(site, BENCH / "load.py")))
        ran(site, BENCH / "bulk.py", CASES)
        table(f"With {CASES} cases more, in the process", json.loads(ran(site, BENCH / "pages.py")))
        print(ran(site, BENCH / "policy.py"), end="")
        print(ran(site, BENCH / "level.py"), end="")
    with tempfile.TemporaryDirectory(prefix="egret-bench-") as folder:
        ran(Path(folder), "manage.py", "migrate", "--verbosity", "0")
        table(f"A ledger of {LEGS} legs", json.loads(ran(Path(folder), BENCH / "ledger.py", LEGS)))
    with tempfile.TemporaryDirectory(prefix="egret-bench-") as folder:
        ran(Path(folder), "manage.py", "migrate", "--verbosity", "0")
        table("A statement taken in", [json.loads(ran(Path(folder), BENCH / "statement.py", LINES))])
        print(ran(Path(folder), BENCH / "treasury.py", "10", LEGS), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
