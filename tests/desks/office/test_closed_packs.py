"""Pages that need a kept pack which can't be opened here: each says so, and none breaks."""

import pytest
from django.test import Client
from tests.desks.office import loop
from tests.factories import PackDraftFactory, PackReleaseFactory, UserFactory
from tests.rooms.city.test_languages import CHINESE, OLD, of_old_days, stored

from egret.core.packs.reading import pack_hash
from egret.journeys import daily
from egret.journeys.check_contract import check_contract
from egret.rooms.city import queries
from egret.rooms.city.states import DraftState
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award


def noticed(*serials):
    """Advances still on public notice."""
    made = []
    for enterprise in loop.listed(*serials):
        contract = loop.confirmed_contract(enterprise)
        check_contract(contract.pk, version=contract.version, by=people.user("district"), at=loop.SIGNED)
        made += awarded.of_contract(contract)
    return made


@pytest.mark.parametrize("username", ["city", "maker", "auditor", "district"])
def test_the_office_shows_such_an_award_and_says_what_is_closed(desk, username):
    first, second = loop.awarded_advances(1, 2)
    of_old_days(second)
    client = desk(username)

    rows = client.get("/office/awards/").content.decode()
    page = client.get(f"/office/awards/{second.pk}/")
    letter = client.get(f"/office/awards/{second.pk}/letter.pdf")

    assert (rows.count("本系统无法复算"), rows.count(first.no), rows.count(second.no)) == (1, 1, 1)
    assert page.status_code == 200
    assert CHINESE in page.content.decode()
    assert (letter.status_code, CHINESE in letter.content.decode()) == (409, True)


def test_the_enterprise_still_sees_its_money(desk):
    (award,) = loop.awarded_advances(1)
    of_old_days(award)
    client = Client()
    client.force_login(people.user("owner1"))

    answers = [client.get(f"/enterprise/money/{path}") for path in ("", f"{award.pk}/")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert CHINESE in answers[1].content.decode()


def test_the_public_list_of_awards_does_not_break_on_one_row(desk, at):
    (award,) = noticed(1)
    of_old_days(award)
    at(loop.SIGNED)

    answer = Client().get("/notices/awards/")

    assert (answer.status_code, answer.content.decode().count("本系统无法复算")) == (200, 1)


def test_money_that_rests_on_such_a_pack_waits_and_stops_nobody_else(desk):
    made = noticed(1, 2)
    of_old_days(made[0])

    daily.run(at=loop.PAYING)

    assert list(awarded.every().values_list("state", flat=True)) == ["on_notice", "confirmed"]


def test_a_payment_that_rests_on_such_a_pack_is_refused_on_its_page(desk, at):
    (award,) = loop.awarded_advances(1)
    of_old_days(award)
    at(loop.PAYING)

    answer = desk("maker").post(f"/office/awards/{award.pk}/order/")

    assert (answer.status_code, CHINESE in answer.content.decode()) == (422, True)
    assert Award.objects.get(pk=award.pk).state == "confirmed"


def test_releases_and_their_comparison_name_the_language(desk):
    sha256, client = stored(OLD), desk("city")
    here = queries.pack().sha256

    rows = client.get("/office/packs/releases/").content.decode()
    compared = client.get(f"/office/packs/compare/?from={sha256}&to={here}").content.decode()

    assert rows.count("第 0 版语言：本系统不能解读") == 1
    assert compared.count(f"{sha256[:12]} 使用第 0 版语言编写") == 1


def test_a_pack_in_force_of_another_language_stops_the_pages_with_a_sentence(desk, monkeypatch):
    release = PackReleaseFactory(sha256=pack_hash(OLD), version="2023.9", files=OLD)
    author = UserFactory()
    PackDraftFactory(
        drafted_by=author,
        state=DraftState.RELEASED,
        release=release,
        released_at=loop.START,
        released_by=UserFactory(),
        signed_sha=release.sha256,
        signed_at=loop.START,
        signed_by=author,
    )
    monkeypatch.setattr(queries, "_found", None)

    answer = Client().get("/")

    assert (answer.status_code, CHINESE in answer.content.decode()) == (503, True)
