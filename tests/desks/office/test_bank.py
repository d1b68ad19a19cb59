"""What comes from the bank on the desk: taken in, refused with a sentence, compared line by line, worked through."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests.desks.office import banking, loop

from egret.core.banking.statements import read_statements
from egret.desks.shared import words
from egret.rooms.exchange import actions as bank
from egret.rooms.people import queries as known
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.models import BankMessage, ClosedMonth, Difference, PaymentOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def paying(at):
    at(loop.PAYING)


def page(name, *args):
    return reverse(f"office:{name}", args=args)


def told(answer):
    return answer.content.decode()


def speaking(client, language):
    client.cookies["django_language"] = language
    return client


def other_closing(signed):
    [statement] = read_statements(signed.data)
    return banking.resigned(signed, closing=statement.closing + 700)


def test_the_evening_settles_the_batch_and_the_order_tells_its_whole_life(desk, paying):
    batch = banking.released(loop.awarded_advances(1, 2))
    maker = desk("maker")

    assert maker.post(page("fetch-evening")).url == page("bank")
    assert maker.post(page("fetch-evening")).status_code == 302

    assert [order.state for order in orders.orders_of(batch)] == ["settled", "settled"]
    [statement] = orders.statements()
    shown = told(desk("auditor").get(page("statement", statement.pk)))
    order = orders.orders_of(batch)[0]
    for part in ("99,999,840,000.00", "-80,000.00", page("order", order.pk), "已到账"):
        assert part in shown
    life = desk("city").get(page("order", order.pk)).context["life"]
    assert [one.who for one in life[:3]] == ["maker", "maker", "checker"]
    assert [(one.url, one.verdict) for one in life if one.verdict] == [
        (page("statement", statement.pk), "settled")
    ]
    assert "分毫不差" in told(maker.get(page("home")))


def test_an_upload_is_taken_in_and_shown(desk, paying):
    signed = banking.printed(loop.awarded_advances(1))
    maker = desk("maker")

    answer = maker.post(page("upload-message"), banking.uploaded(signed))

    message = BankMessage.objects.get(kind="statement")
    assert (answer.url, message.fault) == (page("bank-message", message.pk), "")
    assert maker.get(page("bank-message-file", message.pk)).content == signed.data
    assert desk("city").get(page("bank-message-file", message.pk)).status_code == 403
    assert PaymentOrder.objects.get().state == "settled"


def tampered(signed):
    return banking.resigned(signed, plain=(b"80000.00", b"90000.00"))


REFUSED = {
    "tampered": ("签名与文件不符", "The signature does not fit this file"),
    "twice": ("已", "This message was taken already."),
    "told anew": ("内容有改动", "was changed since"),
    "closed month": ("已结账", "The books of 2025-04 are closed"),
    "zero": ("不是有效金额", "0 in line"),
    "negative": ("不是有效金额", "-80000.00 in line"),
    "no message": ("这", "This is no"),
    "foreign account": ("不是本市付款账户的", "is of another account"),
}


def bad(what, signed, client):
    """A message that is wrong in this way; what has to be done first is done."""
    match what:
        case "tampered":
            changed = tampered(signed)
            return banking.uploaded(changed) | {"signature": signed.signature}
        case "twice":
            client.post(page("upload-message"), banking.uploaded(signed))
            return banking.uploaded(signed)
        case "told anew":
            client.post(page("upload-message"), banking.uploaded(signed))
            return banking.uploaded(other_closing(signed))
        case "closed month":
            month = loop.PAYING.date().replace(day=1)
            ClosedMonth.objects.create(month=month, closed_at=loop.PAYING, closed_by=known.user("maker"))
            return banking.uploaded(signed)
        case "zero":
            return banking.uploaded(banking.resigned(signed, plain=(b">80000.00<", b">0.00<")))
        case "negative":
            return banking.uploaded(banking.resigned(signed, plain=(b">80000.00<", b">-80000.00<")))
        case "no message":
            return banking.uploaded(banking.resigned(signed, plain=(signed.data, b"<a>1</a>")))
        case "foreign account":
            return banking.uploaded(banking.resigned(signed, account="9900000000000002"))
    raise AssertionError(what)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_message_is_refused_with_a_sentence_and_kept_and_moves_nothing(desk, paying, what, language):
    maker = speaking(desk("maker"), language)
    signed = banking.printed(loop.awarded_advances(1))
    said = bad(what, signed, maker)
    before = orders.by_source()

    answer = maker.post(page("upload-message"), said)

    chinese, english = REFUSED[what]
    message = BankMessage.objects.latest("pk")
    assert answer.status_code == 422
    assert chinese in message.fault
    assert english in message.fault_en
    assert (english if language == "en" else chinese) in str(answer.context["form"].non_field_errors())
    assert said["signature"] in told(answer)
    assert page("bank-message", message.pk) in told(answer)
    assert orders.by_source() == before


def test_an_upload_without_its_signature_or_file_says_so(desk, paying):
    signed = banking.printed(loop.awarded_advances(1))
    said = banking.uploaded(signed)

    unsigned = desk("maker").post(page("upload-message"), {"file": said["file"]})
    empty = desk("maker").post(page("upload-message"), {"signature": "abc"})

    assert list(unsigned.context["form"].errors) == ["signature"]
    assert list(empty.context["form"].errors) == ["file"]
    assert "abc" in told(empty)
    assert not BankMessage.objects.filter(kind="statement").exists()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "期末余额与账面不符"), ("en", "Closing balance is not ours")]
)
def test_a_closing_balance_that_is_not_ours_is_worked_through_with_a_note(desk, paying, language, words):
    maker = speaking(desk("maker"), language)
    signed = banking.printed(loop.awarded_advances(1))
    maker.post(page("upload-message"), banking.uploaded(other_closing(signed)))
    ours = Difference.objects.get(kind="s_ours")
    listed = told(maker.get(page("differences")))
    assert words in listed
    assert "7.00" in listed
    assert words in told(maker.get(page("home")))

    silent = maker.post(page("settle-difference", ours.pk), {"note": " "})
    done = maker.post(page("settle-difference", ours.pk), {"note": "银行已更正"})
    again = maker.post(page("settle-difference", ours.pk), {"note": "再处理"})

    assert (silent.status_code, done.url, again.status_code) == (422, page("differences"), 422)
    assert "alert-danger" in told(again)
    assert "银行已更正" in told(maker.get(page("differences"), {"state": "settled"}))
    assert [row.kind for row in orders.differences()] == ["s_sum"]
    assert desk("city").post(page("settle-difference", ours.pk), {"note": "x"}).status_code == 403


def test_a_difference_tells_its_age_its_order_and_what_to_do_next(desk, paying, at):
    signed = banking.printed(loop.awarded_advances(1))
    [statement] = read_statements(signed.data)
    entries = (replace(statement.entries[0], fen=79_000_00),)
    desk("maker").post(page("upload-message"), banking.uploaded(banking.resigned(signed, entries=entries)))
    amount = Difference.objects.get(kind="amount")
    at(loop.VISITED)

    answer = desk("auditor").get(page("difference", amount.pk))

    assert answer.context["age"] == (loop.VISITED.date() - loop.PAYING.date()).days
    for part in ("-79,000.00", "80,000.00", amount.order.no, "银行划转的金额与支付单不符"):
        assert part in told(answer)
    assert answer.context["form"] is None


def test_lines_that_fit_nothing_are_found_by_themselves(desk, paying):
    signed = banking.printed(loop.awarded_advances(1, 2))
    [statement] = read_statements(signed.data)
    first, second = statement.entries
    entries = (first, replace(second, end_to_end_id="NOBODY-1"))
    maker = desk("maker")
    maker.post(page("upload-message"), banking.uploaded(banking.resigned(signed, entries=entries)))
    [kept] = orders.statements()

    every = maker.get(page("statement", kept.pk)).context["page"].rows
    other = maker.get(page("statement", kept.pk), {"state": "other"}).context["page"].rows

    assert [line.verdict for line in every] == ["settled", "unknown"]
    assert [line.verdict for line in other] == ["unknown"]


def test_whoever_may_not_see_money_sees_no_bank(desk, paying):
    district = desk("district")

    assert {district.get(page(name)).status_code for name in ("bank", "differences", "payees")} == {403}
    assert desk("auditor").post(page("upload-message")).status_code == 403
    assert desk("auditor").post(page("fetch-evening")).status_code == 403
    assert desk("auditor").get(page("bank")).context["form"] is None


@pytest.mark.parametrize("name", ["bank", "differences"])
def test_an_empty_list_says_what_will_stand_there(desk, name):
    assert "egret-empty" in told(desk("maker").get(page(name)))


@pytest.mark.parametrize("name", ["bank", "differences", "statement"])
def test_the_pages_ask_as_often_for_three_rows_as_for_one(desk, paying, name):
    maker = desk("maker")
    signed = banking.printed(loop.awarded_advances(1))
    maker.post(page("upload-message"), banking.uploaded(other_closing(signed)))
    args = [orders.statements().get().pk] if name == "statement" else []
    maker.get(page(name, *args))
    with CaptureQueriesContext(connection) as one:
        maker.get(page(name, *args))
    for serial in (2, 3):
        again = banking.released(loop.awarded_advances(serial))
        treasury.acknowledge(again.pk, by=known.user("maker"), at=loop.PAYING)
    maker.post(page("upload-message"), banking.uploaded(tampered(signed)))

    with CaptureQueriesContext(connection) as more:
        maker.get(page(name, *args))

    assert len(one) == len(more) <= 9


def test_an_unexplained_balance_is_told_once_and_a_settled_line_explains_it(desk, paying, at):
    maker = desk("maker")
    banking.released(loop.awarded_advances(1))
    bank.charge(orders.payer().number, 5_00, "手续费", on=loop.PAYING.date())
    maker.post(page("fetch-evening"))
    at(loop.PAYING + timedelta(days=1))
    maker.post(page("fetch-evening"))
    told_of = sorted(row.kind for row in orders.differences())
    off = orders.balance().left_fen

    fee = Difference.objects.get(kind="unknown")
    maker.post(page("settle-difference", fee.pk), {"note": "手续费"})

    assert (told_of, off) == (["s_ours", "unknown"], -5_00)
    assert (orders.balance().left_fen, orders.balance().statement.off_fen) == (0, -5_00)
    assert "分毫不差" in told(maker.get(page("differences")))


def test_a_reason_of_the_bank_has_words_behind_its_code():
    with translation.override("en"):
        assert words.bank_reason("Simulated bank: AC04") == "Simulated bank: AC04 (the account is closed)"
        assert words.bank_reason("AC0400 清单") == "AC0400 清单"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "lines", "end"), [("zh-hans", "共 2 行", "已接收"), ("en", "of 2 lines", "Taken in.")]
)
def test_a_long_statement_tells_how_far_it_is_and_then_what_it_said(
    desk, paying, monkeypatch, language, lines, end
):
    signed = banking.printed(loop.awarded_advances(1, 2))
    monkeypatch.setattr("egret.desks.office.bank.LONG", 0)
    monkeypatch.setattr("egret.journeys.following.AT_ONCE", 1)
    maker = speaking(desk("maker"), language)

    answer = maker.post(page("upload-message"), banking.uploaded(signed))

    shown = [part.decode() for part in answer.streaming_content]
    message = BankMessage.objects.get(kind="statement")
    assert [(f'value="{n}"' in shown[n], 'max="2"' in shown[n], lines in shown[n]) for n in (1, 2)] == [
        (True, True, True)
    ] * 2
    assert (len(shown), end in shown[3], page("bank-message", message.pk) in shown[3]) == (4, True, True)
    assert {order.state for order in PaymentOrder.objects.all()} == {"settled"}


@pytest.mark.django_db(transaction=True)
def test_a_long_message_that_is_refused_says_why_on_the_page_that_grew(desk, paying, monkeypatch):
    signed = replace(banking.printed(loop.awarded_advances(1)), signature="00")
    monkeypatch.setattr("egret.desks.office.bank.LONG", 0)

    answer = desk("maker").post(page("upload-message"), banking.uploaded(signed))

    shown = b"".join(answer.streaming_content).decode()
    message = BankMessage.objects.latest("pk")
    assert (message.fault in shown, bool(message.fault)) == (True, True)
    assert PaymentOrder.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_long_work_that_breaks_off_says_that_nothing_was_entered(desk, paying, monkeypatch):
    signed = banking.printed(loop.awarded_advances(1))
    monkeypatch.setattr("egret.desks.office.bank.LONG", 0)
    monkeypatch.setattr(
        "egret.journeys.following.AT_ONCE", 0
    )  # a range that can't be walked: whatever breaks

    answer = desk("maker").post(page("upload-message"), banking.uploaded(signed))

    assert "没有任何内容入账" in b"".join(answer.streaming_content).decode()
    assert (PaymentOrder.objects.get().state, BankMessage.objects.filter(kind="statement").count()) == (
        "sent",
        0,
    )
