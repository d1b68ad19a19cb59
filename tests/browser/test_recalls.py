"""An audit cut from the officer's page to the money that came back, by clicking; every page of it on a phone."""

import pytest
from tests.browser.test_claims import LONG, claim_cloud, listed
from tests.browser.test_loop import days_pass, pay
from tests.browser.test_pages import serious

from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries import recalls
from egret.rooms.treasury import queries as books

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def paid(person):
    """A cloud claim of which 60,000 arrived; the enterprise's and the city's browsers."""
    owner = listed(person)
    claim_cloud(owner)
    district, city = person("district"), person("city")
    district.open("/office/claims/", first="/office/claims/")
    district.tick(passes="yes")
    district.send("/check/")
    city.open("/office/claims/?state=checked", first="/office/claims/")
    city.tick(awards="yes", fact_cloud_first_use="yes")
    city.send("/decide/")
    days_pass(city)
    pay(person)
    return owner, city


def cut(city):
    city.open("/office/awards/?state=paid", first="/office/awards/")
    city.page.locator("main a[href$='/cut/']").click()
    city.page.wait_for_load_state()


def test_an_audit_cut_comes_back_by_clicking(person):
    owner, city = paid(person)
    cut(city)
    city.fill(fact_cloud_fee="150,000")
    city.page.locator("#computed").filter(has_text="减少 15,000.00 元").wait_for(timeout=LONG)
    city.fill(ground="两张发票与上云无关")
    city.send()
    assert city.sees("请上传")
    assert city.page.input_value("main [name=fact_cloud_fee]") == "150,000"
    city.attach("proof")
    city.send()
    assert city.sees("经审计核减：两张发票与上云无关")
    days_pass(city)

    owner.page.goto("/enterprise/money/")
    assert owner.sees("15,000.00")
    assert owner.sees("请最迟于")
    assert owner.sees("两张发票与上云无关")
    maker = person("maker")
    maker.open("/office/awards/?state=recovery_due", first="/office/awards/")
    maker.send("/take-back/")
    assert maker.sees("已追回")
    sums = books.by_source().values()
    assert [sum(source[state] for source in sums) for state in ("paid", "recovered")] == [
        4_500_000,
        1_500_000,
    ]
    assert (books.faults(), recalls.faults()) == ((), ())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_recalls_are_accessible_and_fit_a_phone(person, language):
    _owner, city = paid(person)
    award = awarded.visible_to(known.user("city")).get()
    cut(city)
    city.fill(fact_cloud_fee="150,000", ground="与上云无关")
    city.attach("proof")
    city.send()
    made = recalls.newest(award)
    city.speak(language)
    for width in (390, 1280):
        city.page.set_viewport_size({"width": width, "height": 844})
        for path in (f"{made.pk}/", f"{made.pk}/cut/", f"{made.pk}/revoke/", f"{award.pk}/"):
            answer = city.page.goto(f"/office/awards/{path}")

            assert (path, answer.status) == (path, 200)
            assert (path, city.page.evaluate("document.documentElement.scrollWidth")) == (path, width)
            assert (path, serious(city.page)) == (path, [])
