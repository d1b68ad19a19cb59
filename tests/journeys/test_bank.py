"""From a batch to the bank and back, with a bank that answers, doesn't answer, sends money back and tells nonsense."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories import AwardFactory
from tests.journeys import loop
from tests.money import granted

from egret.core.banking.rates import Rates
from egret.core.banking.signing import sha256
from egret.core.banking.statements import Kind, read_statements, write_statement
from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.journeys import daily, pay
from egret.rooms.exchange import actions as bank
from egret.rooms.exchange import queries as bank_books
from egret.rooms.people import queries as known
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.actions import Declared, Pot
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.models import BankMessage, Difference, PaymentFile, PaymentOrder
from egret.rooms.treasury.states import BatchState, MessageKind, OrderState

EACH = 8_000_000
STATEMENT = MessageKind.STATEMENT


@pytest.fixture
def awards(here):
    """Three confirmed advances of 80,000 yuan."""
    made = []
    for serial in (1, 2, 3):
        contract = loop.checked(here, loop.confirmed(here, loop.listed(here, serial, f"9500000{serial}")))
        award = loop.award_of(contract, "advance")
        made.append(pay.close_award_notice(award.pk, by=here.city, at=loop.CONFIRMED))
    return made


def batched(here, awards, **declared):
    told = Declared(**{"count": len(awards), "fen": EACH * len(awards), "template": "iso"} | declared)
    return pay.make_batch([award.pk for award in awards], told, by=here.maker, at=loop.PAID)


def released(here, awards):
    batch = batched(here, awards)
    treasury.check_batch(batch.pk, by=here.checker, at=loop.PAID)
    return pay.release_batch(batch.pk, by=here.releaser, at=loop.PAID)


def states(batch):
    return [order.state for order in orders.orders_of(batch)]


def evening(day=0):
    """The mail of the day that many days after the payment, taken in."""
    at = loop.PAID + timedelta(days=day)
    mail = bank.end_of_day(orders.payer().number, on=at.date())
    return [pay.receive(pay.kind_of(one), one, by=known.system(), at=at) for one in mail]


def behave(settings, monkeypatch, seed=1, **rates):
    """The simulated bank does these things, each so many times in ten thousand."""
    settings.HOSTILE_BANK_SEED = seed
    monkeypatch.setattr(bank, "HOSTILE", Rates(**rates))


@pytest.mark.parametrize(
    ("declared", "field"),
    [({"count": 2}, "count"), ({"fen": EACH * 3 - 1}, "fen"), ({"template": "telex"}, "template")],
)
def test_a_batch_is_what_its_maker_declared_or_it_is_not_made(here, awards, declared, field):
    with pytest.raises(PaymentRefused) as refused:
        batched(here, awards, **declared)

    assert refused.value.field == field
    assert not PaymentOrder.objects.exists()
    assert [loop.award_of(award.contract, "advance").state for award in awards] == [AwardState.CONFIRMED] * 3


def test_three_people_bring_a_batch_to_the_bank_and_the_statement_settles_it(here, awards):
    batch = batched(here, awards)
    for who, why in (("maker", "somebody else"),):
        with pytest.raises(PaymentRefused, match=why):
            treasury.check_batch(batch.pk, by=getattr(here, who), at=loop.PAID)
    treasury.check_batch(batch.pk, by=here.checker, at=loop.PAID)
    for who in ("maker", "checker"):
        with pytest.raises(PaymentRefused, match="third person"):
            pay.release_batch(batch.pk, by=getattr(here, who), at=loop.PAID)
    batch = pay.release_batch(batch.pk, by=here.releaser, at=loop.PAID)
    assert (batch.state, states(batch)) == (BatchState.SENT, [OrderState.SENT] * 3)

    [statement] = evening()

    assert statement.fault == ""
    assert states(batch) == [OrderState.SETTLED] * 3
    assert [loop.award_of(award.contract, "advance").state for award in awards] == [AwardState.PAID] * 3
    assert orders.by_source()["central"][State.PAID] == 3 * 6_400_000
    [kept] = orders.statements()
    assert kept.closing_fen == kept.books_fen == kept.opening_fen - 3 * EACH
    assert not Difference.objects.exists()
    assert orders.faults() == ()


def test_an_order_of_a_batch_takes_no_step_alone(here, awards):
    batch = batched(here, awards)
    order = orders.orders_of(batch)[0]

    for act in (
        lambda: treasury.check_order(order.pk, by=here.checker, at=loop.PAID),
        lambda: pay.withdraw_order(order.pk, reason="错", by=here.checker, at=loop.PAID),
    ):
        with pytest.raises(PaymentRefused, match="with its batch"):
            act()


def test_a_withdrawn_batch_lets_every_award_be_paid_by_another(here, awards):
    batch = batched(here, awards)
    with pytest.raises(PaymentRefused, match="Say why"):
        pay.withdraw_batch(batch.pk, reason=" ", by=here.checker, at=loop.PAID)

    pay.withdraw_batch(batch.pk, reason="清单有误", by=here.checker, at=loop.PAID)

    assert states(batch) == [OrderState.WITHDRAWN] * 3
    assert released(here, awards).state == BatchState.SENT


def test_a_bank_that_takes_a_file_and_falls_silent_leaves_it_unknown_and_the_same_bytes_are_one_batch(
    here, awards, settings, monkeypatch
):
    behave(settings, monkeypatch, silent=10_000)
    batch = released(here, awards)
    assert (batch.state, states(batch)) == (BatchState.UNKNOWN, [OrderState.UNKNOWN] * 3)
    with pytest.raises(PaymentRefused, match="moved on"):
        pay.withdraw_batch(batch.pk, reason="再发", by=here.checker, at=loop.PAID)

    pay.hand_over(batch.pk, by=known.system(), at=loop.PAID)
    behave(settings, monkeypatch)
    pay.hand_over(batch.pk, by=known.system(), at=loop.PAID)

    assert orders.batch_now(batch.pk).state == BatchState.SENT
    assert orders.attempts_of(batch).count() == 3
    evening()
    assert [fen for _no, _kind, fen in bank_books.movements()] == [EACH] * 3
    assert states(batch) == [OrderState.SETTLED] * 3


def test_an_unknown_order_is_settled_by_the_statement_alone(here, awards, settings, monkeypatch):
    behave(settings, monkeypatch, silent=10_000)
    batch = released(here, awards)

    evening()

    assert states(batch) == [OrderState.SETTLED] * 3


def test_a_file_that_never_arrived_is_sent_again_and_paid_once(here, awards, settings, monkeypatch):
    behave(settings, monkeypatch, lost=10_000)
    batch = released(here, awards)
    evening()
    assert states(batch) == [OrderState.UNKNOWN] * 3

    behave(settings, monkeypatch)
    pay.hand_over(batch.pk, by=known.system(), at=loop.PAID + timedelta(days=1))
    evening(1)

    assert states(batch) == [OrderState.SETTLED] * 3
    assert len(bank_books.movements()) == 3


def test_a_file_that_was_changed_after_its_release_is_not_sent(here, awards, settings, monkeypatch):
    behave(settings, monkeypatch, lost=10_000)
    batch = released(here, awards)
    file = PaymentFile.objects.get(batch=batch)
    changed = bytes(file.content).replace(b"80000.00", b"90000.00")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PaymentFile.objects.filter(pk=file.pk).update(content=changed)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER treasury_paymentfile_keep_update")
        PaymentFile.objects.filter(pk=file.pk).update(content=changed)

        with pytest.raises(PaymentRefused, match="changed after it was released"):
            pay.hand_over(batch.pk, by=known.system(), at=loop.PAID)

        assert bank_books.movements() == []


def test_money_that_came_back_is_payable_again_exactly_once(here, awards, settings, monkeypatch):
    behave(settings, monkeypatch, back=10_000)
    batch = released(here, awards[:1])
    evening()
    assert states(batch) == [OrderState.SETTLED]

    for day in range(1, 9):
        evening(day)

    assert states(batch) == [OrderState.RETURNED]
    award = loop.award_of(awards[0].contract, "advance")
    assert award.state == AwardState.CONFIRMED
    sums = orders.by_source()["central"]
    assert (sums[State.PAID], sums[State.RETURNED], sums[State.PAYABLE]) == (0, 0, 3 * 6_400_000)
    behave(settings, monkeypatch)
    second = loop.sent(here, award, at=loop.PAID + timedelta(days=10))
    assert second.no == f"{award.no}-2"
    assert orders.faults() == ()


def test_a_statement_that_was_lost_on_its_way_is_asked_for_again(here, awards):
    batch = released(here, awards)
    lost = bank.end_of_day(orders.payer().number, on=loop.PAID.date())
    assert len(lost) == 1

    daily.run(at=loop.PAID + timedelta(days=1))

    assert states(batch) == [OrderState.SETTLED] * 3
    assert [one.number for one in orders.statements()] == [2, 1]
    assert not Difference.objects.exists()


def test_what_was_paid_and_came_back_may_stand_on_one_statement_in_either_order(
    here, awards, settings, monkeypatch
):
    behave(settings, monkeypatch, back=10_000)
    batch = released(here, awards[:1])
    for day in (0, 8):
        bank.ask(orders.payer().number, "nobody", on=(loop.PAID + timedelta(days=day)).date())
    [signed] = bank.end_of_day(orders.payer().number, on=(loop.PAID + timedelta(days=8)).date())
    [statement] = read_statements(signed.data)

    message = pay.receive(
        STATEMENT,
        resigned(signed, entries=tuple(reversed(statement.entries))),
        by=here.maker,
        at=loop.PAID + timedelta(days=8),
    )

    assert (len(statement.entries), message.fault) == (2, "")
    assert states(batch) == [OrderState.RETURNED]
    assert orders.faults() == ()


def test_two_awards_of_one_case_in_one_batch_take_each_fund_once(here, awards):
    """One of them came back from the bank, so that both are payable, out of funds of two years."""
    first = awards[0]
    project = Place("transformation", "8", first.project)
    payee = replace(project, payee=first.enterprise.case)
    granted({"central": 6_400_000}, by=here.maker, at=loop.PAID.replace(year=2023))
    pot = Pot("transformation", "8")
    treasury.allot(
        orders.funds().get(code="central-2023-1"), pot, 6_400_000, key="2023", by=here.maker, at=loop.PAID
    )
    amounts = {"central-2023-1": 6_400_000, "city-2024-1": 1_600_000}
    for event, place in ((Event.COMMIT, project), (Event.MAKE_PAYABLE, payee)):
        treasury.enter(event, amounts, place, key=f"second:{event}", by=here.maker, at=loop.PAID)
    second = AwardFactory(
        no="second", contract=first.contract, stage="balance", pack_sha=first.pack_sha, state="confirmed",
        settled_fen=EACH, due_fen=2 * EACH, delta_fen=EACH, awarded_at=loop.CHECKED,
        notice_closes_at=loop.CONFIRMED, confirmed_at=loop.CONFIRMED, confirmed_by=here.city,
    )  # fmt: skip

    batch = released(here, [first, second])

    assert states(batch) == [OrderState.SENT] * 2
    assert orders.faults() == ()


def told(here, awards):
    """A batch that was paid, with the bank's own statement of it, not taken yet."""
    released(here, awards)
    [signed] = bank.end_of_day(orders.payer().number, on=loop.PAID.date())
    return signed


