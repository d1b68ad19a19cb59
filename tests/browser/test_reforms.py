"""A reform is written, checked while typing, and compared on charts that everybody can read."""

import pytest
from tests.browser.test_pages import serious

from egret.rooms.subsidy.models import Reform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAIT = 15_000
QUESTIONS = 7  # with invented cases every chart but that of refusals has something to show, at least


def waits_for(person, text):
    person.page.locator("#findings", has_text=text).wait_for(timeout=WAIT)


def written(maker):
    """By keyboard alone from the first field on."""
    maker.open("/office/reforms/make/")
    maker.page.locator("[name=title]").focus()
    maker.page.keyboard.type("二级上限提高到30万元")
    maker.page.keyboard.press("Tab")
    maker.page.keyboard.type("Cap of level 2 to 300,000")
    maker.page.select_option("[name=change-0-what]", "param|8|分级上限|二级|0")
    maker.page.fill("[name=change-0-value]", "三十万")
    waits_for(maker, "不是金额")
    maker.page.fill("[name=change-0-value]", "30万元")
    waits_for(maker, "可以承载每一项改动")
    maker.page.locator("button[name=more]").click()
    maker.page.wait_for_load_state()
    assert maker.page.input_value("[name=change-0-value]") == "30万元"
    maker.page.select_option("[name=change-1-what]", "param|3|诊断补贴比例||0")
    maker.page.fill("[name=change-1-value]", "50%")
    maker.page.fill("[name=change-1-from_on]", "2025-01-01")
    maker.send("/make/")


def compare(maker):
    maker.page.check(f"[name=reform][value='{Reform.objects.get().pk}']")
    maker.page.select_option("[name=people]", "1000")
    maker.page.locator("main form button.btn-primary").click()
    maker.page.wait_for_load_state()
    maker.page.locator("[data-chart] svg").nth(QUESTIONS - 1).wait_for(timeout=WAIT)


def test_a_reform_is_written_and_compared(person, tmp_path):
    maker = person("maker")
    written(maker)
    compare(maker)

    assert maker.sees("虚构数据")
    assert maker.sees("各条款要花多少钱？")
    charts = maker.page.locator("[data-chart]").all()
    assert all(chart.locator("svg").count() == 1 for chart in charts)
    assert all(chart.locator("xpath=following-sibling::div//table").count() == 1 for chart in charts)
    with maker.page.expect_download() as told:
        maker.page.get_by_role("link", name="导出 Excel").click()
    assert told.value.suggested_filename == "reforms.xlsx"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_fit(person, language, width):
    maker = person("maker")
    written(maker)
    compare(maker)
    maker.speak(language)
    maker.page.set_viewport_size({"width": width, "height": 844})
    kept = Reform.objects.get()
    for path in (
        "/office/reforms/",
        f"/office/reforms/{kept.pk}/",
        f"/office/reforms/compare/?reform={kept.pk}&people=1000",
    ):
        maker.page.goto(path)
        maker.page.wait_for_load_state()

        assert (path, maker.page.evaluate("document.documentElement.scrollWidth")) == (path, width)
        assert (path, serious(maker.page)) == (path, [])
