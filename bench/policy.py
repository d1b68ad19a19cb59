"""The policy engine against others: `python bench/policy.py [ROWS]`, by itself or as a part of `make bench`.

Three clauses, 11 inputs, 8 outputs, the same seeded cases for each engine, each in a process of its own on one core.
What Egret is compared with lies in a virtual environment of its own, which `make bench` makes; without it the others
are left out, and that is said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from policy_engine import MISSING, WRONG_OF
from run import BENCH, table

ROOT = BENCH.parent
OTHERS = ROOT / "var" / "bench" / "bin" / "python"
ENGINES = (
    "numpy int64", "egret columns", "egret SQL", "policyengine yuan", "policyengine fen", "openfisca yuan",
    "openfisca fen", "zen fen",
)  # fmt: skip
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def ran(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    python = os.environ.get("EGRET_BENCH_PYTHON") or (str(OTHERS) if OTHERS.exists() else sys.executable)
    env = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}
    command = [python, str(BENCH / script), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=env, check=False, text=True, capture_output=True)


def engines(rows: int) -> tuple[list[dict[str, object]], list[str]]:
    """A row for each engine that is installed, and the names of the others."""
    told, missing = [], []
    with tempfile.TemporaryDirectory(prefix="egret-bench-") as folder:
        ran("policy_cases.py", rows, folder)
        answers = {name: ran("policy_engine.py", name, folder) for name in ENGINES}
    for name, done in answers.items():
        if done.returncode == MISSING:
            missing.append(name)
        elif done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")
        else:
            told.append(json.loads(done.stdout))
    by_hand = told[0]["million/s"]
    return [{**row, "× numpy": f"{row['million/s'] / by_hand:.3f}"} for row in told], missing


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    told, missing = engines(rows)
    table(f"Clauses 3, 6 and 8 for {rows:,} enterprises, wrong of {WRONG_OF:,} by a fen or more", told)
    if missing:
        print(f"Left out, because they are not installed: {', '.join(missing)}. `make bench` installs them.")
    table("Dates and packs", json.loads(printed("policy_more.py", rows)))
    for title, script in (
        ("Caps that remember, budgets", "policy_state.py"),
        ("Reforms", "policy_whatif.py"),
    ):
        print(f"\n{title}\n{printed(script)}", end="")
    return 0


def printed(script: str, *arguments: object) -> str:
    done = ran(script, *arguments)
    if done.returncode:
        raise RuntimeError(f"{script}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
