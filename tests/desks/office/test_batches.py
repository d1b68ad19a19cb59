"""Several awards in one file: what the maker declares, who may take which step, what a silent bank means."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office import banking, loop

from egret.core.banking.signing import sha256
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awards
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.models import PaymentBatch, PaymentFile, PaymentOrder

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh-hans", "en"]


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


def declared(found, **changed):
    said = {"awards": [one.pk for one in found], "count": len(found), "fen": "160,000.00", "template": "iso"}
    return said | changed


def test_ticked_awards_become_a_batch_that_three_people_bring_to_the_bank(desk, paying):
    maker, checker, releaser = desk("maker"), desk("checker"), desk("releaser")
    found = loop.awarded_advances(1, 2)
    assert told(maker.get(page("choose-batch"))).count('name="awards"') == 2

    made = maker.post(page("make-batch"), declared(found))

    batch = PaymentBatch.objects.get()
    assert (made.url, batch.declared_count, batch.declared_fen) == (page("batch", batch.pk), 2, 160_000_00)
    assert maker.post(page("check-batch", batch.pk)).status_code == 422
    assert checker.post(page("check-batch", batch.pk)).status_code == 302
    assert checker.post(page("release-batch", batch.pk)).status_code == 422
    assert releaser.post(page("release-batch", batch.pk)).status_code == 302
    assert [order.state for order in orders.orders_of(batch)] == ["sent", "sent"]
    shown = told(desk("city").get(page("batch", batch.pk)))
    assert orders.file_of(batch).sha256 in shown
    assert page("batch-file", batch.pk) not in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"count": 3}, "count", {"zh-hans": "3", "en": "You declared 3 payments; 2 are chosen."}),
        (
            {"fen": "160,000.01"},
            "fen",
            {"zh-hans": "160,000.01", "en": "what is chosen comes to ¥160,000.00"},
        ),
        ({"fen": "0"}, "fen", {"zh-hans": "0.00", "en": "You declared ¥0.00"}),
        ({"fen": "-160,000.00"}, "fen", {"zh-hans": "", "en": ""}),
        ({"count": 0}, "count", {"zh-hans": "", "en": ""}),
        ({"template": "telex"}, "template", {"zh-hans": "", "en": ""}),
    ],
)
def test_what_does_not_fit_the_declaration_makes_nothing_and_keeps_what_was_typed(
    desk, paying, changed, field, words, language
):
    client = speaking(desk("maker"), language)
    found = loop.awarded_advances(1, 2)

    answer = client.post(page("make-batch"), declared(found, **changed))

    assert answer.status_code == 422
    [error] = answer.context["form"].errors[field]
    assert words[language] in error
    assert told(answer).count(" checked>") == 2
    assert f'value="{changed.get("count", 2)}"' in told(answer)
    assert not PaymentOrder.objects.exists()


def test_a_page_of_awards_is_ticked_with_one_press_and_nothing_typed_is_lost(desk, paying):
    loop.awarded_advances(1, 2)

    answer = desk("maker").post(
        page("make-batch"), {"tick": "all", "count": "2", "fen": "160000", "template": "csv"}
    )

    assert (answer.status_code, told(answer).count(" checked>")) == (200, 2)
    assert 'value="160000"' in told(answer)
    assert '<option value="csv" selected>' in told(answer)


def test_without_a_tick_there_is_no_batch(desk, paying):
    loop.awarded_advances(1)

    answer = desk("maker").post(page("make-batch"), {"count": "1", "fen": "80000", "template": "iso"})

    assert (answer.status_code, PaymentBatch.objects.count()) == (422, 0)
    assert "alert-danger" in told(answer)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "已"), ("en", "has moved on already: this step is no longer open.")]
)
def test_the_second_of_two_officers_is_told_that_the_step_was_taken(desk, paying, language, words):
    found = loop.awarded_advances(1, 2)
    batch = banking.batched(found)
    first, second = desk("checker"), speaking(desk("releaser"), language)

    assert first.post(page("check-batch", batch.pk)).status_code == 302
    again = second.post(page("check-batch", batch.pk))
    double = speaking(desk("maker"), language).post(page("make-batch"), declared(found))

    assert (again.status_code, double.status_code) == (422, 422)
    assert words in told(again)
    assert found[0].no in str(double.context["form"].non_field_errors())
    assert PaymentBatch.objects.count() == 1


def test_a_batch_is_withdrawn_with_a_reason_and_frees_its_awards(desk, paying):
    batch = banking.batched(loop.awarded_advances(1, 2))
    checker = desk("checker")

    silent = checker.post(page("withdraw-batch", batch.pk), {"reason": " "})
    done = checker.post(page("withdraw-batch", batch.pk), {"reason": "清单有误"})
    late = checker.post(page("withdraw-batch", batch.pk), {"reason": "再撤"})

    assert (silent.status_code, done.status_code, late.status_code) == (422, 302, 422)
    assert "清单有误" in told(checker.get(page("batch", batch.pk)))
    assert awards.to_pay(known.user("maker")).count() == 2


def test_the_file_is_opened_by_finance_and_audit_alone_as_the_very_bytes(desk, paying):
    batch = banking.released(loop.awarded_advances(1))

    answers = {name: desk(name).get(page("batch-file", batch.pk)) for name in ("maker", "auditor", "city")}

    assert {name: one.status_code for name, one in answers.items()} == {
        "maker": 200,
        "auditor": 200,
        "city": 403,
    }
    assert sha256(answers["auditor"].content) == orders.file_of(batch).sha256
    assert answers["maker"]["Content-Disposition"] == f'attachment; filename="{batch.no}.xml"'


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "绝不能"), ("en", "Never make a new order for this money")]
)
def test_a_silent_bank_is_explained_and_the_same_bytes_go_again(
    desk, paying, settings, monkeypatch, language, words
):
    banking.behave(settings, monkeypatch, silent=10_000)
    batch = banking.released(loop.awarded_advances(1))
    maker = speaking(desk("maker"), language)
    shown = told(maker.get(page("batch", batch.pk)))
    [order] = orders.orders_of(batch)

    banking.behave(settings, monkeypatch)
    again = maker.post(page("hand-over-batch", batch.pk))
    late = maker.post(page("hand-over-batch", batch.pk))

    assert words in shown
    assert page("hand-over-batch", batch.pk) in shown
    assert words in told(maker.get(page("order", order.pk))) or orders.order_now(order.pk).state != "unknown"
    assert (again.status_code, late.status_code) == (302, 422)
    assert orders.batch_now(batch.pk).state == "sent"
    assert orders.attempts_of(batch).count() == 2


@pytest.mark.skipif("sqlite" not in connection.vendor, reason="the trigger is dropped by its SQLite name")
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "放"), ("en", "was changed after it was released")]
)
def test_a_file_that_was_tampered_with_is_not_sent(desk, paying, settings, monkeypatch, language, words):
    banking.behave(settings, monkeypatch, lost=10_000)
    batch = banking.released(loop.awarded_advances(1))
    file = PaymentFile.objects.get(batch=batch)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER treasury_paymentfile_keep_update")
    PaymentFile.objects.filter(pk=file.pk).update(content=bytes(file.content).replace(b"80000", b"90000"))

    answer = speaking(desk("maker"), language).post(page("hand-over-batch", batch.pk))

    assert answer.status_code == 422
    assert words in str(answer.context["refused"].non_field_errors())


def test_an_order_of_a_batch_takes_its_steps_with_the_batch(desk, paying):
    batch = banking.batched(loop.awarded_advances(1, 2))
    order = orders.orders_of(batch)[0]

    shown = told(desk("checker").get(page("order", order.pk)))

    assert page("batch", batch.pk) in shown
    assert [name for name in ("check-order", "withdraw-order") if page(name, order.pk) in shown] == []


def test_only_finance_takes_steps_and_a_district_sees_none_of_it(desk, paying):
    batch = banking.batched(loop.awarded_advances(1))
    steps = ("check-batch", "release-batch", "hand-over-batch", "withdraw-batch")

    for name in ("city", "auditor"):
        client = desk(name)
        assert [
            client.get(page(one, *args)).status_code for one, *args in (("batches",), ("batch", batch.pk))
        ] == [200, 200]
        assert {client.post(page(step, batch.pk)).status_code for step in steps} == {403}
        assert client.get(page("choose-batch")).status_code == 403
    district = desk("district")
    assert {district.get(page("batches")).status_code, district.get(page("batch", batch.pk)).status_code} == {
        403
    }
    assert desk("maker").get(page("check-batch", batch.pk)).url == page("batch", batch.pk)
    assert desk("maker").get(page("batch", 999)).status_code == 404


@pytest.mark.parametrize("name", ["choose-batch", "batches"])
def test_the_lists_ask_as_often_for_three_as_for_one(desk, paying, name):
    client = desk("maker")
    first = loop.awarded_advances(1)
    if name == "batches":
        banking.batched(first)
    client.get(page(name))
    with CaptureQueriesContext(connection) as one:
        client.get(page(name))
    for award in loop.awarded_advances(2, 3):
        if name == "batches":
            banking.batched([award])

    with CaptureQueriesContext(connection) as three:
        answer = client.get(page(name))

    assert len(answer.context["page"].rows) == 3
    assert len(one) == len(three) <= 8
