from fractions import Fraction

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.money import Rounding
from egret.core.policy.clause import Term
from egret.core.policy.overlap import (
    OverlapGroup,
    Reason,
    Received,
    Rule,
    Same,
    Settle,
    Subject,
    overlapped,
)
from egret.core.policy.overlap_columns import overlap_sql, overlapped_in_columns

MEMBERS = ("8", "5", "external:技改")
FEN = st.integers(0, 60)
GROUPS = st.builds(
    OverlapGroup,
    st.just("g"),
    st.just(Term("组", "group")),
    st.just(MEMBERS),
    st.just(Same.ENTERPRISE),
    st.sampled_from([*Rule]),
    st.sampled_from([*Settle]),
    st.fractions(0, 1, max_denominator=20),
    st.sampled_from([*Rounding]),
    st.just("plan"),
    st.just("一"),
)
SUBJECT = Subject("8", project="p1", invoices=frozenset({"i1"}))


def group(settle=Settle.TOP_UP, *, rule=Rule.HIGHEST, same=Same.ENTERPRISE):
    rate, rounding = Fraction(1, 2), Rounding.DOWN
    return OverlapGroup("g", Term("组", "group"), MEMBERS, same, rule, settle, rate, rounding, "plan", "一")


def outcome(which, own, *received):
    held = [Received(member, fen, "拨款通知") for member, fen in received]
    (found,) = overlapped([which], SUBJECT, own, held)
    return found.due_fen, found.winner, found.reason, [(one.member, one.fen) for one in found.demanded]


TECH, FIVE = "external:技改", "5"


@pytest.mark.parametrize("settle", [*Settle])
def test_nobody_else_paid_and_all_is_due(settle):
    assert outcome(group(settle), 100) == (100, "8", Reason.ALONE, [])


@pytest.mark.parametrize(
    ("own", "received", "expected"),
    [
        (100, [(TECH, 60)], (40, "8", Reason.TOPPED_UP, [])),
        (100, [(TECH, 60), (FIVE, 10)], (30, "8", Reason.TOPPED_UP, [])),
        (100, [(TECH, 100)], (0, "8", Reason.COVERED, [])),
        (100, [(TECH, 150)], (0, TECH, Reason.COVERED, [])),
    ],
)
def test_a_top_up_pays_what_the_others_did_not(own, received, expected):
    assert outcome(group(), own, *received) == expected


def test_having_chosen_another_excludes_even_a_higher_one():
    assert outcome(group(Settle.CHOOSE_ONE), 100, (TECH, 1)) == (0, TECH, Reason.CHOSEN_BEFORE, [])


def test_the_higher_is_paid_whole_and_the_lower_comes_back():
    which = group(Settle.RETURN_LOWER)

    assert outcome(which, 100, (TECH, 60), (FIVE, 5)) == (
        100,
        "8",
        Reason.RETURNS_LOWER,
        [(TECH, 60), (FIVE, 5)],
    )
    assert outcome(which, 60, (TECH, 100)) == (0, TECH, Reason.LOWER, [])


def test_a_tie_is_ours_against_another_policy_and_stays_where_it_is_between_our_clauses():
    which = group(Settle.RETURN_LOWER)

    assert outcome(which, 60, (TECH, 60)) == (60, "8", Reason.RETURNS_LOWER, [(TECH, 60)])
    assert outcome(which, 60, (FIVE, 60)) == (0, FIVE, Reason.LOWER, [])


def test_stacking_pays_the_later_one_at_the_rate_rounded_as_named():
    assert outcome(group(rule=Rule.STACK), 101, (TECH, 7)) == (50, "8", Reason.STACKED, [])


@pytest.mark.parametrize(
    ("same", "meets"), [(Same.ENTERPRISE, [True] * 3), (Same.PROJECT, [True, False, False]), (Same.INVOICE, [False, True, False])]
)  # fmt: skip
def test_members_meet_on_the_enterprise_the_project_or_an_invoice(same, meets):
    held = [
        Received(TECH, 10, "", project="p1", invoices=frozenset({"i9"})),
        Received(TECH, 10, "", project="p2", invoices=frozenset({"i1", "i2"})),
        Received(TECH, 10, "", project="p2"),
    ]

    assert [overlapped([group(same=same)], SUBJECT, 30, [one])[0].due_fen == 20 for one in held] == meets


def test_money_from_the_clause_itself_or_from_outside_the_group_is_no_overlap():
    held = [Received("8", 10, ""), Received("external:贷款贴息", 10, ""), Received(TECH, 0, "")]

    assert overlapped([group()], SUBJECT, 30, held)[0].reason == Reason.ALONE
    assert overlapped([group()], Subject("6"), 30, held) == ()


def test_a_second_group_takes_what_the_first_left():
    other = OverlapGroup(
        "h", Term("二", "two"), ("8", FIVE), Same.ENTERPRISE, Rule.HIGHEST, Settle.TOP_UP, Fraction(0), None, "plan", "一"
    )  # fmt: skip
    first = OverlapGroup(
        "g", Term("一", "one"), ("8", TECH), Same.ENTERPRISE, Rule.HIGHEST, Settle.TOP_UP, Fraction(0), None, "plan", "一"
    )  # fmt: skip

    found = overlapped([first, other], SUBJECT, 100, [Received(TECH, 30, ""), Received(FIVE, 20, "")])

    assert [(one.own_fen, one.due_fen) for one in found] == [(100, 70), (70, 50)]


@given(FEN, FEN, FEN)
def test_whatever_is_topped_up_the_group_holds_the_highest(own, five, tech):
    due = outcome(group(), own, (FIVE, five), (TECH, tech))[0]

    assert due + five + tech == max(own, five + tech)


@given(FEN, FEN, FEN)
def test_after_returning_the_lower_one_the_winner_alone_is_held(own, five, tech):
    due, winner, _, demanded = outcome(group(Settle.RETURN_LOWER), own, (FIVE, five), (TECH, tech))

    if winner == "8":
        assert (due, sum(fen for _, fen in demanded)) == (own, five + tech)
    else:
        assert (due, demanded) == (0, [])
        assert max(five, tech) >= own


@given(GROUPS, st.lists(st.tuples(FEN, FEN, FEN), min_size=1, max_size=12))
def test_columns_and_the_query_agree_with_single_cases(which, rows):
    single = [outcome(which, own, (FIVE, five), (TECH, tech)) for own, five, tech in rows]
    table = np.array(rows, dtype=np.int64)
    found = overlapped_in_columns(which, "8", table[:, 0], table[:, 1:])
    con = duckdb.connect()
    con.execute("CREATE TABLE t (place INT, own BIGINT, five BIGINT, tech BIGINT)")
    con.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", [(i, *row) for i, row in enumerate(rows)])
    query = con.execute(f"SELECT {overlap_sql(which, '8', 'own', ('five', 'tech'))} FROM t ORDER BY place")

    assert found.due.tolist() == [one[0] for one in single]
    assert [row[0] for row in query.fetchall()] == [one[0] for one in single]
    assert found.demanded.sum(axis=1).tolist() == [sum(fen for _, fen in one[3]) for one in single]


def test_columns_of_the_wrong_shape_and_amounts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="received is"):
        overlapped_in_columns(group(), "8", np.zeros(2, np.int64), np.zeros((2, 3), np.int64))
    with pytest.raises(ValueError, match="may not fit"):
        overlapped_in_columns(
            group(rule=Rule.STACK), "8", np.full(1, 2**62, np.int64), np.zeros((1, 2), np.int64)
        )
