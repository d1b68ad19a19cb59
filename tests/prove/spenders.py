"""`make prove`: 32 threads try 200 times each to spend one budget line that holds money for 1,000 of the 6,400 attempts.

    python -m tests.prove.spenders [THREADS [EACH [MONEY]]]

On SQLite and on a PostgreSQL of its own. Exactly as many succeed as there is money for, the others are refused in words,
nobody sees a locked data base, a deadlock or a serialization failure, and the books are right afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.prove import site

THREADS, EACH, MONEY = 32, 200, 1000
SECONDS = 900


def spent_by(threads: int, each: int, money: int) -> Counter:
    """How the attempts of all threads ended: spent, refused, or the name of what a user would have seen."""
    from django.db import connection  # noqa: PLC0415 -- Django is ready only now
    from tests.factories import UserFactory  # noqa: PLC0415
    from tests.money import granted  # noqa: PLC0415
    from tests.rooms.conftest import NOON  # noqa: PLC0415

    from egret.core.ledger.accounts import Place  # noqa: PLC0415
    from egret.core.ledger.postings import Event  # noqa: PLC0415
    from egret.rooms.people.states import Role  # noqa: PLC0415
    from egret.rooms.treasury import actions  # noqa: PLC0415
    from egret.rooms.treasury.actions import Pot  # noqa: PLC0415
    from egret.rooms.treasury.errors import PaymentRefused  # noqa: PLC0415

    finance = UserFactory(role=Role.FINANCE)
    fund = granted({"central": money}, by=finance, at=NOON)["central"]
    actions.allot(fund, Pot("transformation", "8"), money, key="a", by=finance, at=NOON)

    def spend(number: int) -> Counter:
        ends: Counter = Counter()
        for attempt in range(each):
            place = Place("transformation", "8", f"contract:{number}-{attempt}")
            try:
                actions.draw(
                    Event.COMMIT, {"central": 1}, place, key=f"{number}-{attempt}", by=finance, at=NOON
                )
            except PaymentRefused:
                ends["refused"] += 1
            except Exception as seen:  # noqa: BLE001 -- whatever it is, a user would see it
                ends[f"{type(seen).__name__}: {str(seen).splitlines()[0]}"] += 1
            else:
                ends["spent"] += 1
        connection.close()
        return ends

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(spend, range(threads)), Counter())


def wrongs(ends: Counter, attempts: int, money: int) -> list[str]:
    from egret.core.ledger.accounts import State  # noqa: PLC0415
    from egret.rooms.treasury import queries  # noqa: PLC0415

    wrong = [finding.wrong for finding in queries.faults()]
    if ends != {"spent": money, "refused": attempts - money}:
        wrong.append(f"{dict(ends)}, where {money} should be spent and {attempts - money} refused")
    committed = queries.by_source()["central"][State.COMMITTED]
    if committed != money:
        wrong.append(f"{committed} fen are committed")
    return wrong


def one_kind(threads: int, each: int, money: int) -> int:
    site.begin()
    from django.db import connection  # noqa: PLC0415 -- Django is ready only now

    with site.data_base():
        began = time.monotonic()
        ends = spent_by(threads, each, money)
        took = time.monotonic() - began
        wrong = wrongs(ends, threads * each, money)
        print(
            f"{connection.vendor}: {threads} threads × {each}: {dict(ends)} in {took:.0f} s, {threads * each / took:.0f} attempts/s"
        )
        print(*wrong, sep="\n")
    return 1 if wrong else 0


def main() -> int:
    if os.environ.get("EGRET_PROVE_HERE"):
        return one_kind(*map(int, sys.argv[1:]))
    given = sys.argv[1:] or [THREADS, EACH, MONEY]
    command = [sys.executable, "-m", "tests.prove.spenders", *map(str, given)]
    plain = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "EGRET_PROVE_HERE": "1"
    }
    ended = [subprocess.run(command, env=plain, timeout=SECONDS, check=False).returncode]
    with site.postgres("fsync=off") as url:
        ended.append(
            subprocess.run(
                command, env=plain | {"DATABASE_URL": url}, timeout=SECONDS, check=False
            ).returncode
        )
    return max(ended)


if __name__ == "__main__":
    sys.exit(main())
