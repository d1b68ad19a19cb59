from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office import loop

from egret.rooms.people import queries as known
from egret.rooms.treasury import actions as treasury

LISTS = {
    "submissions": "district",
    "contracts": "city",
    "awards": "maker",
    "orders": "maker",
    "notices": "city",
    "home": "checker",
}


@pytest.mark.parametrize(("page", "username"), LISTS.items())
def test_a_list_asks_as_often_for_three_rows_as_for_one(desk, at, page, username):
    at(loop.PAYING)
    client, address = desk(username), reverse(f"office:{page}")
    loop.orders_made(1)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).status_code == 200
    loop.orders_made(2, 3)

    with CaptureQueriesContext(connection) as three:
        answer = client.get(address)

    assert len(one) == len(three) <= (25 if page == "home" else 12)
    assert len(answer.content) < 120_000


@pytest.mark.parametrize(
    "page", ["submissions", "contracts", "awards", "orders", "objections", "notices", "trail"]
)
def test_a_list_bears_whatever_is_asked_of_it(desk, page):
    client = desk("auditor")
    loop.orders_made(1)

    for query in (
        "state=no-such",
        "after=x",
        "after=99999999999999999999",
        "q=%00%F0%9F%90%A6%27",
        "after=-1",
    ):
        assert client.get(f"{reverse(f'office:{page}')}?{query}").status_code == 200


def test_acceptances_ask_as_often_for_three_rows_as_for_one(desk, at):
    at(loop.VISITED)
    client, address = desk("city"), reverse("office:acceptances")
    loop.reported(loop.orders_made(1)[0].award.contract)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for order in loop.orders_made(2, 3):
        loop.reported(order.award.contract)

    with CaptureQueriesContext(connection) as three:
        assert len(client.get(address).context["page"].rows) == 3

    assert len(one) == len(three) <= 16


def test_an_empty_desk_says_that_nothing_waits(desk):
    answer = desk("auditor").get(reverse("office:home"))

    assert "egret-empty" in answer.content.decode()


def test_the_desk_shows_each_role_what_waits_for_it(desk, at):
    at(loop.START)
    loop.handed_in(1)
    loop.handed_in(2, district=loop.ELSEWHERE)

    piles = desk("district").get(reverse("office:home")).context["piles"]

    assert [(pile.count, pile.tasks[0].name) for pile in piles] == [(1, "厦门示例1号电子有限公司")]


def test_a_check_is_due_five_working_days_after_it_was_handed_in(desk, at):
    client = desk("district")
    loop.handed_in(1)
    last_day = loop.START + timedelta(days=7)

    def task(moment):
        at(moment)
        [pile] = client.get(reverse("office:home")).context["piles"]
        return pile.tasks[0]

    assert (task(last_day).due, task(last_day).overdue) == (last_day.date(), False)
    assert task(last_day + timedelta(days=1)).overdue


def test_finance_sees_what_it_may_check_and_release_and_nothing_else(desk, at):
    at(loop.PAYING)
    [order] = loop.orders_made(1)
    treasury.close_month(loop.START.date().replace(day=1), by=known.user("maker"), at=loop.PAYING)

    assert desk("maker").get(reverse("office:home")).context["piles"] == []
    [pile] = desk("checker").get(reverse("office:home")).context["piles"]
    assert pile.tasks[0].url == reverse("office:order", args=[order.pk])


def test_search_finds_by_part_of_the_name_and_start_of_the_code(desk):
    client = desk("city")
    first, second = loop.handed_in(1), loop.handed_in(2)
    address = reverse("office:submissions")

    by_name = client.get(address, {"q": "示例2号"}).context["page"].rows
    by_code = client.get(address, {"q": first.enterprise.credit_code.lower()}).context["page"].rows

    assert (by_name, by_code) == ((second,), (first,))


def test_a_district_sees_its_own_and_money_is_not_its_affair(desk):
    client = desk("elsewhere")
    [order] = loop.orders_made(1)
    award = order.award
    contract = award.contract
    submission = client.get(reverse("office:submissions")).context["page"].rows
    pages = {
        "contract": contract.pk,
        "award": award.pk,
        "case": contract.enterprise_id,
        "order": order.pk,
    }

    answers = {
        page: client.get(reverse(f"office:{page}", args=[pk])).status_code for page, pk in pages.items()
    }

    assert submission == ()
    assert answers == {"contract": 404, "award": 404, "case": 404, "order": 403}
    assert client.get(reverse("office:trail")).status_code == 403
    assert client.get(reverse("office:funds")).status_code == 403
