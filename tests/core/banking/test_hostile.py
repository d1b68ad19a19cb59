"""The simulated bank does what it says it may do, and an office that keeps to its rules loses and doubles nothing with it."""

import json
from collections import Counter
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from tests.core.banking.office import Office
from tests.core.banking.samples import OFFICE, PAYEE, TEMPLATES, instruction, sample

from egret.core.banking.answers import Status, read_report
from egret.core.banking.faults import BadMessage
from egret.core.banking.files import render
from egret.core.banking.hostile import (
    BACK_ENDING,
    LATEST_RETURN,
    LATEST_SETTLING,
    REASONS,
    SILENT_ENDING,
    Bank,
    carried_out,
    charge,
    close_day,
    founded,
    standing,
    statement_again,
    submit,
)
from egret.core.banking.rates import ALL, HOSTILE, Manner, Rates
from egret.core.banking.reconcile import (
    Arrived,
    Finding,
    Order,
    Past,
    Standing,
    Taken,
    Terms,
    Verdict,
    Wrong,
    reconcile,
)
from egret.core.banking.signing import SharedSecret, opened, seal, sha256
from egret.core.banking.statements import Kind, read_statements

DAY = date(2025, 3, 3)
SIGNER = SharedSecret(b"simulated")
ISO = TEMPLATES["iso"]
LINES = [instruction(i, i * 1000 + 7) for i in range(1, 41)]
ALWAYS = {rate.name: Rates(**{rate.name: ALL}) for rate in fields(Rates)}


def bank(rates=None, seed=1):
    return Bank(Manner(seed, rates or Rates()), SIGNER)


def file(*lines, number="B1"):
    return seal(render(sample(*(lines or LINES), number=number, day=DAY), ISO), SIGNER)


def start(fen=10**9):
    return founded(OFFICE.number, fen)


def taken(rates=None, seed=1, lines=LINES):
    """The state and the answers after one batch."""
    state, reply = submit(start(), file(*lines), ISO, DAY, bank(rates, seed))
    return state, [read_report(opened(message, SIGNER)) for message in reply.messages]


def evening(state, rates=None, on=DAY, seed=1):
    state, mail = close_day(state, on, bank(rates, seed))
    statements = [
        one for message in mail if b"BkToCstmrStmt" in message.data for one in read_statements(message.data)
    ]
    return state, mail, statements


def told(rates, lines=LINES):
    """What an evening's statement is found to be."""
    _, _, statements = evening(taken(lines=lines)[0], rates)
    orders = [Order(one.end_to_end_id, one.fen, one.payee.number, DAY) for one in lines]
    arrived = [Arrived(one, sha256(str(one).encode())) for one in statements]
    outcome = reconcile(orders, arrived, Past(), Terms(OFFICE.number, 5))
    return outcome, Counter(line.verdict for line in outcome.lines), {one.wrong for one in outcome.findings}


def test_a_polite_bank_pays_once_and_says_so():
    state, reports = taken(HOSTILE, seed=None)
    outcome, verdicts, wrong = told(Rates())

    assert [report.status for report in reports] == [Status.ACCEPTED]
    assert (verdicts, wrong) == ({Verdict.SETTLED: 40}, set())
    assert Counter(evening(state, HOSTILE, seed=None)[0]["books"][0]["kind"]) == Counter("debit")
    assert {order.standing for order in outcome.orders} == {Standing.SETTLED}


def test_the_same_bytes_twice_are_one_batch_and_other_bytes_are_refused():
    state, first = submit(start(), file(), ISO, DAY, bank())
    state, again = submit(state, file(), ISO, DAY, bank())
    state, other = submit(state, file(instruction(1, 8)), ISO, DAY, bank())
    books = list(carried_out(evening(state)[0]))

    assert again == first
    report = read_report(other.messages[0].data)
    assert (report.status, report.reason, report.answers) == (Status.REJECTED, "DU01", ())
    assert Counter(name for name, *_ in books) == Counter(one.end_to_end_id for one in LINES)


def test_a_file_with_a_wrong_signature_or_no_sense_is_refused_at_the_door():
    for wrong in (replace(file(), signature="0"), seal(b"<Document/>", SIGNER)):
        with pytest.raises(BadMessage):
            submit(start(), wrong, ISO, DAY, bank())


def test_one_instruction_in_two_batches_is_carried_out_twice_so_that_doubling_shows():
    state = submit(start(), file(LINES[0]), ISO, DAY, bank())[0]
    state = submit(state, file(LINES[0], number="B2"), ISO, DAY, bank())[0]

    assert [name for name, *_ in carried_out(evening(state)[0])] == ["PO000001", "PO000001"]
    assert [answer.status for answer in standing(state, "PO000001")] == [Status.ACCEPTED] * 2


