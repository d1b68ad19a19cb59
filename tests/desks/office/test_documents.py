"""The officer who has a claim sees which documents count, where else they were shown, and strikes with a reason."""

import math

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office.loop import ELSEWHERE
from tests.journeys import claiming, loop, papers
from tests.packs.tallied import written

from egret.base import clock
from egret.rooms.city import queries as packs
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import documents as shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings, tmp_path, monkeypatch, db):
    settings.CITIES_DIR = written(tmp_path)
    in_force = packs.InForce(packs._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(packs, "_found", in_force)
    here = loop.offices()
    here.firm = loop.listed(here)
    with clock.frozen(claiming.DECIDED):
        yield here


def desk(username, language="en"):
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(known.user(username))
    return client


def page(name, *args):
    return reverse(f"office:{name}", args=args)


def strike(client, row, no="I-2", **said):
    document = shown.of_claim(row).get(no=no)
    said = {"version": claimed.locked(row.pk).version, "reason": "不是本项目的发票"} | said
    return client.post(page("strike-document", row.pk, document.pk), said)


@pytest.mark.parametrize(
    ("language", "sum_", "early"),
    [
        ("en", "2 of 3 documents count: ¥30,000.00", "Left out: too early"),
        ("zh-hans", "3 份单据中 2 份计入，合计 30,000.00 元", "不计：日期过早"),
    ],
)
def test_the_table_says_what_counts_and_why_not(here, language, sum_, early):
    row = papers.submitted(here.firm)
    told = desk("district", language).get(page("claim", row.pk)).content.decode()

    assert sum_ in told
    assert early in told


def test_the_district_strikes_and_what_it_comes_to_is_reckoned_anew(here):
    row = papers.submitted(here.firm)
    answer = strike(desk("district"), row)
    after = desk("district").get(page("claim", row.pk)).content.decode()

    assert (answer.status_code, claimed.locked(row.pk).facts["诊断费"]) == (302, 2_000_000)
    assert "1 of 3 documents count: ¥20,000.00" in after
    assert "不是本项目的发票" in after
    assert "12,000.00" in after


def test_a_strike_without_a_reason_stands_open_at_its_document_and_a_stale_one_keeps_what_was_typed(here):
    row = papers.submitted(here.firm)
    without = strike(desk("district"), row, reason="")
    stale = strike(desk("district"), row, version=99)

    assert (without.status_code, stale.status_code) == (422, 422)
    assert "Say why it is struck" in without.content.decode()
    assert without.content.decode().count("<details open>") == 1
    assert ">不是本项目的发票</textarea>" in stale.content.decode()
    assert "while your page was open" in stale.content.decode()


def test_the_city_strikes_while_it_decides_and_awards_the_rest(here):
    row = claiming.checked(here, papers.submitted(here.firm))
    assert strike(desk("city"), row).status_code == 302
    said = {"version": claimed.locked(row.pk).version, "awards": "yes", "fact_decided_rate": "60%"}

    answer = desk("city").post(page("decide-claim", row.pk), said)

    award = claimed.awards_of(row).get()
    assert (answer.status_code, award.due_fen) == (302, 1_200_000)
    told = desk("city").get(page("award", award.pk))
    assert told.context["proof"].holds
    assert "1 of 3 documents count, ¥20,000.00 together" in told.content.decode()
    assert strike(desk("city"), row, "I-1").status_code == 422


def test_a_day_that_is_the_officer_s_to_give_is_asked_for_at_its_field_and_moves_the_sum(here):
    row = claiming.checked(here, papers.submitted(here.firm, "95"))
    officer = desk("city")
    at_first = officer.get(page("claim", row.pk)).content.decode()
    said = {"version": row.version, "awards": "yes", "fact_decided_rate": "60%"}
    without = officer.post(page("decide-claim", row.pk), said)
    early = officer.post(
        page("preview-claim", row.pk), said | {"fact_ended_on": "2024-02-01"}
    ).content.decode()
    answer = officer.post(page("decide-claim", row.pk), said | {"fact_ended_on": "2024-02-02"})

    assert "Counts at best: a day is not known yet" in at_first
    assert (without.status_code, list(without.context["decide_form"].errors)) == (422, ["fact_ended_on"])
    assert "0 of 3 documents count" in early
    assert (answer.status_code, claimed.awards_of(row).get().due_fen) == (302, 1_800_000)


def test_the_same_number_in_another_claim_is_shown_with_a_link_to_the_officer_alone(here, client):
    first = papers.submitted(here.firm, given=(papers.SOFTWARE,))
    second = papers.submitted(here.firm, "95", given=(papers.SOFTWARE, ("i-2", papers.IN_TIME, 1, 0)))
    told = desk("district").get(page("claim", second.pk)).content.decode()

    assert told.count("Same number, day and amount in claim") == 1
    assert f'href="{page("claim", first.pk)}">{first.no}</a>' in told
    client.force_login(here.firm.user)
    own = client.get(reverse("enterprise:claim", args=["95"])).content.decode()
    assert page("claim", first.pk) not in own


def test_nobody_else_strikes(here):
    row = papers.submitted(here.firm)
    people.open_account(
        "elsewhere",
        role=Role.DISTRICT,
        full_name="e",
        place=ELSEWHERE,
        by=known.system(),
        at=claiming.CLAIMED,
    )

    assert strike(desk("maker"), row).status_code == 403
    assert strike(desk("elsewhere"), row).status_code == 404
    assert strike(desk("city"), row).status_code == 422
    assert [one.no for one in shown.of_claim(row) if one.struck_at] == []
    assert "Strike this document" not in desk("city").get(page("claim", row.pk)).content.decode()
    assert (
        desk("district").post(page("strike-document", row.pk, 99), {"version": row.version}).status_code
        == 422
    )
    assert desk("district").get(page("strike-document", row.pk, 99)).status_code == 302


def test_a_claim_asks_the_data_base_as_often_for_twenty_documents_as_for_two(here):
    officer = desk("district")

    def asked(firm, count):
        given = [(f"n-{place}", papers.IN_TIME, 100, 0) for place in range(count)]
        row = papers.submitted(firm, given=given)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(page("claim", row.pk)).status_code == 200
        return len(queries)

    asked(here.firm, 1)
    assert asked(loop.listed(here, 2), 2) == asked(loop.listed(here, 3), 20)
