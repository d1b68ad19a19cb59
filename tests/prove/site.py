"""Where the proofs run: Egret's settings for tests, a data base of their own, and a PostgreSQL that lives as long."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def begin(settings: str = "tests.settings") -> None:
    """Django, ready; the settings of the tests, whatever the shell says."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django  # noqa: PLC0415 -- not before the settings are named

    django.setup()


def installed(program: str, package: str) -> bool:
    """Whether a program is there, fetched from Debian by whoever may; proofs need some that nobody else does."""
    there = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    if not shutil.which(program, path=there) and not os.geteuid() and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "--yes", "--quiet", package], check=False, stdout=subprocess.DEVNULL
        )
    return shutil.which(program, path=there) is not None


@contextmanager
def data_base() -> Iterator[None]:
    """Empty, with its tables; gone afterwards."""
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415 -- Django was not ready

    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def postgres(*options: str) -> Iterator[str]:
    """A cluster on the loopback, as `.ci/run` starts one; answers its URL. `options` such as `fsync=off`."""
    binaries = BINARIES[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="egret-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = free_port()
    try:
        as_owner(folder, binaries / "initdb", f"--pgdata={folder}/data", "--username=egret", "--auth=trust", "--encoding=UTF8",
                 "--locale=C.UTF-8", "--data-checksums")  # fmt: skip
        told = [
            "listen_addresses=127.0.0.1",
            f"port={port}",
            f"unix_socket_directories={folder}",
            "max_connections=80",
        ]
        with_options = " ".join(f"-c {one}" for one in (*told, *options))
        as_owner(folder, binaries / "pg_ctl", f"--pgdata={folder}/data", f"--log={folder}/log", "--wait",
                 f"--options={with_options}", "start")  # fmt: skip
        yield f"postgres://egret@127.0.0.1:{port}/postgres"
    finally:
        as_owner(
            folder, binaries / "pg_ctl", f"--pgdata={folder}/data", "--mode=immediate", "stop", check=False
        )
        shutil.rmtree(folder, ignore_errors=True)


def as_owner(folder: Path, *command: str | Path, check: bool = True) -> None:
    """PostgreSQL refuses to run as root."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*become, *map(str, command)], cwd=folder, check=check, stdout=subprocess.DEVNULL)
