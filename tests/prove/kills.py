"""`make prove`: SIGKILL at the write calls of a whole payout and at each step of its outbox; afterwards nothing is lost or doubled.

    python -m tests.prove.kills [steps|sqlite|postgres] [POINTS [SECONDS]]

`steps`: the process dies before or after each named step and each commit, all of them. `sqlite`: the process dies at its
Nth write call, `postgres`: its backend does; strace sends the signal. N runs over every call of a clean run, or evenly over
POINTS of them. The simulated bank keeps its true books in a data base of its own. A killed run is a fork of a process that
is ready, on a copy of a data base that is ready.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.prove import site

if __name__ == "__main__":
    site.begin("tests.prove.two_books")

from django.db import connections
from tests.prove import payout

CALLS = {
    "sqlite": "pwrite64,fdatasync,fsync,write,ftruncate,unlink",
    "postgres": "pwrite64,fdatasync,fsync,write,sendto",
}
POINTS, SECONDS = 2000, 1200
PATIENCE = 90
RECOVERIES = 10
FEWEST = 0.75


def child(work: Callable[[], Any]) -> tuple[int, Callable[[], Any]]:
    """Runs `work` in a fork; answers its id, and what waits for its answer: None where it died."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            code = 0
        except BaseException as wrong:  # noqa: BLE001 -- the parent judges it
            if os.environ.get("EGRET_PROVE_ALOUD"):
                print(f"  {type(wrong).__name__}: {str(wrong)[:200]}", file=sys.stderr)
        finally:
            os._exit(code)
    os.close(writing)

    def ended() -> Any:
        said = b""
        while select.select([reading], [], [], PATIENCE)[0] and (part := os.read(reading, 65536)):
            said += part
        os.close(reading)
        os.waitpid(pid, 0)
        return json.loads(said) if said else None

    return pid, ended


