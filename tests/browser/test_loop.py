"""One enterprise all the way round the loop, by clicking."""

from datetime import datetime

import pytest
from tests.rooms.conftest import particulars

from egret.base import clock
from egret.rooms.acceptance.states import Aspect
from egret.rooms.assessment import queries as assessments
from egret.rooms.trail import checks as trail
from egret.rooms.treasury import queries as books

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def middling():
    """Answers that come to level 2: every question's second best, eight scenarios at level 2."""
    standard = assessments.standard()
    choices = {question.code: question.options[-2].key for question in standard.questions}
    best = {
        q.code: q.options[-1].key for q in standard.questions if q.code.startswith(("E", "F2", "F3", "F5"))
    }
    scenes = {scenario.code: 2 for scenario in standard.scenarios}
    return {**choices, **best}, scenes


def weak():
    standard = assessments.standard()
    return {q.code: q.options[0].key for q in standard.questions}, {s.code: 0 for s in standard.scenarios}


def register(visitor):
    about = particulars(1)
    visitor.page.goto("/register/")
    visitor.fill(
        name=about.name, credit_code=about.credit_code, industry_code="３９７４", staff="120", revenue_fen="５0,000,000",
        bank_name="示例银行", account_no="6222000011112222", full_name="王示例", username="owner",
        password="eight-herons-fly", password_again="eight-herons-fly",
    )  # fmt: skip
    visitor.page.select_option("main [name=district]", "350206")
    visitor.tick(above_scale="yes")
    visitor.send()


def apply(owner):
    owner.page.goto("/enterprise/apply/")
    owner.send()
    owner.fill(contact="王示例", phone="0592-5551234", main_product="示例器件")
    owner.send()
    owner.tick(links="production")
    owner.fill(budget="800,000", finish_on="2025-10-01")
    owner.send()
    owner.attach("licence")
    owner.page.check("main [name=pledge]")
    owner.send()
    owner.send()


def pass_check(officer):
    officer.open("/office/submissions/", first="/office/submissions/")
    officer.tick(verdict="pass")
    officer.send("/check/")


def days_pass(anybody, times=1):
    for _ in range(times):
        anybody.page.goto("/")
        anybody.page.click("[name=days][value='8']")


def pay(person):
    maker = person("maker")
    maker.open("/office/awards/?state=confirmed", first="/office/awards/")
    maker.send("/order/")
    for username, ending, state in (("checker", "/check/", "made"), ("releaser", "/release/", "checked")):
        officer = person(username)
        officer.open(f"/office/orders/?state={state}", first="/office/orders/")
        officer.send(ending)
    officer.send("/ask/")
    assert officer.sees("已到账")


def be_listed(person, owner, district, city):
    register(owner)
    owner.page.goto("/enterprise/assess/")
    owner.answer(*weak())
    owner.send()
    assert owner.sees("未达级")
    apply(owner)
    assert owner.sees("350200-2025-00001")
    pass_check(district)
    pass_check(city)
    city.page.goto("/office/notices/")
    city.send("/open/")
    visitor = person()
    visitor.page.goto("/notices/")
    assert visitor.sees(particulars(1).name)
    days_pass(city)
    city.page.goto("/office/notices/")
    city.send("/publish/")
    visitor.open("/lists/", first="/lists/")
    assert visitor.sees(particulars(1).name)


def contract_and_advance(person, owner, district):
    owner.page.goto("/enterprise/contract/")
    owner.page.select_option("main [name=provider]", index=1)
    today = clock.today().isoformat()
    owner.fill(title="产线数字化改造", signed_on=today, first_payment="300,000", cost_software="800,000")
    owner.attach("paper")
    owner.send()
    provider = person("provider")
    provider.open("/provider/", first="/provider/contracts/")
    provider.send("/confirm/")
    district.open("/office/contracts/?state=confirmed", first="/office/contracts/")
    district.send("/check/")
    owner.page.goto("/enterprise/money/")
    assert owner.sees("100,000.00")
    days_pass(district)
    pay(person)


def acceptance_and_balance(person, owner, city):
    owner.page.goto("/enterprise/acceptance/")
    owner.fill(claimed="800,000", summary="产线系统已上线使用。")
    owner.attach("proof")
    owner.send()
    city.open("/office/acceptances/", first="/office/acceptances/")
    city.page.select_option("main [name=assessor]", label="assessor")
    city.page.locator("main form[action$='/assign/'] button").click()
    assessor = person("assessor")
    assessor.open("/assessor/", first="/assessor/visits/")
    assessor.answer(*middling())
    for aspect in Aspect:
        assessor.tick(**{f"finding_{aspect}": "good"})
        assessor.fill(**{f"note_{aspect}": "现场核实"})
    assessor.fill(visited_on="2025-08-01", found="750,000")
    assessor.tick(satisfaction="5", recommends="yes")
    assessor.send()
    city.open("/office/acceptances/?state=reported", first="/office/acceptances/")
    city.tick(passes="yes")
    city.send("/decide/")
    assert city.sees("250,000.00")
    assert city.sees("150,000.00")
    days_pass(city)
    pay(person)


def test_an_enterprise_goes_all_the_way_round(person):
    owner, district, city = person(), person("district"), person("city")

    be_listed(person, owner, district, city)
    contract_and_advance(person, owner, district)
    clock.set_demo_clock(datetime(2025, 8, 1, 9, tzinfo=clock.CHINA))
    acceptance_and_balance(person, owner, city)

    owner.page.goto("/enterprise/money/")
    assert owner.sees("150,000.00")
    city.page.goto("/office/indicators/")
    city.page.locator("main a[href^='/office/indicators/level_2_above/year-2']").first.click()
    city.page.wait_for_load_state()
    assert city.sees(particulars(1).name)
    paid = {source: sums["paid"] for source, sums in books.by_source().items() if sums["paid"]}
    assert paid == {"central": 20_000_000, "city": 5_000_000}
    assert books.faults() == ()
    assert trail.verify() == ()
