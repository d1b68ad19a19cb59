import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from tests.house.plan import ROOT

from egret.rooms.acceptance import queries as acceptances
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.call import queries as submissions
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people import queries as people
from egret.rooms.project import queries as projects
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.queries import recoveries, vouchers
from egret.rooms.treasury.states import OrderState
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
    "vouchers open",
    "vouchers locked",
    "vouchers expired",
    "services locked",
    "services presented",
    "services refused",
    "services accepted",
    "services ordered",
    "services paid",
    "sanctions in_force",
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
        ["-m", "egret.cli", "simulate", "--json", "--enterprises", "24", "--until", "2024-05-31"],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=surroundings, check=True, capture_output=True
        )
        told = done.stdout
    return json.loads(told)


def desks(day):
    """Each ready account, and whether it finds on its desk what it was promised."""
    user = people.user
    for name in ("district", "torch"):
        yield f"{name}: applications", submissions.waiting_for(user(name)).exists()
        yield f"{name}: contracts", projects.waiting_for(user(name)).exists()
    yield "city: applications", submissions.waiting_for(user("city")).exists()
    yield "city: acceptances", acceptances.waiting_for(user("city")).exists()
    yield "provider", projects.waiting_for(user("provider")).exists()
    yield "assessor", acceptances.waiting_for(user("assessor")).exists()
    yield "maker", awarded.to_pay(user("maker")).exists()
    yield "checker", orders.visible_to(user("checker")).filter(state=OrderState.MADE).exists()
    yield "releaser", orders.visible_to(user("releaser")).filter(state=OrderState.CHECKED).exists()
    yield "finance: overdue parts", bool(recoveries.overdue(user("maker"), day))
    yield "city: services", vouchers.to_decide(user("city")).exists()
    yield "provider: services", vouchers.to_present(user("provider")).exists()
    yield "auditor", enterprises.visible_to(user("auditor")).exists()
    owner, second = enterprises.of_user(user("owner")), enterprises.of_user(user("owner2"))
    yield "owner: assessed", assessments.latest(owner, Stage.BEFORE) is not None
    yield (
        "owner: may apply",
        not submissions.of_enterprise(owner).exists() and city.open_batch(day) is not None,
    )
    contract = projects.of_enterprise(second)
    yield "owner2: contract", (contract.state, contract.batch) == ("checked", city.pack().batches[0].id)
    yield "owner2: provider", contract.provider.organisation_id == user("provider").organisation_id
    yield "owner2: advance", [award.state for award in awarded.of_enterprise(second)] == [AwardState.PAID]
    yield "owner2: acceptance", acceptances.of_enterprise(second) is None


def test_a_small_city_shows_every_outcome_and_no_fault(transactional_db):
    told = simulate(1, UNTIL, 60)

    assert told.faults == ()
    assert [name for name in OUTCOMES if not told.figures.get(name)] == []
    assert [name for name, waits in desks(UNTIL) if not waits] == []
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
