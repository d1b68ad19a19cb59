import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egret.core.ledger import (
    ORIGINS,
    ROUTES,
    Account,
    Event,
    Leg,
    Place,
    Posting,
    State,
    Unbalanced,
    below_floor,
    check,
    fold,
    post,
    totals,
)

PLACE = Place("transformation", "8", "project:7", "enterprise:3", "order:1")
LOOP = [
    Event.APPROPRIATE,
    Event.ALLOT,
    Event.COMMIT,
    Event.MAKE_PAYABLE,
    Event.ORDER,
    Event.SETTLE,
    Event.DEMAND_BACK,
    Event.RECOVER,
]
FREE, SOURCE = Account(State.UNALLOCATED), Account(State.APPROPRIATED)

amounts = st.dictionaries(
    st.sampled_from(["central", "city", "district"]), st.integers(1, 10**12), min_size=1
)
places = st.builds(
    Place,
    st.just("transformation"),
    st.just("8"),
    st.sampled_from(["project:1", "project:2"]),
    st.just("enterprise:1"),
    st.sampled_from(["order:1", "order:2"]),
)
postings = st.lists(st.builds(post, st.sampled_from(Event), amounts, places), max_size=20)


def entries(*posted):
    return [(f"posting {number}", posting.event, posting.legs) for number, posting in enumerate(posted, 1)]


def legs_of(posted):
    return [leg for posting in posted for leg in posting.legs]


@pytest.mark.parametrize("upto", range(1, len(LOOP) + 1))
def test_money_stands_in_the_state_of_its_last_event(upto):
    posted = [post(event, {"central": 800, "city": 200}, PLACE) for event in LOOP[:upto]]

    sums = totals(fold(legs_of(posted)))

    state = ROUTES[LOOP[upto - 1]][1]
    expected = dict.fromkeys(State, 0)
    assert sums == {
        "central": expected | {State.APPROPRIATED: 800, state: 800},
        "city": expected | {State.APPROPRIATED: 200, state: 200},
    }
    assert check(entries(*posted)) == ()


@pytest.mark.parametrize(
    ("event", "back"),
    [
        (Event.ALLOT, Event.WITHDRAW_ALLOTMENT),
        (Event.COMMIT, Event.RELEASE_COMMITMENT),
        (Event.MAKE_PAYABLE, Event.UNDO_PAYABLE),
        (Event.ORDER, Event.REJECT),
        (Event.DEMAND_BACK, Event.DROP_DEMAND),
        (Event.FINE, Event.DROP_FINE),
    ],
)
def test_a_way_back_leaves_no_trace_in_the_balances(event, back):
    there_and_back = [post(event, {"city": 5}, PLACE), post(back, {"city": 5}, PLACE)]

    assert fold(legs_of(there_and_back)) == {}


def test_a_posting_shows_where_money_goes():
    posting = post(Event.COMMIT, {"city": 20, "central": 80, "district": 0}, PLACE)

    allotted = Account(State.ALLOTTED, Place("transformation", "8"))
    committed = Account(State.COMMITTED, Place("transformation", "8", "project:7"))
    assert posting.legs == (
        Leg(allotted, "central", -80),
        Leg(allotted, "city", -20),
        Leg(committed, "central", 80),
        Leg(committed, "city", 20),
    )


@pytest.mark.parametrize(
    ("legs", "wrong"),
    [
        ((), "at least two legs"),
        ((Leg(FREE, "city", 5),), "at least two legs"),
        ((Leg(SOURCE, "city", -5), Leg(FREE, "city", 4)), "-1 fen of city are left over"),
        (
            (Leg(SOURCE, "city", -5), Leg(FREE, "central", 5)),
            "5 fen of central are left over; -5 fen of city",
        ),
        ((Leg(SOURCE, "city", -5), Leg(FREE, "city", 5), Leg(FREE, "city", 0)), "whole fen, and some"),
        ((Leg(SOURCE, "city", -5.0), Leg(FREE, "city", 5.0)), "whole fen"),
        ((Leg(SOURCE, "city", 5), Leg(FREE, "city", -5)), "leads from appropriated to unallocated"),
        ((Leg(SOURCE, "", -5), Leg(FREE, "", 5)), "names its fund"),
    ],
)
def test_legs_that_do_not_balance_are_no_posting(legs, wrong):
    with pytest.raises(Unbalanced, match=wrong):
        Posting(Event.APPROPRIATE, legs)


@pytest.mark.parametrize("fen", [{}, {"city": 0}, {"city": -5}, {"city": 5, "central": -5}])
def test_nothing_and_less_than_nothing_cannot_be_moved(fen):
    with pytest.raises(Unbalanced):
        post(Event.ALLOT, fen, PLACE)


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (State.COMMITTED, Place("transformation", "8")),
        (State.UNALLOCATED, Place("transformation", "8")),
        (State.PAID, PLACE),
    ],
)
def test_an_account_names_what_its_state_keeps_apart_and_no_more(state, place):
    with pytest.raises(ValueError, match="an account of money"):
        Account(state, place)


def test_spending_more_than_was_there_is_found_where_it_happened():
    posted = [post(Event.APPROPRIATE, {"city": 5}, PLACE), post(Event.ALLOT, {"city": 6}, PLACE)]

    assert below_floor(fold(legs_of(posted))) == ((FREE, "city"),)
    (finding,) = check(entries(*posted))
    assert (finding.key, finding.wrong) == ("posting 2", "unallocated of city comes to -1 fen")


def test_an_order_settles_once():
    posted = [post(event, {"city": 5}, PLACE) for event in [*LOOP[:6], Event.SETTLE]]

    (finding,) = check(entries(*posted))
    assert (
        finding.wrong == "in_transit transformation 8 project:7 enterprise:3 order:1 of city comes to -5 fen"
    )


def test_a_leg_slipped_into_the_books_is_found():
    posting = post(Event.APPROPRIATE, {"city": 5}, PLACE)

    findings = check([("posting 1", posting.event, (*posting.legs, Leg(FREE, "city", 1)))])

    assert [(finding.key, finding.wrong) for finding in findings] == [
        ("posting 1", "1 fen of city are left over"),
        ("city", "5 fen came in, 6 are accounted for"),
    ]


@settings(max_examples=50, deadline=None)
@given(postings)
def test_whatever_is_posted_every_fund_adds_up(posted):
    for sums in totals(fold(legs_of(posted))).values():
        came = sum(sums.pop(state) for state in ORIGINS)
        assert came == sum(sums.values())


@settings(max_examples=50, deadline=None)
@given(postings)
def test_balances_do_not_depend_on_the_order_of_legs(posted):
    assert fold(legs_of(posted)) == fold(reversed(legs_of(posted)))


@settings(max_examples=50, deadline=None)
@given(postings)
def test_books_without_findings_hold_no_account_below_its_floor(posted):
    if not check(entries(*posted)):
        assert below_floor(fold(legs_of(posted))) == ()
