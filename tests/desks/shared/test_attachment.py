"""A file is opened by whoever it belongs to and by the offices that see its enterprise; by nobody else."""

import pytest
from tests.rooms.conftest import NOON, PDF, officer, owner  # noqa: F401 -- fixtures

from egret.rooms.files import actions as files
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(owner):  # noqa: F811
    enterprise, user = owner(1)
    kept = files.keep("a.pdf", PDF, of=enterprise.organisation, by=user, at=NOON)
    return f"/files/{kept.pk}/", user


def opened(client, user, path):
    client.force_login(user)
    return client.get(path).status_code


def test_its_owner_its_district_and_the_city_open_a_file(client, address, officer):  # noqa: F811
    path, user = address
    seers = [user, officer(Role.DISTRICT, "350206"), officer(Role.CITY), officer(Role.AUDITOR)]

    assert [opened(client, seer, path) for seer in seers] == [200, 200, 200, 200]


def test_another_enterprise_district_assessor_or_administrator_does_not(client, address, officer, owner):  # noqa: F811
    path, _user = address
    _other, stranger = owner(2)
    others = [stranger, officer(Role.DISTRICT, "350213"), officer(Role.ASSESSOR), officer(Role.SYSTEM_ADMIN)]

    assert [opened(client, other, path) for other in others] == [404, 404, 404, 404]


def test_a_file_comes_in_a_sandbox(client, address):
    path, user = address
    client.force_login(user)

    assert client.get(path)["Content-Security-Policy"] == "sandbox; default-src 'none'"
