import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from math import inf

import pytest
from django.test import Client
from tests.house.plan import ROOT

from egret.base import clock
from egret.core.days import china_day
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.call import queries as submissions
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people import queries as people
from egret.rooms.project import queries as projects
from egret.rooms.provider import queries as providers
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.queries import day as days
from egret.rooms.treasury.queries import recoveries, vouchers
from egret.rooms.treasury.states import OrderState
from egret.simulation import accounts
from egret.simulation.city import simulate
from egret.simulation.world import visiting_day

UNTIL = {"xiamen": date(2025, 6, 18), "example": date(2025, 5, 25)}
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
    "orders returned",
    "orders settled",
    "batches sent",
    "differences open",
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

RECALLED = ["recalls audit recovered", "recalls revoked recovery_due"]


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
    for name in ("district", "district2"):
        yield f"{name}: applications", submissions.waiting_for(user(name)).exists()
        yield f"{name}: contracts", projects.waiting_for(user(name)).exists()
    yield "city: applications", submissions.waiting_for(user("city")).exists()
    yield "city: acceptances", acceptances.waiting_for(user("city")).exists()
    yield "provider", projects.waiting_for(user("provider")).exists()
    yield "assessor", acceptances.waiting_for(user("assessor")).exists()
    yield "maker", awarded.to_pay(user("maker")).exists()
    yield "checker", orders.visible_to(user("checker")).filter(state=OrderState.MADE).exists()
    yield "releaser", orders.visible_to(user("releaser")).filter(state=OrderState.CHECKED).exists()
    asked = [row.state for row in orders.transfers()]
    yield "a transfer agreed, a transfer waiting", asked == ["asked", "agreed"]
    yield "checker: transfers", days.transfers_for(user("checker")).exists()
    months = days.months(day)
    yield "maker: one month to close", [one.closed is None for one in months[:2]] == [True, False]
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


@pytest.fixture
def run_by(settings, monkeypatch):
    """The city of that name: `run_by("example")`."""

    def named(name):
        settings.CITY = name
        found = city.InForce(city._read(settings.CITIES_DIR / name), inf)
        monkeypatch.setattr(city, "_found", found)
        return found.pack

    return named


@pytest.mark.parametrize("name", UNTIL)
def test_a_small_city_shows_every_outcome_and_no_fault(transactional_db, run_by, name):
    """Any city that has written its pack: nothing of a form, a route, a district or a fund is known but from there."""
    pack = run_by(name)

    told = simulate(1, enterprises=60)

    assert visiting_day(pack) == UNTIL[name]
    assert told.faults == ()
    assert {china_day(trail.acts().first().at), china_day(city.releases().get().released_at)} == {
        pack.valid_from
    }
    # Only Xiamen's contracts may be cut or revoked.
    expected = OUTCOMES + (RECALLED if pack.id == "xiamen" else [])
    assert [outcome for outcome in expected if not told.figures.get(outcome)] == []
    assert [desk for desk, waits in desks(UNTIL[name]) if not waits] == []
    assert {row.organisation.name[:2] for row in providers.in_pool().select_related("organisation")} == {
        pack.city.label[:2]
    }
    assert list(orders.faults()) == []
    counted = awarded.recount(awarded.every())
    assert (counted.right, counted.wrong, counted.closed) == (told.figures["awards"], {}, {})
    again = simulate(1, enterprises=60)
    assert (again.figures, len(again.faults)) == ({}, 1)
    decides_without_a_rate_where_there_is_none(pack)


def decides_without_a_rate_where_there_is_none(pack):
    """The city's officer is asked for a rate only where the clause leaves one to decide."""
    officer = people.user("city")
    row = acceptances.waiting_for(officer).filter(state="reported").first()
    client = Client()
    client.force_login(officer)
    page = client.get(f"/office/acceptances/{row.pk}/")
    clause = awarded.clause_for(row.contract)
    decided = [fact.id for fact in clause.facts if fact.decided]

    assert ('name="decided_rate"' in page.content.decode()) == bool(decided)
    rate = {"decided_rate": "30%"} if decided else {}
    said = {"passes": "yes", "reason": "同意", "version": row.version, **rate}
    with clock.frozen(datetime(*UNTIL[pack.id].timetuple()[:3], 10, tzinfo=clock.CHINA)):
        answer = client.post(f"/office/acceptances/{row.pk}/decide/", said)
    assert answer.status_code == 302


def test_the_same_seed_is_the_same_city(tmp_path):
    with ThreadPoolExecutor(2) as at_once:
        first, second = at_once.map(made_apart, (tmp_path / "a", tmp_path / "b"), ("1", "2"))

    assert first["faults"] == []
    assert first == second


def test_outside_the_demo_nobody_gets_the_printed_password():
    with pytest.raises(RuntimeError, match="only the demo"):
        accounts.open_for_visitors()
