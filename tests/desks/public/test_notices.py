import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.desks import cases

from egret.base import clock
from egret.rooms.call import queries
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db
DAY = cases.EARLY + timedelta(days=1)
SAID = {"name": "Chen", "contact": "0592-7654321", "text": "The plant stands still."}


@pytest.fixture
def at_notice():
    with clock.frozen(DAY):
        yield


def test_a_notice_names_its_enterprises(client, at_notice):
    made, notice = cases.on_notice(2)

    page = client.get(reverse("public:notices")).content.decode()

    assert notice.no in page
    assert all(one.enterprise.name in page for one in made)
    assert all(reverse("public:object", args=[one.pk]) in page for one in made)


@pytest.mark.parametrize("name", ["public:notices", "public:home", "public:lists", "public:awards"])
def test_a_page_costs_the_same_for_one_and_for_three(client, at_notice, name, django_assert_num_queries):
    cost = {"public:notices": 2, "public:home": 6, "public:lists": 1, "public:awards": 1}[name]
    cases.on_notice(1)
    with django_assert_num_queries(cost):
        client.get(reverse(name))
    cases.on_notice(2, first=2)
    with django_assert_num_queries(cost):
        client.get(reverse(name))


def test_an_objection_is_taken_in(client, at_notice):
    [submission], _notice = cases.on_notice(1)

    answer = client.post(reverse("public:object", args=[submission.pk]), SAID)

    assert answer.url == reverse("public:notices")
    objection = queries.objections().get()
    assert (objection.submission_id, objection.name, objection.text) == (
        submission.pk,
        SAID["name"],
        SAID["text"],
    )
    assert objection.filed_at == DAY


def test_an_objection_without_a_name_loses_nothing(client, at_notice):
    [submission], _notice = cases.on_notice(1)

    answer = client.post(reverse("public:object", args=[submission.pk]), SAID | {"name": ""})

    assert answer.status_code == 422
    assert SAID["text"] in answer.content.decode()
    assert not queries.objections().exists()


def test_an_objection_that_comes_late_is_told_so(client):
    [submission], notice = cases.on_notice(1)

    with clock.frozen(notice.closes_at):
        answer = client.post(reverse("public:object", args=[submission.pk]), SAID)

    assert answer.status_code == 422
    assert not queries.objections().exists()


def test_what_is_not_on_notice_can_not_be_objected_to(client, at_notice):
    submission = cases.approved(1)

    assert client.get(reverse("public:object", args=[submission.pk])).status_code == 404
    assert client.get(reverse("public:object", args=[10**18])).status_code == 404


def test_a_list_can_be_checked_by_anybody(client):
    listed = cases.published({}, {"district": cases.ELSEWHERE})

    page = client.get(reverse("public:list", args=[listed.pk])).content.decode()
    sealed = client.get(reverse("public:list-content", args=[listed.pk]))

    assert all(entry["credit_code"] in page for entry in queries.entries(listed))
    assert listed.sha256 in page
    assert hashlib.sha256(sealed.content).hexdigest() == listed.sha256
    assert sealed["Content-Type"] == "application/json"
    assert listed.sha256 in client.get(reverse("public:lists")).content.decode()


def test_a_list_that_is_not_there_is_not_found(client):
    assert client.get(reverse("public:list", args=[1])).status_code == 404
    assert client.get(reverse("public:list-content", args=[1])).status_code == 404


def test_the_overview_counts_contracts_and_acceptances(client):
    cases.published({}, {})
    seller, _by = cases.provider()
    first, second = queries.visible_to(cases.officer(Role.AUDITOR)).order_by("pk")
    signed = cases.contract(first.enterprise, seller, at=cases.moment(2024, 4, 1))
    cases.contract(second.enterprise, seller, at=cases.moment(2024, 5, 1))
    cases.accepted(signed, level=2, at=cases.moment(2024, 8, 1))

    shown = client.get(reverse("public:home")).context

    assert (shown["contracted"], shown["level_2"], shown["providers"]) == (2, 1, 1)
    assert [notice.no for notice in shown["lists"]] == ["2024-01"]
    assert sum(tile.contracted for row in shown["tiles"] for tile in row if tile) == 2