def resigned(signed, **changed):
    """The same statement with something changed, and signed as if the bank had."""
    [statement] = read_statements(signed.data)
    data = write_statement(replace(statement, **changed), loop.PAID.replace(microsecond=0))
    return replace(signed, data=data, signature=bank.signer().sign(data))


def test_a_statement_with_a_wrong_signature_is_kept_as_refused_and_moves_nothing(here, awards):
    signed = told(here, awards)

    message = pay.receive(STATEMENT, replace(signed, signature="0" * 64), by=here.maker, at=loop.PAID)

    assert "signature" in message.fault_en
    assert bytes(BankMessage.objects.get(pk=message.pk).content) == signed.data
    assert orders.by_source()["central"][State.PAID] == 0
    assert not orders.statements().exists()


def test_a_statement_twice_is_taken_once(here, awards):
    signed = told(here, awards)

    first, second = (pay.receive(STATEMENT, signed, by=here.maker, at=loop.PAID) for _ in range(2))

    assert (first.fault, second.fault_en) == ("", "This message was taken already.")
    assert orders.statements().count() == 1
    assert orders.by_source()["central"][State.PAID] == 3 * 6_400_000


def test_a_statement_told_anew_with_other_bytes_is_refused(here, awards):
    signed = told(here, awards)
    pay.receive(STATEMENT, signed, by=here.maker, at=loop.PAID)

    message = pay.receive(STATEMENT, resigned(signed, closing=5), by=here.maker, at=loop.PAID)

    assert "changed" in message.fault_en
    assert orders.statements().count() == 1


