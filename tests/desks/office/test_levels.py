"""The industry's profile, and levels by earlier editions."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from tests.desks import cases
from tests.desks.public.visits import drawn

from egret.base import clock
from egret.rooms.assessment import actions, queries
from egret.rooms.assessment.models import Assessment, EarlierResult
from egret.rooms.assessment.states import Stage
from egret.rooms.people.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PAGE, EXCEL = reverse("office:levels"), reverse("office:levels-workbook")


def text(answer):
    return answer.content.decode()


def firms(levels, stage=Stage.BEFORE, first=1, **other):
    for serial, level in enumerate(levels, first):
        enterprise, user = cases.enterprise(serial, **other)
        actions.assess(enterprise, drawn(level, serial), stage=stage, by=user, at=clock.now())


@pytest.fixture
def city(client):
    user = cases.officer(Role.CITY)
    client.force_login(user)
    return user


def test_levels_questions_and_scenarios_are_counted_by_kind(client, city):
    firms([0, 1, 1, 2, 2])

    shown = client.get(PAGE).context
    before = shown["profiles"][0]

    assert before.levels == (1, 2, 2, 0, 0)
    assert [row[1] for row in shown["charts"][0].rows] == ["20.00%", "40.00%", "40.00%", "0.00%", "0.00%"]
    rows = Assessment.objects.values_list("choices", "scenes")
    assert before.questions[1].options == {
        key: sum(choices["F2"] == [key] for choices, _scenes in rows) for key in "ABCDE"
    }
    assert before.scenes[0].levels == tuple(
        sum(scenes["S01"] == level for _choices, scenes in rows) for level in range(5)
    )


def test_fewer_than_five_are_not_shown(client, city):
    firms([1, 1, 2, 2])

    page = client.get(PAGE)

    assert page.context["charts"] == []
    assert "不足 5 份，不显示" in text(page)


def test_kinds_are_never_mixed_and_the_newest_counts(client, city):
    firms([1] * 5)
    firms([2] * 5, Stage.AFTER, first=11)
    again = Assessment.objects.filter(stage=Stage.BEFORE).first()
    actions.assess(again.enterprise, drawn(2), stage=Stage.BEFORE, by=city, at=clock.now())

    before, after, on_site = client.get(PAGE).context["profiles"]

    assert (before.levels, after.levels, on_site.results) == ((0, 4, 1, 0, 0), (0, 0, 5, 0, 0), 0)


def test_a_district_sees_its_own(client):
    firms([1] * 5)
    firms([2] * 5, first=11, district=cases.ELSEWHERE)
    client.force_login(cases.officer(Role.DISTRICT, cases.DISTRICT))

    assert client.get(PAGE).context["profiles"][0].levels == (0, 5, 0, 0, 0)


def test_the_workbook_holds_every_result(client, city):
    firms([0, 1, 1, 2, 2])

    with ZipFile(BytesIO(client.get(EXCEL).content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        last = book.read("xl/worksheets/sheet4.xml").decode()

    assert len(sheets) == 4
    assert last.count("<row ") == 6


def test_the_page_costs_the_same_however_many_there_are(client, city, django_assert_num_queries):
    firms([1] * 5)
    with django_assert_num_queries(5):
        client.get(PAGE)
    firms([1] * 7, first=20)
    with django_assert_num_queries(5):
        client.get(PAGE)


SAID = {"standard": "2022-manufacturing", "level": "2", "given_on": "2023-05-01", "source": "诊断报告 2023-7"}


def test_a_level_of_2022_is_entered_as_given_and_counts_for_nothing(client, city):
    enterprise, _user = cases.enterprise(1)
    page = reverse("office:earlier-level", args=[enterprise.pk])

    answer = client.post(page, SAID)
    row = EarlierResult.objects.get()

    assert answer.url == reverse("office:case", args=[enterprise.pk])
    assert (row.standard, row.level, row.source) == ("2022-manufacturing", 2, "诊断报告 2023-7")
    assert queries.latest_by_stage(enterprise) == {}
    assert "诊断报告 2023-7" in text(client.get(answer.url))


@pytest.mark.parametrize(
    "said",
    [
        {"standard": "2024-manufacturing"},
        {"level": "5"},
        {"given_on": "2025-06-19"},
        {"source": "  "},
        {"source": "长" * 201},
    ],
)
def test_what_can_not_be_is_refused(client, city, said):
    enterprise, _user = cases.enterprise(1)

    assert client.post(reverse("office:earlier-level", args=[enterprise.pk]), SAID | said).status_code == 422
    assert EarlierResult.objects.count() == 0


def test_an_entered_level_neither_changes_nor_goes(client, city):
    enterprise, _user = cases.enterprise(1)
    client.post(reverse("office:earlier-level", args=[enterprise.pk]), SAID)
    row = EarlierResult.objects.get()
    for change in (lambda: EarlierResult.objects.update(level=4), row.delete):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()


def test_only_those_who_may_enter_a_level_do(client):
    enterprise, user = cases.enterprise(1)
    for other in (user, cases.officer(Role.FINANCE)):
        client.force_login(other)
        assert client.get(reverse("office:earlier-level", args=[enterprise.pk])).status_code == 403
