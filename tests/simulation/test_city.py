import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from tests.house.plan import ROOT

from egret.simulation import accounts
from egret.simulation.city import simulate

UNTIL = date(2025, 6, 18)
OUTCOMES = [
    "submissions in_review",
    "submissions on_notice",
    "submissions refused",
    "submissions returned",
    "contracts filed",
    "contracts confirmed",
    "acceptances requested",
    "acceptances assigned",
    "acceptances reported",
    "acceptances failed",
    "awards on_notice",
    "awards confirmed",
    "awards closed",
    "awards recovered",
    "awards recovery_due",
    "orders made",
    "orders checked",
    "orders rejected",
    "orders withdrawn",
    "objections",
]


def made_apart(folder, hash_seed):
    """A small demo city in a process of its own, with another order of sets."""
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    surroundings = {
        **kept,
        "EGRET_DEMO": "1",
        "EGRET_VAR": str(folder),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONHASHSEED": hash_seed,
        "DJANGO_SETTINGS_MODULE": "egret.settings",
    }
    told = b""
    for command in (
        ["manage.py", "migrate", "-v0"],
        ["-m", "egret.cli", "simulate", "--json", "--enterprises", "30", "--until", "2024-09-30"],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=surroundings, check=True, capture_output=True
        )
        told = done.stdout
    return json.loads(told)


def test_a_small_city_shows_every_outcome_and_no_fault(transactional_db):
    told = simulate(1, UNTIL, 60)

    assert told.faults == ()
    assert [name for name in OUTCOMES if not told.figures.get(name)] == []
    again = simulate(1, UNTIL, 60)
    assert (again.figures, len(again.faults)) == ({}, 1)


def test_the_same_seed_is_the_same_city(tmp_path):
    with ThreadPoolExecutor(2) as at_once:
        first, second = at_once.map(made_apart, (tmp_path / "a", tmp_path / "b"), ("1", "2"))

    assert first["faults"] == []
    assert first == second


def test_outside_the_demo_nobody_gets_the_printed_password():
    with pytest.raises(RuntimeError, match="only the demo"):
        accounts.open_for_visitors()
