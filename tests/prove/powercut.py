"""`make prove`: the power fails again and again while money is entered; what was acknowledged must stand in the books.

    python -m tests.prove.powercut [CUTS [SECONDS]]

An ext4 lies as a file on a btrfs; a reflink copy of that file is the disk as it was at that instant, without anything that
only the kernel's memory held. The copy is mounted and its books are read. The same with a data base that acknowledges before
it has written (SQLite synchronous=NORMAL, PostgreSQL synchronous_commit=off) must lose something, or the proof is blind.
It models the loss of the page cache, not torn sectors or a disk that lies. Needs root, loop devices and mkfs.btrfs; where
they are missing it says so, proves nothing and answers 0.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.prove import site

if __name__ == "__main__":
    site.begin()

from django.core.management import call_command
from django.db import connections
from tests.factories import UserFactory
from tests.money import granted
from tests.prove.kills import child
from tests.rooms.conftest import NOON

from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event
from egret.rooms.people.states import Role
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Pot
from egret.rooms.treasury.models import Posting

CUTS, SECONDS = 20, 300
MONEY = 10**6
KINDS = ("FULL", "NORMAL", "on", "off")
SAFE = ("FULL", "on")
BINARIES = site.BINARIES[-1].parent if site.BINARIES else Path("/nowhere")


def ran(*command: str | Path) -> str:
    return subprocess.run(
        [*map(str, command)], check=True, capture_output=True, text=True, timeout=120
    ).stdout


def missing() -> str:
    """Why no power can be cut here; empty where it can."""
    if os.geteuid():
        return "only root may mount"
    for tool, package in (("mkfs.btrfs", "btrfs-progs"), ("mkfs.ext4", "e2fsprogs"), ("losetup", "mount")):
        if not site.installed(tool, package):
            return f"{tool} is not installed"
    with tempfile.TemporaryDirectory(prefix="egret-power-") as folder:
        try:
            with disks(Path(folder), 120):
                return ""
        except subprocess.CalledProcessError as wrong:
            return f"{wrong.cmd[0]}: {wrong.stderr.strip()}"


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    ran("mount", "-o", "loop", image, at)
    try:
        yield at
    finally:
        ran("umount", at)


@contextmanager
def disks(folder: Path, megabytes: int) -> Iterator[tuple[Path, Path]]:
    """The disk as a file that can be copied in an instant, and where it is mounted."""
    outer = folder / "outer.img"
    with outer.open("wb") as image:
        image.truncate((megabytes * 4 + 200) * 2**20)
    ran("mkfs.btrfs", "-q", outer)
    with mounted(outer, folder / "outer") as place:
        inner = place / "disk.img"
        with inner.open("wb") as image:
            image.truncate(megabytes * 2**20)
        ran("mkfs.ext4", "-q", "-F", inner)
        with mounted(inner, folder / "disk") as disk:
            yield inner, disk


class Books:
    """The data base on that disk; the same on a copy of it."""

    def __init__(self, kind: str) -> None:
        self.kind, self.postgres = kind, kind in ("on", "off")

    def use(self, disk: Path, port: int) -> None:
        chosen = connections["default"].settings_dict
        if self.postgres:
            chosen.update(HOST="127.0.0.1", PORT=str(port), NAME="postgres", USER="egret")
            return
        chosen["NAME"] = str(disk / "egret.sqlite3")
        chosen["OPTIONS"]["init_command"] = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={self.kind};"

    def found(self, disk: Path) -> None:
        if self.postgres:
            (disk / "pg").mkdir()
            shutil.chown(disk / "pg", "postgres")
            site.as_owner(disk, BINARIES / "initdb", f"--pgdata={disk}/pg/data", "--username=egret", "--auth=trust",
                          "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")  # fmt: skip

    @contextmanager
    def up(self, disk: Path) -> Iterator[None]:
        port = site.free_port()
        self.use(disk, port)
        if not self.postgres:
            yield
            return
        # After a real cut no such process is left; here its number may still be taken.
        (disk / "pg/data/postmaster.pid").unlink(missing_ok=True)
        told = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={disk}/pg -c synchronous_commit={self.kind} -c shared_buffers=32MB"
        site.as_owner(disk, BINARIES / "pg_ctl", f"--pgdata={disk}/pg/data", f"--log={disk}/pg/log", "--wait", f"--options={told}", "start")  # fmt: skip
        try:
            yield
        finally:
            site.as_owner(
                disk, BINARIES / "pg_ctl", f"--pgdata={disk}/pg/data", "--mode=immediate", "stop", check=False
            )


def prepared() -> int:
    call_command("migrate", verbosity=0)
    finance = UserFactory(role=Role.FINANCE, username="finance")
    fund = granted({"central": MONEY}, by=finance, at=NOON)["central"]
    actions.allot(fund, Pot("transformation", "8"), MONEY, key="a", by=finance, at=NOON)
    return Posting.objects.count()


def entering(told: int) -> None:
    """For ever: a posting, and a byte for each that was acknowledged."""
    from egret.rooms.people import queries as people  # noqa: PLC0415 -- after the fork

    finance, number = people.user("finance"), 0
    while True:
        number += 1
        place = Place("transformation", "8", f"contract:{number}")
        actions.draw(Event.COMMIT, {"central": 1}, place, key=str(number), by=finance, at=NOON)
        os.write(told, b".")


def stands() -> list:
    return [Posting.objects.count(), [finding.wrong for finding in queries.faults()]]


def cut(kind: str, cuts: int, seconds: float) -> tuple[int, int, int, list[str]]:
    """How many cuts there were, in how many acknowledged postings were lost, how many at most, and what else was wrong."""
    rng, lost, wrong, done = random.Random(kind), [], [], 0
    with (
        tempfile.TemporaryDirectory(prefix="egret-power-") as folder,
        disks(Path(folder), 400) as (image, disk),
    ):
        Path(folder).chmod(0o711)  # PostgreSQL runs as somebody else
        books = Books(kind)
        books.found(disk)
        with books.up(disk):
            base = child(prepared)[1]()
            os.sync()
            reading, writing = os.pipe()
            os.set_blocking(reading, False)
            worker, _ended = child(lambda: entering(writing))
            acknowledged, until = 0, time.monotonic() + seconds
            copies = []
            while done < cuts and time.monotonic() < until:
                time.sleep(rng.uniform(0.3, 2.0))
                with contextlib.suppress(BlockingIOError):
                    while heard := len(os.read(reading, 65536)):
                        acknowledged += heard
                copy = image.with_name(f"cut{done}.img")
                ran("cp", "--reflink=always", image, copy)
                copies.append((copy, acknowledged))
                done += 1
            os.kill(worker, 9)
            os.waitpid(worker, 0)
        for copy, acknowledged in copies:
            with mounted(copy, Path(folder) / "cut") as after, books.up(after):
                found = child(stands)[1]()
            copy.unlink()
            if found is None:
                wrong.append("the books could not be opened")
                continue
            lost.append(max(base + acknowledged - found[0], 0))
            wrong += found[1]
        told = f"{kind}: {done} cuts, {copies[-1][1]} postings acknowledged by the last"
        print(
            f"{told}, acknowledged postings lost in {sum(map(bool, lost))} cuts, {max(lost, default=0)} at most, {len(wrong)} wrong",
            flush=True,
        )
    return done, sum(map(bool, lost)), max(lost, default=0), wrong


def main() -> int:
    if why := missing():
        print(f"no power was cut: {why}. Nothing was proven.")
        return 0
    if len(sys.argv) > 1 and sys.argv[1] in KINDS:
        kind = sys.argv[1]
        done, lossy, _most, wrong = cut(kind, int(sys.argv[2]), float(sys.argv[3]))
        print(*wrong[:10], sep="\n")
        if kind in SAFE:
            return 1 if lossy or wrong or not done else 0
        return 0 if lossy else 1
    defaults = [str(CUTS), str(SECONDS)]
    given = [*sys.argv[1:], *defaults[len(sys.argv) - 1 :]]
    ended = 0
    plain = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    for kind in KINDS:
        # The engine is chosen by the URL; where it listens is told later.
        env = plain | (
            {"DATABASE_URL": "postgres://egret@127.0.0.1/postgres"} if kind in ("on", "off") else {}
        )
        ended = max(
            ended,
            subprocess.run(
                [sys.executable, "-m", "tests.prove.powercut", kind, *given], env=env, check=False
            ).returncode,
        )
    return ended


if __name__ == "__main__":
    sys.exit(main())
