import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.policy.settlement import CORRECTION, Entry, Happening, replayed, settle

EVENTS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 1000)), max_size=8, unique_by=lambda e: e[0]
).map(lambda rows: [Happening(f"e{key}", fen) for key, fen in rows])


def latest(happenings):
    """The newest news says what is due in all."""
    return happenings[-1].news if happenings else 0


def due_of_case(happenings):
    """Facts are superseded, never overwritten: rate of the spend, less what another policy paid; all gone if revoked."""
    facts = {"spend": 0, "advance": 0, "other": 0, "revoked": False}
    for event in happenings:
        facts |= event.news
    if facts["revoked"]:
        return 0
    award = min(facts["spend"] * 4 // 10, 35_000_000) if facts["spend"] else facts["advance"]
    return max(award - facts["other"], 0)


CASE = [
    Happening("signed", {"advance": 10_000_000}),
    Happening("accepted", {"spend": 100_000_000}),
    Happening("audited", {"spend": 82_000_033}),
    Happening("other", {"other": 15_000_000}),
    Happening("revoked", {"revoked": True}),
]


def test_a_case_is_paid_audited_topped_up_and_revoked_to_the_fen():
    ledger = replayed(CASE, due_of_case)

    assert [(entry.key, entry.delta_fen) for entry in ledger] == [
        ("signed", 10_000_000),
        ("accepted", 25_000_000),
        ("audited", -2_199_987),
        ("other", -15_000_000),
        ("revoked", -17_800_013),
    ]
    assert sum(entry.delta_fen for entry in ledger) == 0


def test_taking_the_audit_out_again_is_one_correcting_entry():
    ledger = replayed(CASE[:3], due_of_case)

    corrected = replayed([CASE[0], CASE[1]], due_of_case, ledger)

    assert corrected == (*ledger, Entry(f"{CORRECTION}3", 35_000_000, 2_199_987))
    assert replayed([CASE[0], CASE[1]], due_of_case, corrected) == corrected


def test_an_event_that_comes_with_a_correction_has_an_entry_of_its_own():
    ledger = replayed(CASE[:3], due_of_case)

    carried_on = replayed([CASE[0], CASE[1], CASE[3]], due_of_case, ledger)

    assert [entry.delta_fen for entry in carried_on[3:]] == [2_199_987, -15_000_000]


@given(EVENTS)
def test_playing_the_same_events_again_moves_nothing(events):
    ledger = replayed(events, latest)

    assert replayed(events, latest) == ledger
    assert replayed(events, latest, ledger) == ledger


@given(EVENTS, st.integers(0, 8))
def test_playing_in_two_parts_gives_the_ledger_of_playing_at_once(events, upto):
    assert replayed(events, latest, replayed(events[:upto], latest)) == replayed(events, latest)


@given(EVENTS)
def test_after_every_event_the_ledger_sums_to_what_is_due(events):
    ledger = replayed(events, latest)

    for upto, entry in enumerate(ledger, 1):
        assert sum(one.delta_fen for one in ledger[:upto]) == entry.due_fen == events[upto - 1].news


@given(EVENTS, st.data())
def test_whatever_is_taken_out_the_ledger_comes_to_what_is_due_without_it(events, data):
    kept = data.draw(st.lists(st.sampled_from(events), unique_by=lambda e: e.key)) if events else []
    left = [event for event in events if event in kept]
    ledger = replayed(events, latest)

    corrected = replayed(left, latest, ledger)

    assert corrected[: len(ledger)] == ledger
    assert sum(entry.delta_fen for entry in corrected) == latest(left)
    assert len(corrected) - len(ledger) == (latest(left) != latest(events))


def test_two_events_of_one_key_are_refused():
    with pytest.raises(ValueError, match="stand twice: a"):
        replayed([Happening("a", 1), Happening("a", 2)], latest)


def test_less_than_nothing_is_never_due():
    with pytest.raises(ValueError, match="zero"):
        settle(-1, [])
