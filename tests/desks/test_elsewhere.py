"""Money from other policies: declared by the owner, entered by the city, seen by both."""

import math

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import EnterpriseFactory, UserFactory
from tests.journeys import claiming, loop
from tests.packs.xiamen import CITIES

from egret.base import clock
from egret.rooms.city import queries as packs
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.subsidy.queries import externals

pytestmark = pytest.mark.django_db
SAID = {"external": "city-renovation", "fen": "10,000", "received_on": "2024-02-01"}


@pytest.fixture(autouse=True)
def on_that_day(client):
    client.cookies["django_language"] = "en"
    with clock.frozen(claiming.CLAIMED):
        yield


def said(**changed):
    return SAID | {"proof": SimpleUploadedFile("proof.pdf", loop.PAPER)} | changed


def test_the_owner_declares_and_a_slip_keeps_the_file(client, city):
    client.force_login(city.firm.user)
    address = reverse("enterprise:elsewhere")
    wrong = client.post(address, said(fen="ten"))
    right = client.post(address, SAID | {"proof_before": wrong.context["proof"].pk})
    shown = client.get(address).content.decode()

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["fen"])
    assert right.status_code == 302
    assert "10,000.00" in shown
    assert "city grant for technical renovation" in shown


def test_without_a_proof_nothing_is_entered(client, city):
    client.force_login(city.firm.user)

    answer = client.post(reverse("enterprise:elsewhere"), SAID)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["proof"])
    assert not externals.of_enterprise(city.firm.own).exists()


@pytest.mark.parametrize(
    ("username", "status", "count"), [("city", 302, 1), ("district", 200, 0), ("maker", 200, 0)]
)
def test_the_city_enters_what_it_finds_and_others_look_on(client, city, username, status, count):
    client.force_login(known.user(username))

    answer = client.post(reverse("office:elsewhere", args=[city.firm.own.pk]), said())

    assert (answer.status_code, externals.of_enterprise(city.firm.own).count()) == (status, count)


def test_the_page_costs_the_same_for_one_and_for_three(client, city):
    client.force_login(known.user("city"))
    address = reverse("office:elsewhere", args=[city.firm.own.pk])
    client.post(address, said())
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _time in range(2):
        client.post(address, said())
    client.get(address)

    with CaptureQueriesContext(connection) as three:
        assert len(client.get(address).context["rows"]) == 3
    assert len(one) == len(three)


def test_where_one_invoice_is_paid_for_once_its_numbers_are_asked_for(client, settings, monkeypatch):
    monkeypatch.setattr(packs, "_found", packs.InForce(packs._read(CITIES / "example"), math.inf))
    own = EnterpriseFactory(district="990101")
    client.force_login(UserFactory(role=Role.ENTERPRISE, organisation=own.organisation))
    address = reverse("enterprise:elsewhere")
    without = client.post(address, said(external="province-equipment"))
    right = client.post(address, said(external="province-equipment", invoices="sb 001\nＳＢ－002，sb001"))

    assert (without.status_code, list(without.context["form"].errors)) == (422, ["invoices"])
    assert right.status_code == 302
    assert externals.of_enterprise(own).get().invoices == ["SB-002", "SB001"]
    assert "SB-002 · SB001" in client.get(address).content.decode()


def test_where_nothing_meets_by_invoice_none_is_asked_for(client, city):
    client.force_login(city.firm.user)

    assert "invoices" not in client.get(reverse("enterprise:elsewhere")).context["form"].fields
