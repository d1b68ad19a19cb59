"""An owner with a phone shows three invoices, the district strikes one, the city awards what is left."""

import math

import pytest
from tests.browser.test_loop import be_listed
from tests.browser.test_pages import serious
from tests.packs.tallied import written

from egret.base import clock
from egret.rooms.city import queries as packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAIM = "/enterprise/claims/94/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def tallied(settings, tmp_path, monkeypatch):
    settings.CITIES_DIR = written(tmp_path)
    known = packs.InForce(packs._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(packs, "_found", known)


def typed(owner, no, day, fen, tax="0"):
    names = {"no": no, "dated_on": day, "fen": fen, "tax_fen": tax}
    owner.fill(**{f"doc_fee_94-{name}": value for name, value in names.items()})
    owner.page.select_option("main [name=doc_fee_94-cost]", "software")


def press(owner, go):
    owner.page.locator(f"main button[name=go][value='{go}']").first.click()
    owner.page.wait_for_load_state()


def fits(here):
    return here.page.evaluate("document.documentElement.scrollWidth")


def test_documents_from_a_phone_to_an_award(person):
    owner, district, city = person(), person("district"), person("city")
    be_listed(person, owner, district, city)
    today = clock.today().isoformat()
    owner.page.set_viewport_size(PHONE)
    owner.open(CLAIM)
    owner.send("/begin/")
    typed(owner, "i-1", today, "")
    owner.attach("doc_fee_94-file")
    press(owner, "add:fee_94")
    assert owner.sees("这份单据还没有加入申领")
    assert owner.page.input_value("main [name=doc_fee_94-no]") == "i-1"
    owner.fill(**{"doc_fee_94-fen": "22,600", "doc_fee_94-tax_fen": "2,600"})
    press(owner, "add:fee_94")
    typed(owner, "i-2", today, "10,600", "600")
    owner.attach("doc_fee_94-file")
    press(owner, "add:fee_94")
    typed(owner, "i-3", "2024-01-02", "56,500", "6,500")
    owner.attach("doc_fee_94-file")
    owner.page.locator("main [name=doc_fee_94-fen]").press("Enter")
    owner.page.wait_for_load_state()
    assert owner.sees("3 份单据中 2 份计入，合计 30,000.00 元")
    assert owner.sees("不计：日期过早")
    for language in ("en", "zh-hans"):
        owner.speak(language)
        for path in (CLAIM, f"{CLAIM}documents/fee_94/"):
            owner.page.goto(path)
            assert (path, language, fits(owner), serious(owner.page)) == (path, language, 390, [])
    owner.open(CLAIM)
    owner.send("/hand-in/")
    assert owner.sees("申领已提交，区级正在审核")

    district.page.set_viewport_size(PHONE)
    district.open("/office/claims/", first="/office/claims/")
    strike = district.page.locator("main details").nth(1)
    strike.locator("summary").click()
    strike.locator("textarea").fill("与本项目无关")
    assert (fits(district), serious(district.page)) == (390, [])
    strike.locator("button").click()
    district.page.wait_for_load_state()
    assert district.sees("3 份单据中 1 份计入，合计 20,000.00 元")
    district.tick(passes="yes")
    district.send("/check/")

    city.open("/office/claims/?state=checked", first="/office/claims/")
    city.tick(awards="yes")
    city.send("/decide/")
    assert city.sees("12,000.00")
    owner.open("/enterprise/money/", first="/enterprise/money/")
    assert owner.sees("12,000.00")
    assert owner.sees("3 份单据中 1 份计入")
    owner.open(CLAIM)
    assert owner.sees("与本项目无关")