class Ground:
    """A data base that is ready, a copy of it for each run, and which process is to be killed."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url, self.runs = folder, url, 0
        self.calls = CALLS["postgres" if url else "sqlite"]
        self.ready, self.here = folder / "ready", folder / "here"
        self.ready.mkdir()
        self.use(self.ready, "ready")
        if url:
            self.sql('CREATE DATABASE "ready"')
        if child(payout.prepared)[1]() is None and not (self.ready / "bank.sqlite3").exists():
            raise RuntimeError("no data base was made ready")

    def use(self, folder: Path, name: str) -> None:
        connections["bank"].settings_dict["NAME"] = str(folder / "bank.sqlite3")
        connections["default"].settings_dict["NAME"] = name if self.url else str(folder / "egret.sqlite3")

    def sql(self, statement: str) -> None:
        subprocess.run(
            ["psql", "--quiet", f"--dbname={self.url}", f"--command={statement}"],
            check=True,
            timeout=PATIENCE,
        )

    def fresh(self) -> None:
        self.runs += 1
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.ready, self.here)
        self.use(self.here, f"run{self.runs}")
        if self.url:
            self.until_up()
            if self.runs > 1:
                self.sql(f'DROP DATABASE "run{self.runs - 1}" WITH (FORCE)')
            self.sql(f'CREATE DATABASE "run{self.runs}" TEMPLATE "ready"')

    def until_up(self) -> None:
        """After a backend died PostgreSQL recovers; nobody can connect before."""
        until = time.monotonic() + PATIENCE
        while subprocess.run(
            ["psql", "-qc", "SELECT 1", self.url], capture_output=True, check=False
        ).returncode:
            if time.monotonic() > until:
                raise RuntimeError("PostgreSQL did not come back")
            time.sleep(0.1)

    def acknowledged(self) -> list[str]:
        told = self.here / "acknowledged"
        return told.read_text().splitlines() if told.exists() else []

    def acknowledge(self, line: str) -> None:
        with (self.here / "acknowledged").open("a") as told:
            told.write(f"{line}\n")

    def judged(self) -> list[str]:
        def going_on() -> list[str]:
            payout.bank_apart()
            return payout.wrongs(self.acknowledged())

        # PostgreSQL may notice only now that a backend died, and begin its recovery under our hands.
        for _ in range(RECOVERIES if self.url else 1):
            if self.url:
                self.until_up()
            if (found := child(going_on)[1]()) is not None:
                return found
            time.sleep(0.5)
        return ["the office could not go on"]

    def stepped(self, last: int) -> list[str] | None:
        """The names of the steps that were passed; None where it died."""
        self.fresh()

        def work() -> list[str]:
            payout.bank_apart()
            steps = payout.Steps(last)
            steps.watch()
            payout.paid_out(self.acknowledge)
            return steps.names

        return child(work)[1]()

    def traced(self, inject: str = "") -> tuple[int, bool]:
        """How many write calls there were, and whether it was killed."""
        self.fresh()
        ready, go = os.pipe(), os.pipe()

        def work() -> bool:
            payout.bank_apart()
            connections["default"].ensure_connection()
            backend = connections["default"].connection.info.backend_pid if self.url else os.getpid()
            os.write(ready[1], f"{backend}\n".encode())
            os.read(go[0], 1)
            payout.paid_out(self.acknowledge)
            return True

        _pid, ended = child(work)
        target = os.read(ready[0], 20).decode().strip()
        log = self.folder / "strace"
        told = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={self.calls}", "-p", target]
        if inject:
            told += ["-e", f"inject={self.calls}:signal=KILL:when={inject}"]
        tracer = subprocess.Popen(told, stderr=subprocess.PIPE)
        self._attached(target, tracer)
        os.write(go[1], b"g")
        done = ended()
        tracer.terminate() if tracer.poll() is None else None
        tracer.wait(PATIENCE)
        for end in (*ready, *go):
            os.close(end)
        calls = sum(
            bool(re.search(r" (\w+)\(", line)) for line in log.read_text(errors="replace").splitlines()
        )
        return calls, done is None

    @staticmethod
    def _attached(target: str, tracer: subprocess.Popen) -> None:
        until = time.monotonic() + PATIENCE
        while f"TracerPid:\t{tracer.pid}" not in Path(f"/proc/{target}/status").read_text():
            if time.monotonic() > until or tracer.poll() is not None:
                raise RuntimeError("strace could not attach")
            time.sleep(0.01)


@contextmanager
def ground(kind: str) -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(prefix="egret-kills-") as folder:
        if kind != "postgres":
            yield Ground(Path(folder))
            return
        yield Ground(Path(folder), os.environ["DATABASE_URL"])


def prove(kind: str, points: int, seconds: float) -> int:
    began, wrong, killed, done = time.monotonic(), [], 0, 0
    with ground(kind) as here:
        if kind == "steps":
            names = here.stepped(0)
            numbers: list[int] = list(range(1, len(names) + 1))
            every = len(numbers)
        else:
            every, died = here.traced()
            if died:
                raise RuntimeError("the clean run died")
            numbers = (
                sorted({1 + number * every // points for number in range(points)})
                if points < every
                else list(range(1, every + 1))
            )
        wrong += here.judged()
        for number in numbers:
            if time.monotonic() - began > seconds:
                break
            died = here.stepped(number) is None if kind == "steps" else here.traced(str(number))[1]
            killed += died
            done += 1
            found = here.judged()
            name = names[number - 1] if kind == "steps" else f"write call {number}"
            wrong += [f"killed at {name}: {one}" for one in found]
    print(
        f"{kind}: {every} points, {done} tried, {killed} killed, {time.monotonic() - began:.0f} s: {len(wrong)} wrong"
    )
    print(*wrong[:20], sep="\n")
    # How many calls a run makes differs: a backend may find its log written already. Whoever ends earlier is not killed.
    return 1 if wrong or killed < done * FEWEST else 0


def main() -> int:
    points = int(sys.argv[2]) if len(sys.argv) > 2 else POINTS
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else SECONDS
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    if chosen in CALLS and not site.installed("strace", "strace"):
        print(f"{chosen}: nothing was shown, strace is missing")
        return 0
    if chosen == "postgres" and not os.environ.get("DATABASE_URL"):
        with site.postgres() as url:
            command = [sys.executable, "-m", "tests.prove.kills", *sys.argv[1:]]
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    if chosen:
        return prove(chosen, points, seconds)
    commands = [[sys.executable, "-m", "tests.prove.kills", kind] for kind in ("steps", "sqlite", "postgres")]
    return max([subprocess.run(command, check=False).returncode for command in commands])


if __name__ == "__main__":
    sys.exit(main())
