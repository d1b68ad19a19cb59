"""Paying back in parts, as finance enters it and the enterprise reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.desks import promising
from tests.journeys import loop

from egret.base import clock
from egret.rooms.treasury.models import InstalmentPlan, Recovery

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db):
    city = loop.offices()
    city.case = promising.demanded(city)
    with clock.frozen(loop.DUE):
        yield city


def at_desk(user, language="zh-hans"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def text_of(answer):
    return answer.content.decode()


def url(name, here):
    return reverse(f"office:{name}", args=[here.case.award.pk])


PLAN = {
    "reason": "资金周转困难",
    "due_1": "2024-10-24",
    "fen_1": "30,000",
    "due_2": "2024-11-25",
    "fen_2": "50,000",
}


def test_finance_enters_a_part_and_sees_what_is_still_owed(here):
    client = at_desk(here.maker)
    said = {"fen": "30000", "received_on": "2024-09-24", "bank_entry": "Ｅ１"}

    answer = client.post(url("enter-recovery", here), said, follow=True)

    assert answer.status_code == 200
    assert "50,000.00" in text_of(answer)
    assert [(row.fen, row.bank_entry) for row in Recovery.objects.all()] == [(3_000_000, "E1")]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "只欠"), ("en", "still to come")])
def test_too_much_is_refused_and_stays_in_the_form(here, language, word):
    answer = at_desk(here.maker, language).post(
        url("enter-recovery", here), {"fen": "80,000.01", "received_on": "2024-09-24"}
    )

    assert answer.status_code == 422
    assert word in text_of(answer)
    assert 'value="80,000.01"' in text_of(answer)
    assert not Recovery.objects.exists()


def test_only_finance_enters_and_everybody_in_office_sees(here):
    page = url("recovery", here)
    assert [at_desk(user).get(page).status_code for user in (here.city, here.district, here.maker)] == [
        200
    ] * 3
    for name in ("enter-recovery", "propose-plan", "decide-plan"):
        assert at_desk(here.city).post(url(name, here)).status_code == 403
    assert at_desk(here.case.user).get(page).status_code == 403


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"fen_2": "49,999.99"}, "79,999.99"),
        ({"fen_2": ""}, "请同时填写这一期的日期和金额"),
        ({"due_2": "2024-10-24"}, "依次推后"),
        ({"due_1": "2024-09-01"}, "已经过去"),
    ],
)
def test_a_plan_that_is_wrong_is_told_so_and_keeps_its_rows(here, changed, word):
    answer = at_desk(here.maker).post(url("propose-plan", here), PLAN | changed)

    assert answer.status_code == 422
    assert word in text_of(answer)
    assert 'value="30,000"' in text_of(answer)
    assert not InstalmentPlan.objects.exists()


def test_a_plan_is_agreed_by_another_and_read_by_the_enterprise(here):
    at_desk(here.maker).post(url("propose-plan", here), PLAN)
    plan = InstalmentPlan.objects.get()
    own = at_desk(here.maker).post(url("decide-plan", here), {"plan": plan.pk, "go": "agree"})
    assert own.status_code == 422
    [pile] = [
        pile
        for pile in at_desk(here.checker).get(reverse("office:home")).context["piles"]
        if pile.tasks[0].url == url("recovery", here)
    ]
    assert pile.count == 1

    at_desk(here.checker).post(url("decide-plan", here), {"plan": plan.pk, "go": "agree"})

    assert InstalmentPlan.objects.get().state == "agreed"
    for page in (reverse("enterprise:money"), reverse("enterprise:award", args=[here.case.award.pk])):
        shown = text_of(at_desk(here.case.user).get(page))
        assert "2024年10月24日" in shown
        assert "50,000.00" in shown
    again = at_desk(here.checker).post(url("decide-plan", here), {"plan": plan.pk, "go": "agree"})
    assert again.status_code == 422


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "已逾期"), ("en", "overdue")])
def test_an_overdue_part_stands_on_both_first_pages_until_it_is_paid(here, language, word):
    at_desk(here.maker).post(url("propose-plan", here), PLAN)
    plan = InstalmentPlan.objects.get()
    at_desk(here.checker).post(url("decide-plan", here), {"plan": plan.pk, "go": "agree"})

    def first_pages():
        owner = text_of(at_desk(here.case.user, language).get(reverse("enterprise:home")))
        piles = at_desk(here.checker, language).get(reverse("office:home")).context["piles"]
        parts = [task for pile in piles for task in pile.tasks if "recovery" in task.url]
        return word in owner, [(part.fen, part.overdue) for part in parts]

    with clock.frozen(loop.on(2024, 10, 24)):
        assert first_pages() == (False, [(3_000_000, False)])
    with clock.frozen(loop.on(2024, 10, 25)):
        assert first_pages() == (True, [(3_000_000, True)])
        said = {"fen": "30000", "received_on": "2024-10-25"}
        at_desk(here.maker).post(url("enter-recovery", here), said)
        assert first_pages() == (False, [(5_000_000, False)])


def test_the_whole_rest_is_taken_back_with_one_click(here):
    client = at_desk(here.maker)
    client.post(url("enter-recovery", here), {"fen": "30000", "received_on": "2024-09-24"})

    client.post(url("take-back", here))

    assert sorted(Recovery.objects.values_list("fen", flat=True)) == [3_000_000, 5_000_000]
    assert here.case.award.notice_closes_at < loop.DUE + timedelta(days=1)
