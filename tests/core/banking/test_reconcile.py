from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.banking.samples import OFFICE
from tests.prove.reconciling import KINDS, compare, story

from egret.core.banking.reconcile import (
    Arrived,
    Finding,
    Order,
    Past,
    Standing,
    Terms,
    Verdict,
    Wrong,
    reconcile,
)
from egret.core.banking.statements import Entry, Kind, Statement, debit

SENT, BOOKED = date(2025, 3, 3), date(2025, 3, 4)
ACCOUNT = "4050000001"
ORDER = Order("PO1", 500, ACCOUNT, SENT)
PAID = debit("E1", 500, BOOKED, "PO1", ACCOUNT)
BACK = Entry("R1", Kind.RETURN, 500, BOOKED, "PO1", ACCOUNT, reason="AC04")
TERMS = Terms(OFFICE.number, missing_after=5)


def statement(*entries, number=1, opening=10_000, on=BOOKED):
    closing = opening + sum(entry.moved for entry in entries)
    return Statement(f"ST-{number}", number, OFFICE.number, on, opening, closing, entries)


def arrived(*entries, **more):
    one = statement(*entries, **more)
    return Arrived(one, f"sha of {one.id}")


def judged(entries, orders=(ORDER,), past=None):
    lines = reconcile(orders, [arrived(*entries)], past or Past(), TERMS).lines
    return [line.verdict for line in lines]


def test_a_line_settles_when_id_amount_and_account_agree_and_the_entry_is_new():
    outcome = reconcile([ORDER], [arrived(PAID)], Past(), TERMS)

    assert [(line.verdict, line.order) for line in outcome.lines] == [(Verdict.SETTLED, "PO1")]
    assert (outcome.findings, outcome.missing) == ((), ())
    assert outcome.orders == (replace(ORDER, standing=Standing.SETTLED),)


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (replace(PAID, fen=501), Verdict.AMOUNT),
        (replace(PAID, account="4050000002"), Verdict.ACCOUNT),
        (replace(PAID, account=""), Verdict.ACCOUNT),
        (replace(PAID, account="4050-0000 01"), Verdict.SETTLED),
        (replace(PAID, end_to_end_id="PO9", account="1" * 8), Verdict.UNKNOWN),
        (replace(PAID, end_to_end_id=""), Verdict.UNKNOWN),
        (replace(PAID, booked_on=SENT - timedelta(1)), Verdict.CONTRADICTS),
        (replace(PAID, kind=Kind.REVERSAL), Verdict.REVERSAL),
        (replace(PAID, kind=Kind.CREDIT, out=False), Verdict.UNKNOWN),
        (Entry("C1", Kind.CREDIT, 500, BOOKED), Verdict.INCOME),
        (BACK, Verdict.TOO_SOON),
        (replace(BACK, end_to_end_id=""), Verdict.UNKNOWN),
    ],
)
def test_one_line_alone(entry, verdict):
    assert judged([entry]) == [verdict]


@pytest.mark.parametrize(
    ("standing", "entry", "verdict"),
    [
        (Standing.SETTLED, PAID, Verdict.DOUBLED),
        (Standing.SETTLED, replace(PAID, fen=1), Verdict.DOUBLED),
        (Standing.RETURNED, PAID, Verdict.DOUBLED),
        (Standing.REJECTED, PAID, Verdict.CONTRADICTS),
        (Standing.SETTLED, BACK, Verdict.RETURNED),
        (Standing.SETTLED, replace(BACK, fen=499), Verdict.AMOUNT),
        (Standing.RETURNED, BACK, Verdict.DOUBLED),
        (Standing.REJECTED, BACK, Verdict.CONTRADICTS),
    ],
)
def test_what_a_line_is_hangs_on_how_its_order_stands(standing, entry, verdict):
    assert judged([entry], [replace(ORDER, standing=standing)]) == [verdict]


def test_paid_and_back_on_one_day_in_either_order():
    assert judged([PAID, BACK]) == [Verdict.SETTLED, Verdict.RETURNED]
    assert judged([BACK, PAID]) == [Verdict.RETURNED, Verdict.SETTLED]


def test_an_entry_told_twice_settles_once_and_another_entry_is_money_gone_twice():
    assert judged([PAID, PAID]) == [Verdict.SETTLED, Verdict.REPEATED]
    assert judged([PAID, replace(PAID, id="E2")]) == [Verdict.SETTLED, Verdict.DOUBLED]
    assert judged([PAID, replace(PAID, fen=900)]) == [Verdict.SETTLED, Verdict.CHANGED]


def test_an_entry_is_remembered_from_one_statement_to_the_next():
    first = reconcile([ORDER], [arrived(PAID)], Past(), TERMS)
    second = reconcile(first.orders, [arrived(PAID, number=2, opening=9_500)], first.past, TERMS)

    assert [line.verdict for line in second.lines] == [Verdict.REPEATED]


