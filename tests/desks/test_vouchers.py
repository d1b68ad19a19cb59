"""A voucher on three desks: asked for, locked, presented, accepted; what is refused is said and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks import promising
from tests.journeys import loop

from egret.base import clock
from egret.core.banking.accounts import Account
from egret.core.vouchers import VoucherState
from egret.journeys import pay
from egret.rooms.provider import actions as providers
from egret.rooms.treasury.models import Leg, PaymentOrder, Redemption, Voucher
from egret.rooms.treasury.states import RedemptionState


@pytest.fixture
def here(db):
    city = loop.offices()
    providers.name_account(
        city.provider.pk, Account(city.provider.name, "95000009", "示例银行"), by=city.signer, at=loop.OPENED
    )
    city.firm = loop.listed(city)
    with clock.frozen(promising.AT):
        yield city


def at_desk(user, language="zh-hans"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def pdf(name="合同.pdf", text="x"):
    return SimpleUploadedFile(name, loop.PAPER + text.encode(), content_type="application/pdf")


def text_of(answer):
    return answer.content.decode()


def lock_form(here, **changed):
    return {
        "provider": here.provider.pk,
        "service": "software",
        "contract_no": "HT-1",
        "signed_on": "2024-02-01",
        "contract_fen": "30,000.00",
        "paper": pdf(),
    } | changed


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "可用</span>"), ("en", "Can be used")])
def test_an_owner_asks_and_holds_a_voucher_at_once(here, language, word):
    client = at_desk(here.firm.user, language)
    page = reverse("enterprise:vouchers")
    assert "20,000.00" in text_of(client.get(page))

    answer = client.post(reverse("enterprise:ask-voucher", args=["innovation"]), follow=True)

    assert answer.status_code == 200
    assert Voucher.objects.get().state == VoucherState.OPEN
    assert word in text_of(answer)
    again = client.post(reverse("enterprise:ask-voucher", args=["innovation"]))
    assert again.status_code == 422
    assert ("use it first" if language == "en" else "请先使用") in text_of(again)


def test_locking_takes_the_contract_and_keeps_what_was_typed(here):
    client = at_desk(here.firm.user)
    client.post(reverse("enterprise:ask-voucher", args=["innovation"]))
    voucher = Voucher.objects.get()
    url = reverse("enterprise:lock-voucher", args=[voucher.pk])

    wrong = client.post(url, lock_form(here, signed_on="2024-01-31"))
    assert wrong.status_code == 422
    assert "创新券只支付此后签订的合同" in text_of(wrong)
    assert 'value="HT-1"' in text_of(wrong)
    kept = wrong.context["paper"]
    right = client.post(url, lock_form(here) | {"paper": "", "paper_before": kept.pk})

    assert right.status_code == 302
    row = Redemption.objects.get()
    assert (row.contract_fen, row.paper_id, row.voucher.state) == (3_000_000, kept.pk, VoucherState.LOCKED)


def test_without_a_file_nothing_is_locked(here):
    client = at_desk(here.firm.user)
    client.post(reverse("enterprise:ask-voucher", args=["innovation"]))

    answer = client.post(
        reverse("enterprise:lock-voucher", args=[Voucher.objects.get().pk]), lock_form(here, paper="")
    )

    assert answer.status_code == 422
    assert not Redemption.objects.exists()


def test_an_owner_lets_a_voucher_go_and_nobody_elses(here):
    row = promising.locked(here, here.firm)
    url = reverse("enterprise:let-go", args=[row.pk])
    other = loop.listed(here, 2)
    assert at_desk(other.user).post(url, {"version": 1}).status_code == 404

    assert at_desk(here.firm.user).post(url, {"version": 1}).status_code == 302
    assert Voucher.objects.get().state == VoucherState.OPEN
    assert at_desk(here.firm.user).post(url, {"version": 1}).status_code == 422


def present_form(**changed):
    return {
        "version": 1,
        "invoice_no": "１２３４５６７８",
        "invoiced_fen": "30000",
        "invoice": pdf("发票.pdf", "i"),
        "proof": pdf("验收单.pdf", "p"),
    } | changed


def test_a_provider_presents_and_keeps_its_files_over_a_mistake(here):
    row = promising.locked(here, here.firm)
    client, url = at_desk(here.signer), reverse("provider:voucher", args=[row.pk])
    assert "15,000.00" in text_of(client.get(url))

    wrong = client.post(url, present_form(invoice_no="12"))
    assert wrong.status_code == 422
    assert "8至20位数字" in text_of(wrong)
    files = {f"{name}_before": file.pk for name, file in wrong.context["files"].items()}
    right = client.post(url, present_form(invoice="", proof="") | files)

    assert right.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.invoice_no, row.invoiced_fen) == (RedemptionState.PRESENTED, "12345678", 3_000_000)
    assert client.get(reverse("provider:vouchers")).context["page"].rows == (row,)


def test_another_provider_sees_nothing_of_it(here):
    row = promising.presented(here, here.firm)
    stranger = at_desk(here.firm.user)

    assert stranger.get(reverse("provider:voucher", args=[row.pk])).status_code == 403
    assert at_desk(here.district).get(reverse("office:voucher", args=[row.pk])).status_code == 200


def test_papers_open_for_those_who_decide_or_take_part_and_for_nobody_else(here):
    row = promising.presented(here, here.firm)
    other = loop.listed(here, 2)
    papers = (row.paper_id, row.invoice_id, row.proof_id)

    def statuses(user):
        return [at_desk(user).get(reverse("shared:attachment", args=[pk])).status_code for pk in papers]

    for user in (here.firm.user, here.signer, here.city, here.maker, here.district):
        assert statuses(user) == [200, 200, 200]
    assert statuses(other.user) == [404, 404, 404]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "已通过"), ("en", "Accepted")])
def test_an_officer_accepts_and_finance_orders_it(here, language, said):
    row = promising.presented(here, here.firm)
    city, url = at_desk(here.city, language), reverse("office:voucher", args=[row.pk])
    assert "15,000.00" in text_of(city.get(url))

    answer = city.post(reverse("office:accept-voucher", args=[row.pk]), {"version": row.version}, follow=True)
    assert said in text_of(answer)
    finance = at_desk(here.maker, language)
    assert finance.get(url).context["rail_form"] is not None
    finance.post(reverse("office:order-voucher", args=[row.pk]), {"rail": "bank"})

    order = PaymentOrder.objects.get()
    assert (order.redemption_id, order.award_id, order.fen) == (row.pk, None, 1_500_000)
    shown = text_of(at_desk(here.checker, language).get(reverse("office:order", args=[order.pk])))
    assert row.no in shown
    assert here.firm.own.name in shown


def test_the_money_of_a_voucher_is_traced_both_ways(here):
    row = promising.accepted(here, here.firm)
    order = pay.make_redemption_order(row.pk, by=here.maker, at=promising.AT)
    finance = at_desk(here.maker)
    leg = Leg.objects.filter(project=row.voucher.project).first()

    whom = finance.get(reverse("office:fund-projects", args=[leg.fund.pk]))
    [went] = [one for one, _states in whom.context["rows"] if one.project == row.voucher.project]
    moved = finance.get(reverse("office:trace", args=[row.voucher.project]))

    assert (went.origin.who, [one.no for one in went.orders]) == (here.firm.own.name, [order.no])
    assert {one.posting.event for one in moved.context["moved"]} == {"commit", "make_payable"}
    assert order.no in text_of(moved)
    assert finance.get(reverse("office:trace", args=["voucher:" + "9" * 30])).status_code == 404


def test_a_stale_page_decides_nothing(here):
    row = promising.presented(here, here.firm)

    answer = at_desk(here.city).post(
        reverse("office:accept-voucher", args=[row.pk]), {"version": row.version - 1}
    )

    assert answer.status_code == 422
    assert "请重新查看" in text_of(answer)
    assert Redemption.objects.get().state == RedemptionState.PRESENTED


def test_giving_back_and_refusing_take_a_reason(here):
    row = promising.presented(here, here.firm)
    client = at_desk(here.city)
    silent = client.post(
        reverse("office:give-voucher-back", args=[row.pk]), {"back-version": row.version, "back-reason": ""}
    )
    assert silent.status_code == 422
    client.post(
        reverse("office:give-voucher-back", args=[row.pk]),
        {"back-version": row.version, "back-reason": "缺验收单"},
    )
    row.refresh_from_db()
    assert (row.state, row.reason) == (RedemptionState.LOCKED, "缺验收单")
    assert "缺验收单" in text_of(at_desk(here.signer).get(reverse("provider:voucher", args=[row.pk])))


def test_who_may_not_decide_or_pay_is_told_so(here):
    row = promising.presented(here, here.firm)
    for user, name, code in (
        (here.maker, "accept-voucher", 403),
        (here.district, "accept-voucher", 403),
        (here.city, "order-voucher", 403),
        (here.signer, "accept-voucher", 403),
    ):
        url = reverse(f"office:{name}", args=[row.pk])
        assert (name, at_desk(user).post(url, {"version": row.version}).status_code) == (name, code)


def test_the_picture_of_the_quota_is_full_and_sums_to_it(here):
    promising.accepted(here, here.firm)
    promising.locked(here, loop.listed(here, 2), "HT-2")

    [(_rule, quota, pieces)] = at_desk(here.city).get(reverse("office:vouchers")).context["schemes"]

    assert {piece.part: piece.fen for piece in pieces} == {
        "open": 500_000,
        "locked": 2_000_000,
        "redeemed": 1_500_000,
        "free": quota.whole_fen - 4_000_000,
    }
    assert sum(piece.width for piece in pieces) == 1000
    assert sum(piece.fen for piece in pieces) == quota.whole_fen


@pytest.mark.parametrize("page", ["office:vouchers", "provider:vouchers", "enterprise:vouchers"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(here, page):
    users = {"office": here.city, "provider": here.signer, "enterprise": here.firm.user}
    client = at_desk(users[page.split(":")[0]])
    promising.presented(here, here.firm)
    client.get(reverse(page))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(page))
    for serial in (2, 3):
        promising.presented(here, loop.listed(here, serial), f"HT-{serial}", f"{serial}2345678")
    with CaptureQueriesContext(connection) as three:
        assert client.get(reverse(page)).status_code == 200

    assert len(one) == len(three) <= 12


def test_an_officer_finds_waiting_services_on_the_first_page(here):
    promising.presented(here, here.firm)

    piles = at_desk(here.city).get(reverse("office:home")).context["piles"]

    assert [(pile.count, pile.url) for pile in piles if "vouchers" in pile.url] == [
        (1, reverse("office:vouchers") + "?state=presented")
    ]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "模拟"), ("en", "imulated")])
def test_digital_yuan_is_called_simulated_wherever_it_stands(here, language, word):
    award = promising.accepted(here, here.firm)
    finance = at_desk(here.maker, language)
    finance.post(reverse("office:order-voucher", args=[award.pk]), {"rail": "ecny"})
    order = PaymentOrder.objects.get(redemption=award)
    pages = [finance.get(reverse("office:order", args=[order.pk])), finance.get(reverse("office:orders"))]
    at_desk(here.checker, language).post(reverse("office:check-order", args=[order.pk]))
    at_desk(here.releaser, language).post(reverse("office:release-order", args=[order.pk]))
    pages.append(finance.get(reverse("office:order", args=[order.pk])))
    finance.post(reverse("office:release-wallet", args=[order.pk]))
    pages.append(finance.get(reverse("office:order", args=[order.pk])))
    pages.append(at_desk(here.signer, language).get(reverse("provider:voucher", args=[award.pk])))

    for page in pages:
        assert word in text_of(page)
    order.refresh_from_db()
    assert (order.state, order.proof_sha) == ("settled", award.proof.sha256)
