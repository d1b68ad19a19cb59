"""Two awards in one file by three officers, an evening of the bank, a forged statement, a fee that nobody ordered."""

import pytest
from tests.desks.office import loop

from egret.base import clock
from egret.rooms.exchange import actions as bank
from egret.rooms.treasury import queries as books

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_batch(maker):
    maker.page.goto("/office/batches/choose/")
    maker.fill(count="2", fen="150,000")
    maker.page.click("main button[name=tick]")
    maker.send("/make/")
    assert maker.sees("160,000.00")
    assert maker.page.input_value("main [name=fen]") == "150,000"
    maker.fill(fen="160,000")
    maker.send("/make/")
    assert maker.sees("待复核")


def upload(maker, data, signature):
    maker.page.goto("/office/bank/")
    file = {"name": "statement.xml", "mimeType": "application/xml", "buffer": data}
    maker.page.set_input_files("main [name=file]", file)
    maker.fill(signature=signature)
    maker.send("/upload/")


def test_a_batch_is_paid_a_forgery_refused_and_a_fee_explained(person):
    loop.awarded_advances(1, 2)
    maker = person("maker")
    make_batch(maker)
    for username, ending in (("checker", "/check/"), ("releaser", "/release/")):
        officer = person(username)
        officer.page.goto("/office/batches/")
        officer.page.locator("main td a").first.click()
        officer.send(ending)
    assert officer.sees("银行处理中")

    maker.page.goto("/office/bank/")
    maker.page.click("main form[action$='/evening/'] button")
    assert maker.sees("分毫不差")
    maker.page.goto("/office/orders/")
    assert maker.page.locator("main td .badge").all_inner_texts() == ["已到账", "已到账"]

    [signed] = bank.missed(books.payer().number, taken=())
    upload(maker, signed.data.replace(b"80000.00", b"90000.00"), signed.signature)
    assert maker.sees("签名与文件不符")
    assert maker.page.input_value("main [name=signature]") == signed.signature
    upload(maker, signed.data, signed.signature)
    assert maker.sees("这份报文")

    bank.charge(books.payer().number, 500, "手续费（演示）", on=clock.today())
    maker.page.click("[name=days][value='1']")
    maker.page.goto("/office/differences/")
    assert maker.sees("无主支出")
    maker.page.locator("main td a[href^='/office/differences/']").first.click()
    maker.fill(note="银行手续费，已与客户经理核实")
    maker.send("/settle/")
    maker.page.goto("/office/differences/?state=settled")
    assert maker.sees("银行手续费")
    assert maker.sees("分毫不差")
    assert books.faults() == ()