def test_a_statement_that_was_taken_is_refused_whatever_its_bytes():
    first = reconcile([ORDER], [arrived()], Past(), TERMS)
    same, other = arrived(PAID), Arrived(statement(PAID), "other")

    for one, wrong in ((same, Wrong.SEEN), (other, Wrong.CHANGED)):
        outcome = reconcile([ORDER], [one], first.past, TERMS)
        assert (outcome.lines, outcome.findings) == ((), (Finding("ST-1", wrong),))
    strange = Arrived(replace(statement(PAID), account="9" * 10), "sha")
    assert reconcile([ORDER], [strange], Past(), TERMS).findings == (Finding("ST-1", Wrong.FOREIGN),)


def test_numbers_and_balances_run_on_from_statement_to_statement():
    first, third = arrived(PAID), arrived(number=3, opening=9_400)
    outcome = reconcile([ORDER], [third, first], Past(), TERMS)
    assert outcome.findings == (Finding("ST-3", Wrong.GAP, "3", "2"),)

    late = reconcile(outcome.orders, [arrived(number=2, opening=9_500)], outcome.past, TERMS)
    assert late.findings == ()
    fourth = reconcile(late.orders, [arrived(number=4, opening=9_399)], late.past, TERMS)
    assert fourth.findings == (Finding("ST-4", Wrong.OPENING, "93.99", "94.00"),)
    again = Arrived(replace(statement(number=4, opening=9_400), id="ST-4b"), "sha")
    assert Wrong.NUMBER in {finding.wrong for finding in reconcile((), [again], fourth.past, TERMS).findings}


def test_a_closing_balance_that_the_lines_or_our_books_deny_is_found():
    wrong = Arrived(replace(statement(PAID), closing=9_501), "sha")
    terms = replace(TERMS, closings={BOOKED: 9_500})
    outcome = reconcile([ORDER], [wrong], Past(), terms)

    assert outcome.findings == (
        Finding("ST-1", Wrong.SUM, "95.01", "95.00"),
        Finding("ST-1", Wrong.OURS, "95.01", "95.00"),
    )
    assert reconcile([ORDER], [arrived(PAID)], Past(), terms).findings == ()


def test_an_order_that_no_statement_names_is_missing_after_its_days():
    def missing(after, *entries):
        on = SENT + timedelta(after)
        return reconcile([ORDER], [arrived(*entries, on=on)], Past(), TERMS).missing

    assert [missing(4), missing(5), missing(5, replace(PAID, fen=1))] == [(), ("PO1",), ()]


ORDERS = [Order(f"PO{i}", fen, ACCOUNT, SENT, batch="B1") for i, fen in enumerate((500, 300, 200), 1)]


@pytest.mark.parametrize(
    ("fen", "account", "verdict", "hint"),
    [
        (1000, ACCOUNT, Verdict.MERGED, ("PO1", "PO2", "PO3")),
        (700, ACCOUNT, Verdict.MERGED, ("PO1", "PO3")),
        (700, "", Verdict.MERGED, ("PO1", "PO3")),
        (300, ACCOUNT, Verdict.UNKNOWN, ("PO2",)),
        (500, ACCOUNT, Verdict.UNKNOWN, ()),  # PO1, or PO2 with PO3
        (701, ACCOUNT, Verdict.UNKNOWN, ()),
        (700, "1" * 8, Verdict.UNKNOWN, ()),
    ],
)
def test_a_line_for_several_orders_is_a_hint_when_it_is_the_only_one_and_never_settles(
    fen, account, verdict, hint
):
    line = debit("E1", fen, BOOKED, account=account)
    outcome = reconcile(ORDERS, [arrived(line)], Past(), TERMS)

    assert [(one.verdict, one.hint) for one in outcome.lines] == [(verdict, hint)]
    assert {order.standing for order in outcome.orders} == {Standing.OPEN}


def test_of_many_orders_one_two_or_all_give_a_hint():
    many = [Order(f"PO{i:02d}", 2**i, ACCOUNT, SENT, batch="B1") for i in range(12)]

    def hint(fen):
        return reconcile(many, [arrived(debit("E1", fen, BOOKED))], Past(), TERMS).lines[0].hint

    assert [hint(4), hint(6), hint(7), hint(2**12 - 1)] == [
        ("PO02",),
        ("PO01", "PO02"),
        (),
        tuple(order.id for order in many),
    ]


def test_two_orders_under_one_id_are_the_callers_fault():
    with pytest.raises(ValueError, match="two orders"):
        reconcile([ORDER, ORDER], [], Past(), TERMS)


@pytest.mark.parametrize("seed", range(3))
def test_every_injected_difference_is_told_right_and_nothing_is_settled_falsely(seed):
    """Quick; `make prove` does 10,000 lines × 50 seeds."""
    result = compare(story(seed, 1_500))

    assert (result.wrong, result.false_settled) == ([], 0)
    assert result.right == result.counts
    assert set(result.counts) == set(KINDS)
