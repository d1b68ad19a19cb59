"""Which title an enterprise could reach, by the rules of the day, from its file and what it tells."""

from datetime import datetime

import pytest
from django.urls import reverse
from tests.desks import cases

from egret.base import clock
from egret.rooms.enterprise import queries

pytestmark = pytest.mark.django_db
PAGE = reverse("enterprise:titles")
BEFORE, AFTER = datetime(2026, 3, 31, 12, tzinfo=clock.CHINA), datetime(2026, 4, 1, 12, tzinfo=clock.CHINA)


@pytest.fixture
def owner(client):
    _enterprise, user = cases.enterprise(1)
    client.force_login(user)


def rungs(client, at, **said):
    with clock.frozen(at):
        return client.get(PAGE, said)


def test_the_rules_of_the_day_judge(client, owner):
    before, after = (rungs(client, at).context["rungs"] for at in (BEFORE, AFTER))

    assert [rung.rules.id for rung in before] == ["innovative-2022", "specialised-2022", "little_giant-2022"]
    assert [rung.rules.id for rung in after] == ["innovative-2022", "specialised-2026", "little_giant-2026"]


def test_the_file_answers_what_it_knows_and_the_rest_is_open_with_its_name(client, owner):
    specialised = rungs(client, AFTER).context["rungs"][1]
    holds = {reason.code: str(reason.holds) for reason in specialised.verdict.reasons}

    assert (holds["size"], holds["revenue"], holds["title_before"], holds["niche"]) == (
        "met",
        "met",
        "not_met",
        "open",
    )
    assert [
        missing for label, _holds, missing, _verified in specialised.needs if label == "细分市场满 3 年"
    ] == [[queries.titles().facts["niche_years"].label.zh]]


def test_what_is_told_moves_a_verdict(client, owner):
    page = rungs(
        client, AFTER, sme="yes", niche_years="２", revenue_last="20,000,000", first_tier_valid="yes"
    )
    holds = {reason.code: str(reason.holds) for reason in page.context["rungs"][1].verdict.reasons}

    assert (holds["niche"], holds["title_before"], holds["revenue"]) == ("not_met", "met", "met")


@pytest.mark.parametrize(
    "said", [{"niche_years": "三"}, {"niche_years": "2.5"}, {"sme": "maybe"}, {"market_share": "101"}]
)
def test_what_can_not_be_is_marked_where_it_stands_and_kept(client, owner, said):
    page = rungs(client, AFTER, **said)

    assert page.status_code == 422
    assert [*page.context["form"].errors] == [*said]


def test_nothing_is_kept(client, owner, django_assert_num_queries):
    rungs(client, AFTER)
    with django_assert_num_queries(6):
        rungs(client, AFTER, niche_years="3")
