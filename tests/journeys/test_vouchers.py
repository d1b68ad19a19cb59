"""A voucher from the quota to the provider's account, and every way in which it comes to nothing."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from tests.journeys import loop

from egret.core.banking.accounts import Account
from egret.core.ledger.accounts import State
from egret.core.vouchers import VoucherState
from egret.journeys import daily, pay, vouchers
from egret.rooms.city import queries as city
from egret.rooms.files import actions as files
from egret.rooms.notice import queries as notices
from egret.rooms.people import queries as known
from egret.rooms.provider import actions as providers
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.actions import Delivered, Service
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.models import Leg, Posting, Redemption, Voucher
from egret.rooms.treasury.queries import vouchers as queries
from egret.rooms.treasury.states import OrderState, RedemptionState

ISSUED = loop.SIGNED
LAST = date(2025, 2, 1)
FACE = 2_000_000


@pytest.fixture
def firm(here):
    providers.name_account(
        here.provider.pk, Account(here.provider.name, "95000009", "示例银行"), by=here.signer, at=loop.OPENED
    )
    return loop.listed(here)


def issued(firm, at=ISSUED):
    return treasury.issue(firm.own, "innovation", by=firm.user, at=at)


def paper(name, text, *, of, by):
    return files.keep(f"{name}.pdf", loop.PAPER + text.encode(), of=of, by=by, at=ISSUED)


def service(here, firm, no="HT-1", **changed):
    told = {
        "provider": here.provider,
        "service": "software",
        "contract_no": no,
        "signed_on": ISSUED.date(),
        "contract_fen": 3_000_000,
        "paper": paper("合同", no, of=firm.own.organisation, by=firm.user),
    }
    return Service(**told | changed)


def locked(here, firm, voucher, **changed):
    return vouchers.lock(voucher.pk, service(here, firm, **changed), by=firm.user, at=ISSUED)


def delivered(here, no="12345678", **changed):
    body = here.provider.organisation
    told = {
        "invoice_no": no,
        "invoiced_fen": 3_000_000,
        "invoice": paper("发票", f"i{no}", of=body, by=here.signer),
        "proof": paper("验收单", f"p{no}", of=body, by=here.signer),
    }
    return Delivered(**told | changed)


def presented(here, redemption, at=ISSUED, **changed):
    told = delivered(here, **changed)
    return treasury.present(redemption.pk, told, version=redemption.version, by=here.signer, at=at)


def accepted(here, firm, voucher, **changed):
    row = presented(here, locked(here, firm, voucher, **changed))
    return vouchers.accept(row.pk, version=row.version, by=here.city, at=loop.CHECKED)


def quota():
    stands = queries.quota_of(queries.scheme("innovation"))
    assert stands.open_fen + stands.locked_fen + stands.redeemed_fen + stands.free_fen == stands.whole_fen
    return SimpleNamespace(
        open=stands.open_fen,
        locked=stands.locked_fen,
        redeemed=stands.redeemed_fen,
        expired=stands.expired_fen,
        used=stands.whole_fen - stands.free_fen,
    )


def test_a_quota_is_no_cash_the_books_are_silent_until_a_service_is_accepted(here, firm):
    before = Posting.objects.count()
    voucher = issued(firm)
    assert (quota().open, quota().used) == (FACE, FACE)
    redemption = locked(here, firm, voucher)
    assert (quota().open, quota().locked) == (0, FACE)
    row = presented(here, redemption)
    assert Posting.objects.count() == before

    row = vouchers.accept(row.pk, version=row.version, by=here.city, at=loop.CHECKED)

    assert (row.fen, row.voucher.redeemed_fen, row.voucher.state) == (1_500_000, 1_500_000, VoucherState.OPEN)
    assert [one.event for one in Posting.objects.order_by("-pk")[:2]] == ["make_payable", "commit"]
    assert books.by_source()["central"][State.PAYABLE] == 900_000
    assert books.by_source()["city"][State.PAYABLE] == 600_000
    assert (quota().open, quota().redeemed, quota().used) == (500_000, 1_500_000, FACE)
    assert books.faults() == ()


def test_three_people_pay_the_provider_and_both_are_told(here, firm):
    redemption = accepted(here, firm, issued(firm))
    order = pay.make_redemption_order(redemption.pk, by=here.maker, at=loop.PAID)
    with pytest.raises(PaymentRefused, match="somebody else"):
        treasury.check_order(order.pk, by=here.maker, at=loop.PAID)
    treasury.check_order(order.pk, by=here.checker, at=loop.PAID)
    order = pay.release_order(order.pk, by=here.releaser, at=loop.PAID)
    assert (order.no, order.pays, order.state) == ("V2024-00001-1-1", "V2024-00001-1", OrderState.SENT)

    pay.ask_bank(order.pk, by=known.system(), at=loop.PAID)

    assert queries.locked_redemption(redemption.pk).state == RedemptionState.PAID
    legs = Leg.objects.filter(project=redemption.voucher.project, state=State.PAID)
    assert sum(leg.fen for leg in legs) == 1_500_000
    assert {(leg.policy, leg.payee) for leg in legs} == {("6", f"provider:{here.provider.pk}")}
    assert "15,000.00" in notices.newest(here.provider.organisation)[0].text
    assert "15,000.00" in notices.newest(firm.own.organisation)[0].text
    assert books.faults() == ()


def test_what_the_bank_rejects_is_payable_to_another_account(here, firm):
    providers.name_account(
        here.provider.pk, Account(here.provider.name, "95000000", "示例银行"), by=here.signer, at=loop.OPENED
    )
    redemption = accepted(here, firm, issued(firm))
    first = _sent(here, redemption)
    assert first.state == OrderState.REJECTED
    assert queries.locked_redemption(redemption.pk).state == RedemptionState.ACCEPTED

    providers.name_account(
        here.provider.pk, Account(here.provider.name, "95000008", "示例银行"), by=here.signer, at=loop.PAID
    )
    with pytest.raises(PaymentRefused, match="was changed lately"):
        pay.make_redemption_order(redemption.pk, by=here.maker, at=loop.PAID)
    treasury.verify_account_of(
        redemption.pk, seen="95000008", how="按原登记电话回拨确认", by=here.checker, at=loop.PAID
    )
    second = _sent(here, redemption)

    assert (second.no, second.state) == ("V2024-00001-1-2", OrderState.SENT)
    assert books.faults() == ()


def _sent(here, redemption):
    order = pay.make_redemption_order(redemption.pk, by=here.maker, at=loop.PAID)
    treasury.check_order(order.pk, by=here.checker, at=loop.PAID)
    return pay.release_order(order.pk, by=here.releaser, at=loop.PAID)


def test_what_is_left_pays_for_another_service_and_never_more_than_the_face(here, firm):
    voucher = issued(firm)
    accepted(here, firm, voucher)
    row = presented(here, locked(here, firm, voucher, no="HT-2"), no="22345678")

    row = vouchers.accept(row.pk, version=row.version, by=here.city, at=loop.CHECKED)

    assert (row.fen, row.voucher.state, row.voucher.left_fen) == (500_000, VoucherState.USED, 0)
    assert books.faults() == ()


def test_the_lower_of_contract_and_invoice_is_paid_for(here, firm):
    row = presented(here, locked(here, firm, issued(firm)), invoiced_fen=1_000_001)

    assert vouchers.accept(row.pk, version=row.version, by=here.city, at=loop.CHECKED).fen == 500_000


def test_an_enterprise_has_one_at_a_time_and_no_more_than_the_pack_says(here, firm):
    voucher = issued(firm)
    with pytest.raises(PaymentRefused, match="use it first"):
        issued(firm)
    daily.run(at=loop.on(2025, 2, 3))
    assert queries.locked_voucher(voucher.pk).state == VoucherState.EXPIRED
    issued(firm, at=loop.on(2025, 2, 3))
    daily.run(at=loop.on(2026, 2, 4))

    with pytest.raises(PaymentRefused, match="2 vouchers"):
        issued(firm, at=loop.on(2026, 2, 4))


def test_only_an_enterprise_on_a_list_has_one(here, firm):
    with pytest.raises(PaymentRefused, match="published list"):
        issued(firm, at=loop.APPLIED)


def test_the_quota_is_never_overdrawn_and_what_expires_is_free_again(here, firm, monkeypatch):
    rule = queries.scheme("innovation")
    voucher = issued(firm)
    others = [loop.listed(here, serial) for serial in (2, 3)]
    _quota_of(monkeypatch, rule, 2 * FACE + FACE - 1)
    treasury.issue(others[0].own, "innovation", by=others[0].user, at=ISSUED)

    with pytest.raises(PaymentRefused, match=r"19,999\.99 are left"):
        treasury.issue(others[1].own, "innovation", by=others[1].user, at=ISSUED)
    assert Voucher.objects.count() == 2

    treasury.expire(voucher.pk, by=known.system(), at=loop.on(2025, 2, 2))
    late = treasury.issue(others[1].own, "innovation", by=others[1].user, at=loop.on(2025, 2, 2))
    assert (late.state, queries.quota_of(queries.scheme("innovation")).free_fen) == (
        VoucherState.OPEN,
        FACE - 1,
    )


def _quota_of(monkeypatch, rule, fen):
    pack = replace(city.pack(), vouchers=(replace(rule, quota_fen=fen),))
    monkeypatch.setattr(city, "pack", lambda: pack)


def test_a_quota_that_was_lowered_below_what_is_out_is_found_by_the_check(here, firm, monkeypatch):
    issued(firm)
    _quota_of(monkeypatch, queries.scheme("innovation"), FACE - 1)

    [found] = books.faults()

    assert (found.file, found.key) == ("vouchers", "innovation")


@pytest.mark.parametrize(
    ("changed", "field", "match"),
    [
        ({"service": "cleaning"}, "service", "does not pay for such"),
        ({"contract_no": " "}, "contract_no", "number of the contract"),
        ({"contract_fen": 0}, "contract_fen", "comes to nothing"),
        ({"signed_on": ISSUED.date() + timedelta(days=1)}, "signed_on", "future"),
        ({"signed_on": ISSUED.date() - timedelta(days=1)}, "signed_on", "before the voucher was issued"),
    ],
)
def test_a_service_that_a_voucher_is_not_for_is_refused_at_its_field(here, firm, changed, field, match):
    voucher = issued(firm)

    with pytest.raises(PaymentRefused, match=match) as refused:
        vouchers.lock(voucher.pk, service(here, firm, **changed), by=firm.user, at=ISSUED)

    assert refused.value.field == field
    assert queries.locked_voucher(voucher.pk).state == VoucherState.OPEN


@pytest.mark.parametrize("same", ["contract", "file"])
def test_one_service_contract_has_one_voucher(here, firm, same):
    accepted(here, firm, issued(firm))
    other = loop.listed(here, 2)
    voucher = issued(other)
    told = service(here, other, no="HT-1" if same == "contract" else "HT-9")
    if same == "file":
        told = Service(
            **{name: getattr(told, name) for name in told.__slots__} | {"paper": _paper_of_first()}
        )

    with pytest.raises(
        PaymentRefused, match="one contract, one voucher" if same == "contract" else "very file"
    ):
        vouchers.lock(voucher.pk, told, by=other.user, at=ISSUED)


def _paper_of_first():
    return Redemption.objects.get().paper


def test_the_same_invoice_is_paid_once(here, firm):
    voucher = issued(firm)
    accepted(here, firm, voucher)
    second = locked(here, firm, voucher, no="HT-2")

    with pytest.raises(PaymentRefused, match="presented already") as refused:
        presented(here, second)

    assert refused.value.field == "invoice_no"
    assert queries.locked_redemption(second.pk).state == RedemptionState.LOCKED


def test_the_data_base_refuses_the_same_invoice_too(here, firm):
    voucher = issued(firm)
    first = accepted(here, firm, voucher)
    second = presented(here, locked(here, firm, voucher, no="HT-2"), no="22345678")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE treasury_redemption SET invoice_no = %s WHERE id = %s", [first.invoice_no, second.pk]
        )


@pytest.mark.parametrize("number", ["", "1234567", "123456789012345678901", "12A45678"])
def test_what_is_no_invoice_number_is_refused(here, firm, number):
    redemption = locked(here, firm, issued(firm))

    with pytest.raises(PaymentRefused, match="8 to 20 digits"):
        presented(here, redemption, no=number)


def test_a_service_that_came_back_is_presented_anew_with_the_same_invoice(here, firm):
    row = presented(here, locked(here, firm, issued(firm)))
    with pytest.raises(PaymentRefused, match="Say why"):
        vouchers.give_back(row.pk, reason=" ", version=row.version, by=here.city, at=ISSUED)

    row = vouchers.give_back(row.pk, reason="验收单未盖章", version=row.version, by=here.city, at=ISSUED)
    assert (row.state, row.reason) == (RedemptionState.LOCKED, "验收单未盖章")
    row = presented(here, row)

    assert vouchers.accept(row.pk, version=row.version, by=here.city, at=ISSUED).fen == 1_500_000


def test_a_refused_service_frees_the_voucher_the_contract_and_the_invoice(here, firm):
    voucher = issued(firm)
    row = presented(here, locked(here, firm, voucher))

    row = vouchers.refuse(row.pk, reason="服务未交付", version=row.version, by=here.city, at=ISSUED)

    assert (row.state, row.fen, row.voucher.state) == (RedemptionState.REFUSED, 0, VoucherState.OPEN)
    paper = Redemption.objects.get(pk=row.pk).paper
    again = locked(here, firm, voucher, paper=paper)
    assert presented(here, again).state == RedemptionState.PRESENTED
    assert books.faults() == ()


def test_a_service_that_comes_to_nothing_is_let_go(here, firm):
    voucher = issued(firm)
    row = locked(here, firm, voucher)

    treasury.let_go(row.pk, version=row.version, by=firm.user, at=ISSUED)

    assert queries.locked_voucher(voucher.pk).state == VoucherState.OPEN
    assert locked(here, firm, voucher).state == RedemptionState.LOCKED


def test_two_officers_at_once_decide_once(here, firm):
    row = presented(here, locked(here, firm, issued(firm)))
    vouchers.accept(row.pk, version=row.version, by=here.city, at=ISSUED)

    with pytest.raises(PaymentRefused, match="while your page was open"):
        vouchers.refuse(row.pk, reason="晚了", version=row.version, by=here.city, at=ISSUED)


def test_a_voucher_lives_through_its_last_day_and_expires_on_the_next(here, firm):
    voucher = issued(firm)
    row = locked(here, firm, voucher)
    assert voucher.expires_on == LAST

    daily.run(at=loop.on(2025, 2, 1))
    assert queries.locked_voucher(voucher.pk).state == VoucherState.LOCKED
    daily.run(at=loop.on(2025, 2, 2))

    voucher = queries.locked_voucher(voucher.pk)
    assert (voucher.state, voucher.returned_fen) == (VoucherState.EXPIRED, FACE)
    assert queries.locked_redemption(row.pk).state == RedemptionState.RELEASED
    assert (quota().expired, quota().used) == (FACE, 0)
    assert books.faults() == ()


def test_what_was_presented_in_time_is_decided_after_the_last_day(here, firm):
    voucher = issued(firm)
    row = presented(here, locked(here, firm, voucher), at=loop.on(2025, 2, 1))
    late = loop.on(2025, 2, 5)

    daily.run(at=late)
    with pytest.raises(PaymentRefused, match="accept it or refuse it"):
        vouchers.give_back(row.pk, reason="缺章", version=row.version, by=here.city, at=late)
    vouchers.accept(row.pk, version=row.version, by=here.city, at=late)
    daily.run(at=loop.on(2025, 2, 6))

    voucher = queries.locked_voucher(voucher.pk)
    assert (voucher.state, voucher.redeemed_fen, voucher.returned_fen) == (
        VoucherState.EXPIRED,
        1_500_000,
        500_000,
    )
    assert books.faults() == ()


def test_after_the_last_day_nothing_is_locked_or_presented(here, firm):
    voucher = issued(firm)
    row = locked(here, firm, voucher)

    with pytest.raises(PaymentRefused, match="last day"):
        presented(here, row, at=loop.on(2025, 2, 2))


def test_without_money_in_the_pot_nothing_is_accepted_and_nothing_is_lost(here, firm):
    fund = books.funds().get(source="city")
    pot = treasury.Pot("transformation", "6")
    free = books.held_in(State.ALLOTTED, pot.place)
    left = next(held.fen for held in free if held.fund == fund.code)
    treasury.withdraw_allotment(fund, pot, left, key="test", by=here.maker, at=ISSUED)
    row = presented(here, locked(here, firm, issued(firm)))

    with pytest.raises(PaymentRefused, match="not enough money"):
        vouchers.accept(row.pk, version=row.version, by=here.city, at=ISSUED)

    row = queries.locked_redemption(row.pk)
    assert (row.state, row.fen, row.voucher.redeemed_fen) == (RedemptionState.PRESENTED, 0, 0)


def test_a_face_that_was_tampered_with_is_found(here, firm):
    redemption = accepted(here, firm, issued(firm))
    Voucher.objects.filter(pk=redemption.voucher_id).update(redeemed_fen=1_400_000)

    assert {finding.key for finding in books.faults()} == {redemption.voucher.no}
