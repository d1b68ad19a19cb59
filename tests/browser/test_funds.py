"""A grant, an allotment, a transfer by two officers, the picture, and the month's report in one's hands."""

import pytest
from tests.browser.conftest import MORNING
from tests.browser.test_pages import serious

from egret.base import clock
from egret.rooms.people import queries as known
from egret.rooms.treasury import actions, queries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
JULY = MORNING.replace(month=7, day=2)


def fund():
    return queries.funds().get(document_no="示例指标1号")


def granted(maker):
    """By keyboard from the first field on."""
    maker.open("/office/funds/", first="/office/funds/grant/")
    maker.page.select_option("[name=source]", "central")
    maker.page.locator("[name=document_no]").focus()
    maker.page.keyboard.type("示例指标1号")
    maker.page.keyboard.press("Tab")
    maker.page.keyboard.type("奖补资金")
    maker.fill(fen="1,000,000")
    maker.send()
    assert maker.sees("示例指标1号")


def allotted(maker):
    maker.page.select_option("#allot_policy", "transformation:8")
    maker.page.fill("#allot_fen", "2,000,000")
    maker.send("/allot/")
    assert maker.sees("资金余额不足")
    assert maker.page.input_value("#allot_fen") == "2,000,000"
    maker.page.fill("#allot_fen", "800,000")
    maker.send("/allot/")
    assert maker.sees("200,000.00")


def transferred(maker, checker):
    maker.page.select_option("#transfer_here", "transformation:8")
    maker.page.select_option("#transfer_to", "transformation:6")
    maker.page.fill("#transfer_fen", "50,000")
    maker.page.fill("#transfer_reason", "上云项目增加")
    maker.send("/transfer/")
    [asked] = queries.transfers()
    checker.open("/office/", first=f"/office/funds/transfers/{asked.pk}/")
    checker.send("/decide/")
    assert checker.sees("已同意")


def test_money_is_granted_allotted_moved_pictured_and_reported(person):
    maker, checker = person("maker"), person("checker")
    granted(maker)
    allotted(maker)
    transferred(maker, checker)
    maker.open("/office/funds/flow/?source=central")
    assert maker.page.locator(".egret-flow path.band").count() > 1
    assert maker.sees("50,000.00")

    clock.set_demo_clock(JULY)
    maker.open("/office/", first="/office/funds/months/")
    maker.send("/close/")
    assert maker.sees("已结账")
    for name, ending in (("Excel", "xlsx"), ("PDF", "pdf")):
        with maker.page.expect_download() as told:
            maker.page.get_by_role("link", name=name).click()
        assert told.value.suggested_filename == f"month-end-2025-06.{ending}"
    pots = {place.policy: fen for place, fen in queries.free_in_pots(fund())}
    assert pots == {"6": 5_000_000, "8": 75_000_000}
    assert queries.faults() == ()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_fit(person, language, width):
    maker = person("maker")
    granted(maker)
    allotted(maker)
    asked = actions.ask_transfer(
        fund(),
        (actions.Pot("transformation", "8"), actions.Pot("transformation", "6")),
        100,
        reason="上云",
        by=known.user("checker"),
        at=MORNING,
    )
    clock.set_demo_clock(JULY)
    maker.speak(language)
    maker.page.set_viewport_size({"width": width, "height": 844})
    pages = ("", "grant/", "flow/", "transfers/", f"transfers/{asked.pk}/", "months/", "postings/1/")
    for page in (*pages, f"{fund().pk}/", f"{fund().pk}/projects/"):
        answer = maker.page.goto(f"/office/funds/{page}")

        assert (page, answer.status) == (page, 200)
        assert (page, maker.page.evaluate("document.documentElement.scrollWidth")) == (page, width)
        assert (page, serious(maker.page)) == (page, [])
