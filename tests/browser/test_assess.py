"""A visitor's self-assessment by keyboard alone on a phone, without scripts, on another device, and into an account."""

from random import Random

import pytest
from tests.browser.conftest import PASSWORD, Person
from tests.browser.test_pages import serious
from tests.desks import cases

from egret.rooms.assessment import queries
from egret.rooms.assessment.models import Assessment, PublicAssessment
from egret.rooms.people import actions as people
from egret.simulation.answers import answers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def tab_to(page, wanted):
    for _press in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def into(page):
    """Past the menu, by the skip link."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def begin(page):
    page.goto("/assess/")
    into(page)
    for name, typed in (("industry_code", "3974"), ("size_class", "小"), ("district", "湖")):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(typed)
    tab_to(page, "form[action$='/assess/'] button.btn-primary")
    enter(page)
    code = page.inner_text("#resume-code")
    into(page)
    tab_to(page, "main a.btn-primary")
    enter(page)
    return code


def answer_by_keyboard(page, code, wanted):
    """`wanted`: the values to be ticked. Next, and next again where something does not fit together."""
    into(page)
    boxes = page.locator(f"[name='{code}']")
    if boxes.first.get_attribute("type") == "checkbox":
        for value in wanted:
            tab_to(page, f"[name='{code}'][value='{value}']")
            page.keyboard.press("Space")
    else:
        tab_to(page, f"[name='{code}']")
        page.keyboard.press("Space")
        for _step in range([box.get_attribute("value") for box in boxes.all()].index(wanted[0])):
            page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=next]")
    enter(page)
    if page.url.endswith(f"/q/{code}/"):
        into(page)
        tab_to(page, "button[value=next]")
        enter(page)


def drawn(level):
    standard = queries.standard()
    found = answers(Random(3), standard, level)
    wanted = {one.code: sorted(found.choices[one.code]) for one in standard.questions}
    return wanted | {one.code: [str(found.scenes[one.code])] for one in standard.scenarios}


def test_from_the_first_page_to_the_result_by_keyboard_on_a_phone(person):
    here = person()
    page = here.page
    page.set_viewport_size(PHONE)
    begin(page)
    for code, wanted in drawn(1).items():
        answer_by_keyboard(page, code, wanted)

    assert page.url.endswith("/assess/result/")
    assert here.sees("距离 2 级还差什么")
    assert PublicAssessment.objects.get().level == 1
    for path in (
        "/assess/",
        "/assess/code/",
        "/assess/q/F2/",
        "/assess/q/S06/",
        "/assess/result/",
        "/assess/way/?take=F1.D",
    ):
        for language in ("zh-hans", "en"):
            here.speak(language)
            page.goto(path)

            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
            assert (path, serious(page)) == (path, [])


def test_what_does_not_fit_is_told_while_it_is_typed(person):
    here = person()
    begin(here.page)
    here.page.goto("/assess/q/F2/")
    here.fill(number_equipment="10", number_digital_equipment="12")

    here.page.locator("#so-far").filter(has_text="多于全部生产设备 10 台").wait_for()
    here.fill(number_digital_equipment="4")
    here.page.locator("#so-far").filter(has_text="按所填数据计算为 40%").wait_for()
    assert PublicAssessment.objects.get().facts == {}


def test_the_way_up_is_computed_anew_when_a_step_is_ruled_out(person):
    here = person()
    begin(here.page)
    PublicAssessment.objects.update(level=1, score_milli=1, **_whole(1))
    here.page.goto("/assess/way/")
    first = here.page.locator("main [name=without]").first
    step = first.get_attribute("value")
    first.check()

    here.page.locator("legend", has_text="做不到或不想做").wait_for()
    assert here.page.locator(f"main [name=without][value='{step}']").count() == 1
    assert f"without={step}" in here.page.url
    here.page.locator("summary", has_text="F1 ").click()
    here.page.locator("main [name=take]").first.check()
    here.page.locator("[role=status]").filter(has_text="结果：").wait_for()


def _whole(level):
    found = answers(Random(3), queries.standard(), level)
    return {
        "choices": {code: sorted(keys) for code, keys in found.choices.items()},
        "scenes": dict(found.scenes),
    }


def test_without_scripts_it_works_as_well(browser, offices):
    context = browser.new_context(java_script_enabled=False, base_url=offices.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/assess/")
    page.select_option("[name=industry_code]", "3974")
    page.click("form[action$='/assess/'] button.btn-primary")
    page.click("main a.btn-primary")
    page.check("[name=F1][value=A]")
    page.click("button[value=next]")
    page.fill("[name=number_equipment]", "40")
    page.fill("[name=number_digital_equipment]", "18")
    page.click("button[value=next]")
    page.check("[name=F3][value=C]")
    page.click("button[value=next]")

    assert "网络建设却选“无”" in page.inner_text("main")
    assert PublicAssessment.objects.get().choices == {"F1": ["A"], "F2": ["D"], "F3": ["C"]}
    context.close()


def test_the_code_opens_on_another_device_and_the_answers_go_into_an_account(person, browser, offices):
    first = person()
    code = begin(first.page)
    PublicAssessment.objects.update(level=1, score_milli=1, **_whole(1))
    other = person()
    other.page.goto("/assess/")
    other.fill(code=code.lower())
    other.page.click("form[action$='/resume/'] button")
    other.page.wait_for_load_state()
    assert other.page.url.endswith("/assess/result/")

    _enterprise, user = cases.enterprise(1)
    people.set_password(user, PASSWORD)
    owner = Person(browser, offices, "owner1")
    owner.open("/enterprise/level/take-over/")
    owner.fill(code=code)
    owner.send()

    assert owner.sees("已转入。您的评测结果如下。")
    assert Assessment.objects.get().choices == _whole(1)["choices"]
    for path in ("/enterprise/level/", "/enterprise/level/way/", "/enterprise/level/take-over/"):
        for language in ("zh-hans", "en"):
            owner.speak(language)
            owner.page.set_viewport_size(PHONE)
            owner.page.goto(path)

            assert (path, owner.page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
            assert (path, serious(owner.page)) == (path, [])
    owner.open("/enterprise/level/way/")
    owner.send("/keep/?stage=before")
    assert owner.page.url.endswith("/enterprise/level/plan/")
    assert serious(owner.page) == []
    assert owner.faults == []
    owner.context.close()
