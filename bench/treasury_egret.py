# ruff: noqa: S608 -- nothing in a statement comes from outside this file
"""Egret's postings and the same rows by hand, on the data base that the environment names. Prints JSON rows.

python bench/treasury_egret.py SECONDS LEGS
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from egret.base import clock
from egret.core import chain
from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event
from egret.rooms.people import queries as people
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Entry, Grant, Pot

LINES = 1000
MONEY = 10**9
POT = Pot("transformation", "8")
AT = datetime(2025, 6, 18, 12, tzinfo=clock.CHINA)
LEG = "INSERT INTO treasury_leg (state, purpose, policy, project, payee, \"order\", fund, posting_id, fen) VALUES (%s, 'transformation', '8', %s, '', '', %s, %s, %s)"
POSTING = "INSERT INTO treasury_posting (id, event, key, body_sha, leg_count, posted_at, posted_by_id) VALUES (%s, 'commit', %s, %s, 2, %s, %s)"
BALANCE = """INSERT INTO treasury_balance (state, purpose, policy, project, payee, "order", fund, fen)
    VALUES (%s, 'transformation', '8', %s, '', '', %s, %s)
    ON CONFLICT (state, purpose, policy, project, payee, "order", fund) DO UPDATE SET fen = excluded.fen"""
ACT = """INSERT INTO trail_act (seq, at, actor, role, verb, subject, "case", body, algorithm, prev_hash, hash)
    VALUES (%s, %s, %s, 'system', 'money.commit', %s, 'treasury', %s, 'sha256', %s, %s)"""


def lasting(seconds: float, step: Callable[[int], int]) -> dict[str, object]:
    """`step` does so many; what the slowest twentieth took."""
    spent, done, number, began = [], 0, 0, time.perf_counter()
    while time.perf_counter() - began < seconds or number < 5:
        at = time.perf_counter()
        done += step(number)
        spent.append((time.perf_counter() - at) * 1000)
        number += 1
    spent.sort()
    took = time.perf_counter() - began
    return {
        "per second": round(done / took),
        "p50 ms": round(spent[len(spent) // 2], 1),
        "p95 ms": round(spent[len(spent) * 95 // 100], 1),
        "times": number,
    }


class Egret:
    def __init__(self, fund: str) -> None:
        self.fund, self.by = fund, people.system()

    def one(self, number: int) -> int:
        place = Place("transformation", "8", f"one:{number}")
        actions.draw(Event.COMMIT, {"central": 1}, place, key=f"one:{number}", by=self.by, at=AT)
        return 1

    def many(self, number: int) -> int:
        entries = [
            Entry(
                Event.COMMIT,
                {self.fund: 1},
                Place("transformation", "8", f"{number}:{line}"),
                f"many:{number}:{line}",
            )
            for line in range(LINES)
        ]
        actions.enter_all(entries, by=self.by, at=AT)
        return LINES


class ByHand:
    """The same locks, rows, checks and hashes, in as few statements as a careful hand would write."""

    def __init__(self, fund: str) -> None:
        self.fund, self.by = fund, people.system()
        self.lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""

    def one(self, number: int) -> int:
        return self.written([f"hand:{number}"])

    def many(self, number: int) -> int:
        return self.written([f"hands:{number}:{line}" for line in range(LINES)])

    def written(self, keys: list[str]) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT size, hash FROM trail_head WHERE id = 1{self.lock}")
            seq, head = cursor.fetchone()
            cursor.execute(f"SELECT size FROM treasury_books WHERE id = 1{self.lock}")
            [size] = cursor.fetchone()
            marks = ", ".join(["%s"] * len(keys))
            cursor.execute(f"SELECT count(*) FROM treasury_posting WHERE key IN ({marks})", keys)
            cursor.execute(
                "SELECT fen FROM treasury_balance WHERE state = 'allotted' AND policy = '8' AND fund = %s",
                [self.fund],
            )
            [left] = cursor.fetchone()
            if left < len(keys):
                raise RuntimeError("not enough money")
            legs, postings, balances, acts = [], [], [("allotted", "", self.fund, left - len(keys))], []
            for number, key in enumerate(keys, size + 1):
                sha = hashlib.sha256(key.encode()).hexdigest()
                legs += [("allotted", "", self.fund, number, -1), ("committed", key, self.fund, number, 1)]
                postings.append((number, key, sha, AT, self.by.pk))
                balances.append(("committed", key, self.fund, 1))
                seq += 1
                body = {"key": key, "event": "commit", "place": key, "amounts": {self.fund: 1}}
                fields = {"seq": seq, "at": AT.isoformat(), "actor": self.by.actor.name, "role": "system", "verb": "money.commit",
                          "subject": f"posting:{number}", "case": "treasury", "body": body, "algorithm": "sha256"}  # fmt: skip
                before, head = head, chain.link(head, fields)
                acts.append((seq, AT, fields["actor"], fields["subject"], json.dumps(body), before, head))
            # A leg of the state that all of it comes from has no project.
            for statement, rows in ((LEG, legs), (POSTING, postings), (BALANCE, balances), (ACT, acts)):
                cursor.executemany(statement, rows)
            cursor.execute("UPDATE treasury_books SET size = %s WHERE id = 1", [size + len(keys)])
            cursor.execute("UPDATE trail_head SET size = %s, hash = %s WHERE id = 1", [seq, head])
        return len(keys)


def filled(by_hand: ByHand, legs: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM treasury_leg")
            [there] = cursor.fetchone()
            if there >= legs:
                return
            yield by_hand.written([f"fill:{there}:{line}" for line in range(LINES)])


def main() -> int:
    seconds, legs = float(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    system = people.system()
    fund = actions.grant(Grant("central", 2025, "1", "bench", MONEY), by=system, at=AT)
    actions.allot(fund, POT, MONEY, key="a", by=system, at=AT)
    rows = []
    for who, engine in (("Egret", Egret(fund.code)), ("SQL by hand", ByHand(fund.code))):
        rows.append({"who": who, "what": "one a transaction", **lasting(seconds, engine.one)})
        rows.append({"who": who, "what": "1,000 a transaction", **lasting(seconds, engine.many)})
    if legs:
        for _lines in filled(ByHand(fund.code), legs):
            pass
        began = time.perf_counter()
        found = queries.faults()
        took = time.perf_counter() - began
        what = f"ledger check, {legs:,} legs, {len(found)} faults, {took:.1f} s"
        rows.append(
            {
                "who": "Egret",
                "what": what,
                "per second": round(legs / took),
                "p50 ms": "",
                "p95 ms": "",
                "times": 1,
            }
        )
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
