"""Two officers share a short budget line by clicking, and the enterprise reads what its part came to."""

import pytest
from tests.browser.conftest import PASSWORD, Person
from tests.browser.test_pages import serious
from tests.journeys import sharing

from egret.base import clock
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHARES = "/office/shares/"


@pytest.fixture
def here(live_server, settings, tmp_path, monkeypatch):
    """The example city on the day of its share: one claim waits, another is checked and not decided yet."""
    settings.DEMO = True
    sharing.put_in_force(settings, tmp_path, monkeypatch)
    made = sharing.offices()
    first, second = sharing.listed(made, 2)
    sharing.equipment(made, first, 1_500_000)
    made.row = sharing.checked(made, sharing.submitted(second, "6", {"设备总额": 200_000_000}))
    for username in ("city", "city2", "owner-2"):
        people.set_password(known.user(username), PASSWORD)
    clock.set_demo_clock(sharing.PROPOSED)
    made.server = live_server
    yield made
    settings.DEMO_CLOCK.unlink()


@pytest.fixture
def person(browser, here):
    opened = []

    def made(username):
        opened.append(Person(browser, here.server, username))
        return opened[-1]

    yield made
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []


def fits(one, language):
    """The page that is open, in that language, on a phone and on a desk."""
    one.speak(language)
    for width in (390, 1280):
        one.page.set_viewport_size({"width": width, "height": 900})
        one.page.reload()
        told = (one.page.url, language, width)
        assert (told, one.page.evaluate("document.documentElement.scrollWidth")) == (told, width)
        assert (told, serious(one.page)) == (told, [])
    one.speak("zh-hans")
    one.page.reload()


def test_two_officers_share_a_short_line_and_the_enterprise_sees_its_award_and_the_letter(person, here):
    city, other, owner = (person(username) for username in ("city", "city2", "owner-2"))
    city.open(f"/office/claims/{here.row.pk}/")
    assert city.sees("“设备”额度由全部等待的申领统一分配")
    city.tick(awards="yes")
    city.send("/decide/")
    assert city.sees("已核定：约 120,000.00 元")
    owner.open("/enterprise/claims/6/")
    assert owner.sees("您的申领已核定，约 120,000.00 元")

    city.open("/office/funds/", first=SHARES)
    city.page.get_by_role("link", name="设备", exact=True).click()
    assert city.sees("2 项申领合计应补 200,000.00 元；余额 100,000.00 元，有 100,000.00 元未能列支")
    for language in ("en", "zh-hans"):
        fits(city, language)
    city.send("/propose/")
    assert city.sees("须由另一名市级经办确认")
    assert city.page.locator("main form[action$='/confirm/']").count() == 0

    other.open("/office/")
    assert other.sees("待确认的资金分配")
    other.open(f"{SHARES}equipment/")
    other.send("/confirm/")
    assert other.sees("已分配。每项申领均已生成奖补")
    assert other.sees("60,000.00")
    for language in ("en", "zh-hans"):
        fits(other, language)

    city.open(f"{SHARES}equipment/")
    assert city.sees("没有申领在等待这项额度")
    assert city.sees("2 项申领，应补 200,000.00 元，可分配 100,000.00 元")

    owner.open("/enterprise/money/", first="/enterprise/money/")
    assert owner.sees("按比例分配；本次应拨 120,000.00 元，分得 60,000.00 元，未能列支 60,000.00 元")
    letter = owner.page.request.get(owner.page.locator("main a[href$='.pdf']").first.get_attribute("href"))
    assert (letter.status, letter.body()[:5]) == (200, b"%PDF-")
    word = owner.page.request.get(owner.page.locator("main a[href$='.docx']").first.get_attribute("href"))
    assert word.status == 200
