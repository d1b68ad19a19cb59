"""A claim from its facts to its notice, an objection, and an entitlement that nobody asked for, by clicking."""

import pytest
from tests.browser.test_loop import be_listed, days_pass
from tests.browser.test_pages import serious

from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people import queries as known

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAIM = "/enterprise/claims/"
LONG = 20_000


def listed(person):
    owner = person()
    be_listed(person, owner, person("district"), person("city"))
    return owner


def case_path():
    return f"/office/cases/{enterprises.visible_to(known.user('city')).get().pk}/"


def claim_cloud(owner):
    owner.open(f"{CLAIM}6/")
    owner.send("/begin/")
    owner.fill(fact_cloud_platform="DEMO-YUN-1", fact_cloud_signed_on="2025-03-03", fact_cloud_fee="200,000")
    owner.send("/hand-in/")
    assert owner.sees("请上传证明材料")
    assert owner.page.input_value("main [name=fact_cloud_fee]") == "200,000"
    for fact in ("cloud_platform", "cloud_signed_on", "cloud_fee"):
        owner.attach(f"file_{fact}")
    owner.send("/hand-in/")
    assert owner.sees("申领已提交，区级正在审核")


def test_a_claim_is_checked_decided_objected_to_and_stands(person):
    owner = listed(person)
    claim_cloud(owner)
    district, city = person("district"), person("city")
    district.open("/office/claims/", first="/office/claims/")
    district.tick(passes="yes")
    district.send("/check/")
    city.open("/office/claims/?state=checked", first="/office/claims/")
    city.tick(awards="yes", fact_cloud_first_use="no")
    city.page.locator("#computed").filter(has_text="未满足").wait_for(timeout=LONG)
    city.tick(fact_cloud_first_use="yes")
    city.send("/decide/")
    assert city.sees("60,000.00")

    citizen = person()
    citizen.open("/notices/awards/", first="/notices/awards/")
    citizen.fill(name="市民", contact="0592-5550000", text="该企业去年已用过该平台")
    citizen.send()
    city.open("/office/awards/objections/", first="/office/awards/objections/")
    city.tick(uphold="no")
    city.fill(reason="去年使用的是另一平台")
    city.send("/decide/")
    days_pass(owner)
    owner.open("/enterprise/money/", first="/enterprise/money/")
    assert owner.sees("60,000.00")
    assert owner.sees("异议")
    letter = owner.page.request.get(owner.page.locator("main a[href$='.pdf']").first.get_attribute("href"))
    assert (letter.status, letter.body()[:5]) == (200, b"%PDF-")


def test_below_the_ceiling_takes_a_reason_that_the_owner_reads(person):
    owner = listed(person)
    city = person("city")
    city.open(case_path(), first=f"{case_path()}facts/")
    city.open(f"{case_path()}facts/11/")
    city.fill(fact_benchmark_on="2025-05-06")
    city.page.select_option("main [name=fact_benchmark_title]", "智能制造优秀场景")
    city.attach("proof")
    city.send()
    owner.open(CLAIM)
    assert owner.sees("500,000.00")
    owner.send("/answer/")
    city.open("/office/claims/?state=confirmed", first="/office/claims/")
    city.tick(awards="yes")
    city.fill(fact_decided_benchmark_award="300,000")
    city.send("/decide/")
    assert city.sees("低于上限 500,000.00 元 核定")
    city.fill(reason_decided_benchmark_award="项目只覆盖一条产线")
    city.send("/decide/")
    assert city.sees("300,000.00")
    owner.open("/enterprise/money/", first="/enterprise/money/")
    assert owner.sees("项目只覆盖一条产线")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_claims_pages_are_accessible_and_fit_a_phone(person, language):
    owner = listed(person)
    claim_cloud(owner)
    city = person("city")
    city.open("/office/claims/")
    claim = city.page.locator("main a[href^='/office/claims/']").first.get_attribute("href")
    for here, paths in (
        (owner, [CLAIM, f"{CLAIM}3/", f"{CLAIM}6/", f"{CLAIM}7/", f"{CLAIM}11/"]),
        (
            city,
            [
                "/office/claims/",
                claim,
                "/office/awards/objections/",
                f"{case_path()}facts/11/",
            ],
        ),
    ):
        here.speak(language)
        here.page.set_viewport_size({"width": 390, "height": 844})
        for path in paths:
            answer = here.page.goto(path)

            assert (path, answer.status) == (path, 200)
            assert (path, here.page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
            assert (path, serious(here.page)) == (path, [])
