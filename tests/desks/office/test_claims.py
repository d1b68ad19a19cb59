"""Claims and objections at the office: the district checks, the city decides and sees what it comes to."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office.loop import ELSEWHERE
from tests.journeys import claiming, loop

from egret.base import clock
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.subsidy.actions import objections
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.queries import claims as claimed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.frozen(claiming.DECIDED):
        yield


def desk(username):
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(known.user(username))
    return client


def page(name, *args):
    return reverse(f"office:{name}", args=args)


def objected(award):
    return objections.object_to(
        award.pk, Objector("市民", "0592-5551234"), "金额不对", by=known.system(), at=claiming.DECIDED
    )


def test_the_district_finds_the_claim_on_its_desk_and_checks_it(city):
    row = claiming.submitted(city.firm)
    officer = desk("district")
    piles = officer.get(page("home")).context["piles"]
    answer = officer.post(page("check-claim", row.pk), {"version": row.version, "passes": "yes"})

    assert [pile.title for pile in piles] == ["Claims to check"]
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.checked_by.username) == ("checked", "district")
    assert [pile.title for pile in desk("city").get(page("home")).context["piles"]] == ["Claims to decide"]


def test_facts_stand_beside_where_they_come_from_and_their_files(city):
    row = claiming.submitted(city.firm)

    facts = {one["fact"].id: one for one in desk("district").get(page("claim", row.pk)).context["facts"]}

    assert (facts["fee"]["value"], [file.name for file in facts["fee"]["files"]]) == (
        "¥50,000.00",
        ["发票.pdf"],
    )
    assert facts["listed"]["record"] == "Published list · 2024-01-23"


@pytest.mark.parametrize(("username", "name"), [("district", "check-claim"), ("city", "give-claim-back")])
def test_what_comes_back_says_why(city, username, name):
    row = claiming.submitted(city.firm)
    if username == "city":
        row = claiming.checked(city, row)
    said = {"version": row.version, "passes": "no"}
    without = desk(username).post(page(name, row.pk), said)
    answer = desk(username).post(page(name, row.pk), said | {"reason": "发票不清"})

    assert (without.status_code, answer.status_code) == (422, 302)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("returned", "发票不清")


def test_the_city_sees_what_it_comes_to_while_it_types(city):
    row = claiming.checked(city, claiming.submitted(city.firm))
    officer = desk("city")

    at_first = officer.get(page("claim", row.pk)).content.decode()
    typed = officer.post(page("preview-claim", row.pk), {"fact_decided_rate": "５０％"}).content.decode()
    above = officer.post(page("preview-claim", row.pk), {"fact_decided_rate": "61%"}).content.decode()
    unread = officer.post(page("preview-claim", row.pk), {"fact_decided_rate": "half"})

    assert "30,000.00" in at_first
    assert "25,000.00" in typed
    assert "above the ceiling" in above
    assert unread.status_code == 200
    row.refresh_from_db()
    assert row.state == "checked"


def test_below_the_ceiling_the_reason_stands_at_its_field_and_then_on_the_award(city):
    row = claiming.checked(city, claiming.submitted(city.firm))
    said = {"version": row.version, "awards": "yes", "fact_decided_rate": "50%"}
    officer = desk("city")

    above = officer.post(page("decide-claim", row.pk), said | {"fact_decided_rate": "61%"})
    without = officer.post(page("decide-claim", row.pk), said)
    answer = officer.post(page("decide-claim", row.pk), said | {"reason_decided_rate": "部分费用无关"})

    assert (above.status_code, without.status_code, answer.status_code) == (422, 422, 302)
    assert list(without.context["decide_form"].errors) == ["reason_decided_rate"]
    assert 'value="50%"' in without.content.decode()
    award = claimed.awards_of(row).get()
    assert (award.due_fen, award.reasons) == (2_500_000, {"核定比例": "部分费用无关"})
    assert "部分费用无关" in officer.get(page("award", award.pk)).content.decode()


def test_a_refusal_takes_a_reason(city):
    row = claiming.checked(city, claiming.submitted(city.firm))
    said = {"version": row.version, "awards": "no", "fact_decided_rate": "60%"}

    without = desk("city").post(page("decide-claim", row.pk), said)
    answer = desk("city").post(page("decide-claim", row.pk), said | {"reason": "不属诊断"})

    assert (without.status_code, answer.status_code) == (422, 302)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "不属诊断")


@pytest.mark.parametrize(
    ("username", "name"),
    [
        ("city", "check-claim"),
        ("district", "decide-claim"),
        ("maker", "decide-claim"),
        ("district", "give-claim-back"),
    ],
)
def test_nobody_takes_another_s_step(city, username, name):
    row = claiming.submitted(city.firm)

    assert desk(username).post(page(name, row.pk), {"version": row.version}).status_code == 403


def test_another_district_finds_no_such_claim(city):
    row = claiming.submitted(city.firm)
    people.open_account(
        "elsewhere",
        role=Role.DISTRICT,
        full_name="e",
        place=ELSEWHERE,
        by=known.system(),
        at=claiming.CLAIMED,
    )

    assert desk("elsewhere").get(page("claim", row.pk)).status_code == 404
    assert desk("elsewhere").get(page("claims")).context["rows"] == []


def test_a_draft_is_its_enterprise_s_own_affair(city):
    row = claiming.begun(city.firm)

    assert desk("district").get(page("claim", row.pk)).status_code == 404


@pytest.mark.parametrize("name", ["claims", "awards", "award-objections"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(city, name):
    officer = desk("city")
    objected(claiming.awarded(city, city.firm))
    officer.get(page(name))
    with CaptureQueriesContext(connection) as one:
        officer.get(page(name))
    for serial in (2, 3):
        objected(claiming.awarded(city, loop.listed(city, serial)))

    with CaptureQueriesContext(connection) as three:
        assert len(officer.get(page(name)).context["page"].rows) == 3
    assert len(one) == len(three) <= 12


@pytest.mark.parametrize("name", ["claims", "award-objections"])
@pytest.mark.parametrize("asked", ["state=no-such", "after=x", "q=%00%27", "state=draft"])
def test_a_list_bears_whatever_is_asked_of_it(city, name, asked):
    assert desk("city").get(f"{page(name)}?{asked}").status_code == 200


def test_an_objection_waits_on_the_city_s_desk_and_is_dismissed(city):
    award = claiming.awarded(city, city.firm)
    row = objected(award)
    officer = desk("city")
    titles = [pile.title for pile in officer.get(page("home")).context["piles"]]
    without = officer.post(page("decide-award-objection", row.pk), {"uphold": "no"})
    answer = officer.post(page("decide-award-objection", row.pk), {"uphold": "no", "reason": "核对无误"})

    assert "Objections to awards" in titles
    assert (without.status_code, answer.status_code) == (422, 302)
    award.refresh_from_db()
    assert award.state == "on_notice"


def test_after_an_objection_was_upheld_the_claim_is_decided_anew(city):
    award = claiming.awarded(city, city.firm)
    row, officer = objected(award), desk("city")
    officer.post(page("decide-award-objection", row.pk), {"uphold": "yes", "reason": "费用核错"})
    shown = officer.get(page("claim", award.claim_id))
    said = {
        "version": claimed.locked(award.claim_id).version,
        "awards": "yes",
        "fact_decided_rate": "50%",
        "reason_decided_rate": "核减",
    }
    officer.post(page("decide-claim", award.claim_id), said)

    assert shown.context["decide_form"] is not None
    assert 'id="computed"' in shown.content.decode()
    assert [one.state for one in claimed.awards_of(claimed.locked(award.claim_id))] == [
        "withdrawn",
        "on_notice",
    ]


def test_who_objects_is_not_told_to_the_district(city):
    row = objected(claiming.awarded(city, city.firm, rate=Fraction(3, 5)))
    people.open_account("auditor", role=Role.AUDITOR, full_name="审计", by=known.system(), at=clock.now())

    assert "0592-5551234" in desk("city").get(page("award-objection", row.pk)).content.decode()
    assert "0592-5551234" in desk("auditor").get(page("award-objection", row.pk)).content.decode()
    assert "0592-5551234" not in desk("district").get(page("award-objection", row.pk)).content.decode()