def test_a_closing_balance_that_does_not_match_is_on_the_worklist_until_somebody_says_how_it_was_settled(
    here, awards
):
    signed = told(here, awards)
    [statement] = read_statements(signed.data)

    pay.receive(STATEMENT, resigned(signed, closing=statement.closing + 7), by=here.maker, at=loop.PAID)

    kinds = Counter(one.kind for one in orders.differences())
    assert kinds == {"s_sum": 1, "s_ours": 1}
    [ours] = [one for one in orders.differences() if one.kind == "s_ours"]
    assert ours.fen == 7
    with pytest.raises(PaymentRefused, match="Say how"):
        treasury.settle_difference(ours.pk, note=" ", by=here.maker, at=loop.PAID)
    treasury.settle_difference(ours.pk, note="银行更正", by=here.maker, at=loop.PAID)
    with pytest.raises(PaymentRefused, match="settled already"):
        treasury.settle_difference(ours.pk, note="银行更正", by=here.maker, at=loop.PAID)
    assert [one.kind for one in orders.differences()] == ["s_sum"]


def test_a_line_with_another_amount_settles_nothing(here, awards):
    signed = told(here, awards)
    [statement] = read_statements(signed.data)
    first, *rest = statement.entries
    entries = (replace(first, fen=first.fen - 1), *rest)

    pay.receive(
        STATEMENT,
        resigned(signed, entries=entries, closing=statement.closing + 1),
        by=here.maker,
        at=loop.PAID,
    )

    assert Counter(PaymentOrder.objects.values_list("state", flat=True)) == {"settled": 2, "sent": 1}
    assert sorted(one.kind for one in orders.differences()) == ["amount", "s_ours"]


