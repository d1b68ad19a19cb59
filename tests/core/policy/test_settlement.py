"""Whatever happens to a case, and in whatever order: what moved in all is what is due after the last event."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.building import fact, made, param, step

from egret.core.policy.award_lines import Phase
from egret.core.policy.awarding import Circumstances, awarded
from egret.core.policy.clause import REVOKED, Term
from egret.core.policy.overlap import OverlapGroup, Received, Rule, Same, Settle, Subject
from egret.core.policy.settlement import settle

RECLAIM = '[[reclaim]]\non = "撤销"\nwithin_days = 30\nsource = "十四"\n'
OTHER = "external:技改"
CLAUSE = made(
    fact("日", "date"),
    fact("费", "money"),
    param("比例", "rate", '"30%"'),
    step("应补", "向下取整(费 × 比例)"),
    RECLAIM,
)
GROUPS = (
    OverlapGroup("g", Term("组", "group"), ("t", OTHER), Same.ENTERPRISE, Rule.HIGHEST, Settle.RETURN_LOWER, 0, None, "d", "一"),
)  # fmt: skip
# A stage reached or an audit brings a fee; another policy pays, or is given back; the grant is revoked.
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("fee"), st.integers(0, 10_000)),
        st.tuples(st.just("other"), st.integers(0, 3_000)),
        st.tuples(st.just("revoked"), st.just(True)),
    ),
    max_size=8,
)


def awards_of(events):
    """One award an event, each on the facts and circumstances of that moment."""
    said, moved, found = {"fee": 0, "other": 0, "revoked": False}, [], []
    for name, value in events:
        said[name] = value
        circumstances = Circumstances(
            claim="c1",
            subject=Subject("t"),
            programme=(date(2024, 1, 1), date(2025, 12, 31)),
            groups=GROUPS,
            received=(Received(OTHER, said["other"], "通知"),),
            moved=tuple(moved),
            revoked=said["revoked"],
        )
        facts = {"日": date(2024, 6, 1), "费": said["fee"]}
        found.append(awarded(CLAUSE, facts, due="应补", circumstances=circumstances))
        moved.append(found[-1].delta_fen)
    return found


@given(EVENTS)
def test_after_every_event_what_moved_in_all_is_what_is_due(events):
    moved = 0
    for award in awards_of(events):
        assert (award.settlement.settled_fen, award.short_fen) == (moved, 0)
        moved += award.delta_fen
        assert moved == award.due_fen


@given(EVENTS, EVENTS)
def test_once_revoked_nothing_is_due_and_nothing_is_demanded_of_others_for_good(before, after):
    revoked = awards_of([*before, ("revoked", True), *after])[len(before) :]

    assert {(award.due_fen, award.demanded) for award in revoked} == {(0, ())}


@given(EVENTS)
def test_the_same_event_again_moves_nothing(events):
    found = awards_of([event for event in events for _twice in range(2)])

    assert [award.delta_fen for award in found[1::2]] == [0] * len(events)


def test_an_award_audited_overtaken_and_revoked_comes_back_to_the_fen():
    found = awards_of([("fee", 10_001), ("fee", 8_000), ("other", 2_500), ("other", 0), ("revoked", True)])

    assert [award.delta_fen for award in found] == [3_000, -600, -2_400, 2_400, -2_400]


def test_a_revoked_grant_says_by_which_article_in_both_languages():
    line = next(
        one for one in awards_of([("fee", 1_000), ("revoked", True)])[1].lines if one.phase == Phase.REVOKED
    )

    assert (line.fen, line.article, CLAUSE.reclaim_on(REVOKED).within_days) == (0, "十四", 30)
    assert line.printed("zh") == "奖补撤销：原应补 3.00 元，撤销后应补 0.00 元"
    assert line.printed("en") == "the grant is revoked: ¥3.00 was due, ¥0.00 is due after it"


def test_less_than_nothing_is_never_due():
    with pytest.raises(ValueError, match="zero"):
        settle(-1, [])