def test_a_file_may_be_lost_or_taken_in_silence():
    lost, reply = submit(start(), file(), ISO, DAY, bank(ALWAYS["lost"]))
    assert (reply.messages, reply.timed_out, lost["batches"]) == ((), True, {})
    assert standing(lost, "PO000001") == ()

    silent, reply = submit(start(), file(), ISO, DAY, bank(ALWAYS["silent"]))
    assert (reply.messages, reply.timed_out) == ((), True)
    assert len(list(carried_out(evening(silent)[0]))) == 40


def test_every_file_gets_through_when_it_is_sent_again():
    def knocks(seed):
        state, rates = start(), Rates(lost=5_000, silent=4_000)
        for knock in range(200):
            state, reply = submit(state, file(), ISO, DAY, bank(rates, seed))
            if not reply.timed_out:
                return knock
        return None

    assert None not in [knocks(seed) for seed in range(5)]


def test_an_answer_may_come_late_twice_or_under_other_references():
    state, reports = taken(ALWAYS["late_answer"])
    mail = evening(state)[1]
    assert (reports, read_report(mail[0].data).batch_id) == ([], "B1")

    same = taken(ALWAYS["answer_twice"])[1]
    assert (len(same), same[0] == same[1]) == (2, True)
    other = taken(ALWAYS["other_reference"])[1]
    assert len({report.id for report in other}) == 2
    assert len({answer.reference for report in other for answer in report.answers}) == 80


def test_messages_change_their_order():
    both = replace(ALWAYS["reorder"], other_reference=ALL)
    usual, turned = taken(ALWAYS["other_reference"])[1], taken(both)[1]

    assert [report.id for report in turned] == [report.id for report in reversed(usual)]


def test_what_is_rejected_has_one_of_ten_reasons_and_moves_nothing():
    state, (report,) = taken(ALWAYS["reject"])

    assert {answer.reason for answer in report.answers} == set(REASONS)
    assert (len(REASONS), list(carried_out(evening(state)[0]))) == (10, [])


def test_what_the_account_lacks_is_rejected():
    _, reply = submit(start(1_500), file(*LINES[:2]), ISO, DAY, bank())

    answers = read_report(reply.messages[0].data).answers
    assert [(answer.status, answer.reason) for answer in answers] == [
        (Status.ACCEPTED, ""),
        (Status.REJECTED, "AM04"),
    ]


def test_part_of_a_batch_may_be_settled_days_later_and_is_reported_then():
    state, (report,) = taken(ALWAYS["part"])
    assert report.status is Status.PENDING
    reports = []
    for day in range(LATEST_SETTLING + 1):
        state, mail, _ = evening(state, on=DAY + timedelta(day))
        reports += [read_report(message.data) for message in mail if b"CstmrPmtStsRpt" in message.data]

    assert reports[-1].status is Status.SETTLED
    assert Counter(name for name, *_ in carried_out(state)) == Counter(one.end_to_end_id for one in LINES)


def test_money_comes_back_one_to_seven_days_after_it_was_paid():
    state, _ = taken(ALWAYS["back"])
    days = []
    for day in range(LATEST_RETURN + 1):
        state, _, (statement,) = evening(state, on=DAY + timedelta(day))
        days += [day for entry in statement.entries if entry.kind is Kind.RETURN]

    assert (set(days), len(days)) == (set(range(1, LATEST_RETURN + 1)), 40)
    assert state["balance"] == 10**9
    assert [(one.status, bool(one.reason)) for one in standing(state, "PO000001")] == [(Status.SETTLED, True)]


@pytest.mark.parametrize(
    ("rate", "verdicts", "wrong"),
    [
        ("omit", {}, {Wrong.SUM}),
        ("misprint", {Verdict.AMOUNT: 40}, {Wrong.SUM}),
        ("repeat", {Verdict.SETTLED: 40, Verdict.REPEATED: 40}, {Wrong.SUM}),
        ("extra", {Verdict.SETTLED: 40, Verdict.UNKNOWN: 1}, {Wrong.SUM}),
        ("wrong_closing", {Verdict.SETTLED: 40}, {Wrong.SUM}),
        ("told_again", {Verdict.SETTLED: 40}, {Wrong.SEEN}),
        ("withheld", {}, set()),
        ("reorder", {Verdict.SETTLED: 40}, set()),
    ],
)
def test_what_is_wrong_with_a_statement_is_found(rate, verdicts, wrong):
    assert told(ALWAYS[rate])[1:] == (verdicts, wrong)


def test_payments_to_one_account_may_stand_there_as_one_sum():
    outcome, verdicts, wrong = told(ALWAYS["merge"], LINES[:3])

    assert (verdicts, wrong) == ({Verdict.MERGED: 1}, set())
    assert outcome.lines[0].hint == ("PO000001", "PO000002", "PO000003")
    assert {order.standing for order in outcome.orders} == {Standing.OPEN}