def test_what_no_statement_names_is_missing_after_its_days_and_told_once(here, awards):
    signed = told(here, awards)
    [statement] = read_statements(signed.data)
    gone = statement.entries[0].end_to_end_id
    kept = resigned(
        signed, entries=statement.entries[1:], closing=statement.closing + statement.entries[0].fen
    )
    pay.receive(STATEMENT, kept, by=here.maker, at=loop.PAID)

    for day in (2, 3):
        evening(day)

    missing = [one for one in orders.differences() if one.kind == "missing"]
    assert [one.order.no for one in missing] == [gone]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_hostile_bank_does_nothing_is_lost_and_nothing_doubled(here, awards, settings, seed):
    settings.HOSTILE_BANK_SEED = seed
    batch = released(here, awards)
    for day in range(14):
        at = loop.PAID + timedelta(days=day)
        for waiting in list(orders.outbox()):
            pay.hand_over(waiting.pk, by=known.system(), at=at)
        evening(day)

    paid = Counter(no for no, kind, _fen in bank_books.movements() if kind == Kind.DEBIT)
    assert all(times == 1 for times in paid.values())
    back = {no for no, kind, _fen in bank_books.movements() if kind == Kind.RETURN}
    for order in orders.orders_of(batch):
        if order.state == OrderState.SETTLED:
            assert paid[order.no] == 1
        if order.state == OrderState.RETURNED:
            assert order.no in back
        if order.state == OrderState.REJECTED:
            assert paid[order.no] == 0
    assert orders.faults() == ()


def test_the_file_is_kept_with_its_hash(here, awards):
    batch = released(here, awards)

    file = orders.file_of(batch)

    assert sha256(bytes(file.content)) == file.sha256
    assert b"<CtrlSum>240000.00</CtrlSum>" in bytes(file.content)
