"""A voucher's whole life, and a fine's, by clicking; their pages are accessible and fit a phone."""

import pytest
from tests.browser.demand import demanded
from tests.browser.test_loop import be_listed, days_pass
from tests.browser.test_pages import serious

from egret.base import clock
from egret.core.banking.accounts import Account
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.people import queries as known
from egret.rooms.provider import actions as providers
from egret.rooms.provider import queries as pool
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.queries import vouchers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(person, *paths):
    for width in (1280, 390):
        person.page.set_viewport_size({"width": width, "height": 844})
        for path in paths:
            person.page.goto(path)
            assert (path, person.page.evaluate("document.documentElement.scrollWidth")) == (path, width)
            assert (path, serious(person.page)) == (path, [])
    person.page.set_viewport_size({"width": 1280, "height": 844})


def listed(person):
    owner = person()
    be_listed(person, owner, person("district"), person("city"))
    seller = pool.of_user(known.user("provider"))
    by = known.user("provider")
    providers.name_account(
        seller.pk, Account(seller.name, "6222000011112222", "示例银行"), by=by, at=clock.now()
    )
    return owner


def ordered_and_released(person, rail):
    maker = person("maker")
    maker.open("/office/vouchers/?state=accepted", first="/office/vouchers/")
    maker.tick(rail=rail)
    maker.send("/order/")
    for username, ending, state in (("checker", "/check/", "made"), ("releaser", "/release/", "checked")):
        officer = person(username)
        officer.open(f"/office/orders/?state={state}", first="/office/orders/")
        officer.send(ending)
    return officer


def test_a_voucher_is_asked_for_locked_presented_accepted_and_paid_in_digital_yuan(person):
    owner = listed(person)
    owner.open("/enterprise/vouchers/")
    owner.send("/innovation/")
    assert owner.sees("20,000.00")
    owner.open("/enterprise/vouchers/", first="/enterprise/vouchers/")
    owner.page.select_option("main [name=provider]", index=1)
    owner.page.select_option("main [name=service]", "software")
    owner.fill(contract_no="HT-2025-1", signed_on="2024-01-01", contract_fen="３0,000")
    owner.attach("paper")
    owner.send()
    assert owner.sees("创新券只支付此后签订的合同")
    assert owner.page.input_value("main [name=contract_no]") == "HT-2025-1"
    owner.fill(signed_on=clock.today().isoformat())
    owner.send()
    assert owner.sees("服务进行中")

    seller = person("provider")
    seller.open("/provider/vouchers/", first="/provider/vouchers/")
    seller.fill(invoice_no="12345678", invoiced_fen="28,000")
    seller.attach("invoice")
    seller.page.set_input_files(
        "main [name=proof]",
        {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nproof\n%%EOF\n"},
    )
    seller.send()
    assert seller.sees("已提交，待审核")
    city = person("city")
    city.open("/office/", first="/office/vouchers/1")
    assert city.sees("14,000.00")
    fits(city, city.page.url.removeprefix(city.url), "/office/vouchers/")
    city.open("/office/vouchers/?state=presented", first="/office/vouchers/1")
    city.send("/accept/")
    assert city.sees("已通过，待支付")

    releaser = ordered_and_released(person, "ecny")
    assert releaser.sees("模拟")
    releaser.send("/release-wallet/")
    assert releaser.sees("已到账")
    seller.open("/provider/vouchers/", first="/provider/vouchers/")
    assert seller.sees("14,000.00")
    owner.open("/enterprise/vouchers/")
    assert owner.sees("6,000.00")
    fits(owner, "/enterprise/vouchers/")
    fits(seller, "/provider/vouchers/", "/provider/sanctions/")
    quota = vouchers.quota_of(vouchers.schemes()[0])
    assert (quota.open_fen, quota.redeemed_fen) == (600_000, 1_400_000)
    assert sum(states["paid"] for states in books.by_source().values()) == 1_400_000
    assert books.faults() == ()


def test_a_fine_is_proposed_confirmed_objected_to_and_paid_beside_a_plan_of_instalments(person):
    owner = listed(person)
    award = demanded()
    maker, checker = person("maker"), person("checker")
    recovery = f"/office/awards/{award.pk}/recovery/"
    maker.open(recovery)
    maker.page.locator("summary").click()
    maker.fill(reason="资金周转困难", due_1="2025-12-01", fen_1="30,000", due_2="2026-01-01", fen_2="50,000")
    maker.send("/plan/")
    checker.open(recovery)
    checker.send("/decide/")
    assert checker.sees("已同意")
    maker.open(recovery)
    maker.fill(fen="30,000", bank_entry="E1")
    maker.send("/enter/")
    assert maker.sees("50,000.00")
    fits(maker, recovery)
    owner.open(f"/enterprise/money/{award.pk}/")
    assert owner.sees("2025年12月1日")

    case = f"/office/cases/{enterprises.visible_to(known.user('city')).get().pk}/"
    maker.open(case, first="/office/sanctions/propose/")
    maker.page.select_option("main [name=rule]", "deceit")
    maker.page.select_option("main [name=award]", str(award.pk))
    maker.fill(fine_fen="50,000", reason="现场无设备")
    maker.attach("proof")
    maker.send()
    assert maker.sees("8,000.00")
    assert maker.page.input_value("main [name=reason]") == "现场无设备"
    maker.fill(fine_fen="20,000")
    maker.send()
    fits(maker, maker.page.url.removeprefix(maker.url), "/office/sanctions/")
    checker.open("/office/sanctions/", first="/office/sanctions/1")
    checker.send("/confirm/")
    assert checker.sees("已生效") or checker.sees("生效")

    owner.open("/enterprise/sanctions/")
    assert owner.sees("20,000.00")
    owner.page.locator("summary").click()
    owner.fill(text="设备在二号厂房")
    owner.send("/object/")
    fits(owner, "/enterprise/", "/enterprise/sanctions/")
    checker.open("/office/sanctions/", first="/office/sanctions/1")
    checker.fill(answer="已复核，维持")
    checker.page.click("main button[value=dismiss]")
    checker.page.wait_for_load_state()
    maker.open("/office/sanctions/?state=in_force", first="/office/sanctions/1")
    maker.fill(bank_entry="E2")
    maker.send("/paid/")
    assert maker.sees("20,000.00")
    assert books.by_source()["fines"]["fine_paid"] == 2_000_000
    days_pass(owner)
    assert books.faults() == ()