def test_a_wrong_signature_is_noticed_and_the_statement_may_be_asked_for_again():
    state, mail, _ = evening(taken()[0], ALWAYS["wrong_signature"])
    with pytest.raises(BadMessage):
        opened(mail[0], SIGNER)
    again = statement_again(state, 1, bank(ALWAYS["wrong_signature"]))

    assert opened(again, SIGNER) == mail[0].data


def days(seed, through_json=False):
    state, rates, messages = start(), HOSTILE, []
    for day in range(12):
        on = DAY + timedelta(day)
        lines = [
            instruction(day * 10 + i, 100 + i, replace(PAYEE, number=f"405000000{i % 3}")) for i in range(9)
        ]
        state, reply = submit(state, file(*lines, number=f"B{day}"), ISO, on, bank(rates, seed))
        state, mail = close_day(state, on, bank(rates, seed))
        messages += [*reply.messages, *mail]
        state = json.loads(json.dumps(state)) if through_json else state
    return state, messages


def test_the_seed_is_the_whole_bank_and_its_state_is_plain_data():
    assert days(7) == days(7, through_json=True)
    assert days(7) != days(8)


def test_state_goes_in_unchanged():
    state = start()
    submit(state, file(), ISO, DAY, bank())
    close_day(state, DAY, bank())

    assert state == start()


@pytest.mark.parametrize("rate", [-1, ALL + 1, 0.5, True])
def test_a_rate_is_so_many_of_ten_thousand(rate):
    with pytest.raises(ValueError, match="between 0 and"):
        Manner(1, Rates(lost=rate))


@pytest.mark.parametrize("seed", range(12))
def test_an_office_that_keeps_to_its_rules_loses_and_doubles_nothing(seed):
    office = Office(seed, HOSTILE)
    office.live(days=20, quiet=12)

    assert office.lost_and_doubled() == ([], [])
    assert office.settled_falsely() == []
    assert office.unexplained() == []


def test_the_books_would_show_an_office_that_sends_anew_after_a_time_out():
    office = Office(1, Rates(silent=5_000), careless=True)
    office.live(days=6, quiet=6)

    lost, doubled = office.lost_and_doubled()
    assert (lost, bool(doubled)) == ([], True)


def test_a_statement_that_never_came_is_missed():
    state, _, _ = evening(taken()[0], ALWAYS["withheld"])
    _, _, (second,) = evening(state, on=DAY + timedelta(1))
    first = Arrived(read_statements(statement_again(state, 1, bank()).data)[0], "sha")
    zero = Past({"ST0": Taken("sha 0", 0, 10**9, 10**9, DAY - timedelta(1))})

    outcome = reconcile([], [Arrived(second, "sha 2")], zero, Terms(OFFICE.number, 5))
    assert outcome.findings == (Finding(second.id, Wrong.GAP, "2", "1"),)
    assert reconcile([], [first], outcome.past, Terms(OFFICE.number, 5)).findings == ()


def ending(digits):
    """A file with one payment to an account that ends so."""
    return file(instruction(1, 1007, replace(PAYEE, number=f"95001234{digits}")))


def test_an_account_with_the_ending_sends_its_money_back_on_the_next_day_even_of_a_polite_bank():
    polite = Bank(Manner(), SIGNER)
    state, _reply = submit(start(), ending(BACK_ENDING), ISO, DAY, polite)
    for day in range(3):
        state, _mail = close_day(state, DAY + timedelta(days=day), polite)

    assert [kind for _no, kind, _fen in carried_out(state)] == [Kind.DEBIT, Kind.RETURN]


def test_an_account_with_the_ending_leaves_its_file_unanswered_once():
    polite = Bank(Manner(), SIGNER)
    state, first = submit(start(), ending(SILENT_ENDING), ISO, DAY, polite)
    state, second = submit(state, ending(SILENT_ENDING), ISO, DAY, polite)
    state, _mail = close_day(state, DAY, polite)

    assert (first.timed_out, first.messages) == (True, ())
    assert [read_report(one.data).status for one in second.messages] == [Status.ACCEPTED]
    assert [fen for _no, _kind, fen in carried_out(state)] == [1007]


def test_a_fee_stands_on_the_statement_as_nobodys_payment():
    polite = Bank(Manner(), SIGNER)
    _state, [signed] = close_day(charge(start(), 500, "fee", DAY), DAY, polite)
    [statement] = read_statements(signed.data)

    outcome = reconcile([], [Arrived(statement, "s")], Past(), Terms(OFFICE.number, 2))

    assert [line.verdict for line in outcome.lines] == [Verdict.UNKNOWN]
    assert statement.closing == statement.opening - 500
