import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.journeys import claiming, loop

from egret.base import clock
from egret.journeys.award_objections import decide_objection
from egret.rooms.subsidy.queries import objections as objected

pytestmark = pytest.mark.django_db
SAID = {"name": "Chen", "contact": "0592-7654321", "text": "The invoice is of another year."}


@pytest.fixture(autouse=True)
def in_english_on_that_day(client):
    client.cookies["django_language"] = "en"
    with clock.frozen(claiming.DECIDED):
        yield


def test_the_notice_names_awards_of_every_clause_and_whom_they_pay(client, city):
    claiming.awarded(city, city.firm)
    claiming.awarded(city, city.firm, clause="93", provider=city.provider)
    shown = client.get(reverse("public:awards")).content.decode()

    assert shown.count("30,000.00") == 2
    assert f"paid to {city.provider.name}" in shown


def test_the_notice_costs_the_same_for_one_and_for_three(client, city):
    claiming.awarded(city, city.firm)
    client.get(reverse("public:awards"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("public:awards"))
    for serial in (2, 3):
        claiming.awarded(city, loop.listed(city, serial))

    with CaptureQueriesContext(connection) as three:
        client.get(reverse("public:awards"))
    assert len(one) == len(three)


def test_anybody_objects_and_reads_the_answer_at_an_address_of_their_own(client, city):
    award = claiming.awarded(city, city.firm)
    address = reverse("public:object-to-award", args=[award.pk])

    wrong = client.post(address, SAID | {"text": ""})
    filed = client.post(address, SAID, follow=True)
    waiting = filed.content.decode()
    decide_objection(
        objected.of_award(award).get().pk, uphold=False, reason="核对无误", by=city.city, at=claiming.DUE
    )
    answered = client.get(filed.redirect_chain[-1][0]).content.decode()

    assert (wrong.status_code, SAID["name"] in wrong.content.decode()) == (422, True)
    assert "Keep the address of this page" in waiting
    assert "核对无误" in answered
    assert SAID["contact"] not in answered


@pytest.mark.parametrize("token", ["1", "made:up", "x" * 200])
def test_an_address_that_was_made_up_leads_nowhere(client, city, token):
    assert client.get(reverse("public:award-objection", args=[token])).status_code == 404


def test_after_its_notice_an_award_is_objected_to_no_more(client, city):
    award = claiming.awarded(city, city.firm)

    with clock.frozen(claiming.DUE):
        assert client.post(reverse("public:object-to-award", args=[award.pk]), SAID).status_code == 404
